import { createHash, randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';

/** A connection of `pg`, or what does the same. */
export interface Queryable {
  query(text: string, values?: unknown[]): Promise<{ rows: any[] }>;
}

export interface ForgedEntry {
  type: string;
  principal: string;
  actor?: string;
  token?: string | null;
  data?: Record<string, unknown>;
}

export const tracker = '00000000-0000-4000-8000-00000000b1ac';

/** Moves the head of the directory and writes these entries, in the transaction that is open; hashes and columns are right. */
export async function appendAccess(client: Queryable, entries: readonly ForgedEntry[]): Promise<void> {
  const { rows } = await client.query(
    `SELECT log_position AS position, log_head AS hash,
       to_char(blackstart.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
     FROM blackstart.directory_head FOR NO KEY UPDATE`,
  );
  let { position, hash } = rows[0] as { position: number; hash: string };
  const made = [];
  for (const { type, principal, actor = tracker, token = null, data } of entries) {
    const told = await client.query(
      'SELECT blackstart.told_of($1) AS principal, blackstart.told_of_token($2) AS token',
      [principal, token],
    );
    const said = data ?? (token === null ? { principal: told.rows[0].principal } : told.rows[0]);
    position += 1;
    const parts = { v: 1, log: 'access', position, type, at: rows[0]!.at, actor, principal, token, data: said };
    const text = canonicalize(parts) as string;
    const previous = hash;
    hash = createHash('sha256')
      .update(previous + text)
      .digest('hex');
    made.push([position, randomUUID(), type, rows[0]!.at, actor, principal, token, text, previous, hash]);
  }
  await client.query('UPDATE blackstart.directory_head SET version = version + 1, log_position = $1, log_head = $2', [
    position,
    hash,
  ]);
  for (const values of made) {
    await client.query(
      `INSERT INTO blackstart.access_log (position, id, type, at, actor_id, principal_id, token_id, text, previous_hash, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      values,
    );
  }
}

/** The principal in whose name forged changes of the directory are told: it has the role ADMIN for everything. */
export const owner = '00000000-0000-4000-8000-0000000000a1';

const makeOwner = `
INSERT INTO blackstart.principal VALUES ('${owner}', 'owner', 'Owner', 'HUMAN', true, blackstart.now());
INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), '${owner}', 'ADMIN'), (gen_random_uuid(), '${owner}', 'COMMANDER')`;

/** Changes principals or their grants by SQL, told by the access log as the guards want it: in the name of the owner. */
export async function toldChange(
  client: Queryable,
  principals: readonly string[],
  change: () => Promise<unknown>,
): Promise<void> {
  const known = await client.query('SELECT principal_id AS id FROM blackstart.access_log');
  const ids = new Set(known.rows.map(({ id }) => id as string));
  if (!ids.has(owner))
    await inTransaction(client, [{ type: 'PRINCIPAL_CREATED', principal: owner }], () => client.query(makeOwner));
  const typeOf = (principal: string) => (ids.has(principal) ? 'PRINCIPAL_UPDATED' : 'PRINCIPAL_CREATED');
  const entries = principals.map((principal) => ({ type: typeOf(principal), principal, actor: owner }));
  await inTransaction(client, entries, change);
}

async function inTransaction(
  client: Queryable,
  entries: readonly ForgedEntry[],
  change: () => Promise<unknown>,
): Promise<void> {
  await client.query('BEGIN');
  try {
    await change();
    await appendAccess(client, entries);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
