import { randomUUID } from 'node:crypto';
import { type EntityManager, IsNull } from 'typeorm';
import type { Instant, Uuid } from '../domain/rows';
import type { Grant } from '../domain/world';
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
  await storeGrants(tx, entry.id, grants);
}

async function storeGrants(tx: EntityManager, principalId: Uuid, grants: readonly Grant[]): Promise<void> {
  const rows = grants.map((grant) => ({ id: randomUUID(), principalId, ...grant }));
  if (rows.length > 0) await tx.insert(GrantRecord, rows);
}

export interface PrincipalPatch {
  name?: string;
  active?: boolean;
  grants?: readonly Grant[];
}

/** Changes what is given of a principal; grants are replaced as a whole. */
export async function storePatch(tx: EntityManager, id: Uuid, { grants, ...patch }: PrincipalPatch): Promise<void> {
  if (patch.name !== undefined || patch.active !== undefined) await tx.update(PrincipalRecord, { id }, patch);
  if (!grants) return;
  await tx.delete(GrantRecord, { principalId: id });
  await storeGrants(tx, id, grants);
}

const adminAfter = `
SELECT EXISTS (
  SELECT FROM blackstart.principal p JOIN blackstart.access_grant g ON g.principal_id = p.id
   WHERE g.role = 'ADMIN' AND g.incident_id IS NULL
     AND CASE WHEN p.id = $1 THEN coalesce($2, p.active) AND $3 ELSE p.active END
  UNION ALL
  SELECT FROM blackstart.principal p WHERE p.id = $1 AND coalesce($2, p.active) AND $4) AS "any"`;

/** Whether an active ADMIN is left once a principal is changed so. */
export async function leavesAdmin(tx: EntityManager, id: Uuid, patch: PrincipalPatch): Promise<boolean> {
  const { active = null, grants } = patch;
  const becomes = grants?.some(({ role, incidentId }) => role === 'ADMIN' && incidentId === null) ?? false;
  const [row] = await tx.query<{ any: boolean }[]>(adminAfter, [id, active, grants === undefined, becomes]);
  return row?.any ?? false;
}

export async function storeToken(tx: EntityManager, { expiresAt, ...token }: NewToken): Promise<void> {
  const ends = expiresAt === null ? null : new Date(expiresAt);
  await tx.insert(TokenRecord, { ...token, createdAt: databaseNow, expiresAt: ends });
}

/** Ends a token; the first end counts. */
export async function storeTokenEnd(tx: EntityManager, id: Uuid): Promise<void> {
  await tx.update(TokenRecord, { id, revokedAt: IsNull() }, { revokedAt: databaseNow });
}
