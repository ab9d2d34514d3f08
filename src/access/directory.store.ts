import { randomUUID } from 'node:crypto';
import { type EntityManager, IsNull } from 'typeorm';
import type { Instant, Uuid } from '../domain/rows';
import type { PrincipalEntry } from './directory';
import { GrantRecord } from './grant.record';
import { PrincipalRecord } from './principal.record';
import { TokenRecord } from './token.record';

export interface NewToken {
  id: Uuid;
  principalId: Uuid;
  label: string;
  secretHash: string;
  expiresAt: Instant | null;
}

const databaseNow = () => 'blackstart.now()';

export async function storePrincipal(tx: EntityManager, entry: PrincipalEntry): Promise<void> {
  const { grants, ...principal } = entry;
  await tx.insert(PrincipalRecord, { ...principal, createdAt: databaseNow });
  const rows = grants.map((grant) => ({ id: randomUUID(), principalId: entry.id, ...grant }));
  if (rows.length > 0) await tx.insert(GrantRecord, rows);
}

export async function storeToken(tx: EntityManager, { expiresAt, ...token }: NewToken): Promise<void> {
  const ends = expiresAt === null ? null : new Date(expiresAt);
  await tx.insert(TokenRecord, { ...token, createdAt: databaseNow, expiresAt: ends });
}

/** Ends a token; the first end counts. */
export async function storeTokenEnd(tx: EntityManager, id: Uuid): Promise<void> {
  await tx.update(TokenRecord, { id, revokedAt: IsNull() }, { revokedAt: databaseNow });
}
