import { createHash } from 'node:crypto';
import { type DataSource, type EntityManager, IsNull } from 'typeorm';
import type { Uuid } from '../domain/rows';
import { BreakGlassAttemptRecord } from './break-glass-attempt.record';
import { BreakGlassRecord } from './break-glass.record';
import { TokenRecord } from './token.record';

export interface BreakGlassAccount {
  principalId: Uuid;
  passwordHash: string;
  totpSecret: string;
  totpStep: number | null;
}

export interface Attempts {
  /** How many there were on this name within the window, this one too. */
  count: number;
  /** Seconds until they are forgotten. */
  seconds: number;
}

const minutes = 15;

const countOne = `
INSERT INTO blackstart.break_glass_attempt AS a (name_hash, attempts, since) VALUES ($1, 1, blackstart.now())
ON CONFLICT (name_hash) DO UPDATE SET
  attempts = CASE WHEN a.since > blackstart.now() - interval '${minutes} minutes' THEN a.attempts + 1 ELSE 1 END,
  since = CASE WHEN a.since > blackstart.now() - interval '${minutes} minutes' THEN a.since ELSE blackstart.now() END
RETURNING attempts AS count,
  ceil(extract(epoch FROM since + interval '${minutes} minutes' - blackstart.now()))::int AS seconds`;
const forgetOld = `
DELETE FROM blackstart.break_glass_attempt WHERE since < blackstart.now() - interval '${minutes} minutes'`;
const findAccount = `
SELECT b.principal_id AS "principalId", b.password_hash AS "passwordHash", b.totp_secret AS "totpSecret", b.totp_step AS "totpStep"
FROM blackstart.break_glass_account b JOIN blackstart.principal p ON p.id = b.principal_id
WHERE p.handle = $1 AND p.active AND p.kind = 'HUMAN'`;
const useOne = `
UPDATE blackstart.break_glass_account SET totp_step = $2
WHERE principal_id = $1 AND (totp_step IS NULL OR totp_step < $2) RETURNING principal_id`;

/** Counts an attempt on a name, known or not, for all processes: before anything is looked at, so that many at once all count. */
export async function countAttempt(records: DataSource, handle: string): Promise<Attempts> {
  await records.query(forgetOld);
  const [attempts] = await records.query<Attempts[]>(countOne, [nameHash(handle)]);
  if (!attempts) throw new Error('an attempt was not counted');
  return attempts;
}

/** Who gets in may begin anew. */
export async function forgetAttempts(tx: EntityManager, handle: string): Promise<void> {
  await tx.delete(BreakGlassAttemptRecord, { nameHash: nameHash(handle) });
}

/** The account of an active person of this handle. */
export async function findBreakGlass(records: DataSource, handle: string): Promise<BreakGlassAccount | null> {
  const [account] = await records.query<BreakGlassAccount[]>(findAccount, [handle]);
  return account ?? null;
}

/** Remembers the step of a code as used; false where it, or a later one, was used before. */
export async function storeStep(tx: EntityManager, principalId: Uuid, step: number): Promise<boolean> {
  const [rows] = await tx.query<[unknown[], number]>(useOne, [principalId, step]);
  return rows.length === 1;
}

export async function storeBreakGlass(tx: EntityManager, account: Omit<BreakGlassAccount, 'totpStep'>): Promise<void> {
  await tx.insert(BreakGlassRecord, { ...account, totpStep: null, createdAt: () => 'blackstart.now()' });
}

/** Takes an account away; false where there was none. */
export async function removeBreakGlass(tx: EntityManager, principalId: Uuid): Promise<boolean> {
  const { affected } = await tx.delete(BreakGlassRecord, { principalId });
  return affected === 1;
}

/** The tokens that are still open by broken glass. */
export async function openedByGlass(tx: EntityManager, principalId: Uuid): Promise<Uuid[]> {
  const tokens = await tx.findBy(TokenRecord, { principalId, origin: 'BREAK_GLASS', revokedAt: IsNull() });
  return tokens.map(({ id }) => id);
}

function nameHash(handle: string): string {
  return createHash('sha256').update(handle).digest('hex');
}
