import { randomUUID } from 'node:crypto';
import { type EntityManager, IsNull } from 'typeorm';
import type { Instant, Uuid } from '../domain/rows';
import type { Grant } from '../domain/world';
import type { GrantSource, TokenOrigin } from '../domain/words';
import type { PrincipalEntry } from './directory.entry';
import { GrantRecord } from './grant.record';
import { PrincipalRecord } from './principal.record';
import { TokenRecord } from './token.record';

export type NewPrincipal = Pick<PrincipalEntry, 'id' | 'handle' | 'name' | 'kind' | 'active' | 'grants'>;

export interface NewToken {
  id: Uuid;
  principalId: Uuid;
  label: string;
  secretHash: string;
  expiresAt: Instant | null;
  origin?: TokenOrigin;
}

const databaseNow = () => 'blackstart.now()';

export async function storePrincipal(tx: EntityManager, entry: NewPrincipal): Promise<void> {
  const { id, handle, name, kind, active } = entry;
  await tx.insert(PrincipalRecord, { id, handle, name, kind, active, createdAt: databaseNow });
  await storeGrants(tx, id, entry.grants, 'GIVEN');
}

async function storeGrants(
  tx: EntityManager,
  principalId: Uuid,
  grants: readonly Grant[],
  source: GrantSource,
): Promise<void> {
  const rows = grants.map((grant) => ({ id: randomUUID(), principalId, source, ...grant }));
  if (rows.length > 0) await tx.insert(GrantRecord, rows);
}

export interface PrincipalPatch {
  name?: string;
  active?: boolean;
  grants?: readonly Grant[];
}

/** Changes what is given of a principal, and tells which parts those were; the grants given to it are replaced as a whole. */
export async function storePatch(tx: EntityManager, id: Uuid, { grants, ...patch }: PrincipalPatch): Promise<string[]> {
  if (patch.name !== undefined || patch.active !== undefined) await tx.update(PrincipalRecord, { id }, patch);
  if (grants) await replaceGrants(tx, id, grants, 'GIVEN');
  const changed = Object.entries({ ...patch, grants }).filter(([, value]) => value !== undefined);
  return changed.map(([part]) => part);
}

/** Replaces the grants of one source: those that an ADMIN gave, or those that the issuer claimed last. */
export async function replaceGrants(
  tx: EntityManager,
  principalId: Uuid,
  grants: readonly Grant[],
  source: GrantSource,
): Promise<void> {
  await tx.delete(GrantRecord, { principalId, source });
  await storeGrants(tx, principalId, grants, source);
}

const adminAfter = `
SELECT EXISTS (
  SELECT FROM blackstart.principal p JOIN blackstart.access_grant g ON g.principal_id = p.id
   WHERE g.role = 'ADMIN' AND g.incident_id IS NULL AND g.source = 'GIVEN'
     AND CASE WHEN p.id = $1 THEN coalesce($2, p.active) AND $3 ELSE p.active END
  UNION ALL
  SELECT FROM blackstart.principal p WHERE p.id = $1 AND coalesce($2, p.active) AND $4) AS "any"`;

/** Whether an active ADMIN is left once a principal is changed so; who is one by the issuer's claims alone does not count. */
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

/** Ends a token, and says whether it had not ended before: the first end counts. */
export async function storeTokenEnd(tx: EntityManager, id: Uuid): Promise<boolean> {
  const { affected } = await tx.update(TokenRecord, { id, revokedAt: IsNull() }, { revokedAt: databaseNow });
  return affected === 1;
}
