import canonicalize from 'canonicalize';
import { genesisHash } from '../domain/event';
import type { Instant, Uuid } from '../domain/rows';
import { entryHash } from './access-log.text';
import { type Folded, type Reader, differencesFromTables, foldedNothing, foldEntry } from './access-log.fold';

interface Row {
  position: number;
  type: string;
  at: string;
  actorId: Uuid;
  principalId: Uuid;
  tokenId: Uuid | null;
  text: string;
  previousHash: string;
  hash: string;
}

interface End {
  position: number;
  hash: string;
  at: Instant;
}

const batch = 1000;
const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const readRows = `
SELECT position, type, ${utc('at')} AS at, actor_id AS "actorId", principal_id AS "principalId", token_id AS "tokenId", text,
  previous_hash AS "previousHash", hash
FROM blackstart.access_log WHERE position > $1 ORDER BY position LIMIT ${batch}`;
const readHead = 'SELECT log_position AS position, log_head AS hash FROM blackstart.directory_head';

/**
 * What is wrong with the access log, one sentence each; none = it is whole. Every hash is computed anew, every column compared
 * with the hashed text, the end with the head, and the tables with what the log says they hold.
 */
export async function* verifyAccessLog(client: Reader): AsyncGenerator<string, void, void> {
  const folded = foldedNothing();
  let last: End = { position: 0, hash: genesisHash, at: '' };
  for (;;) {
    const { rows } = await client.query<Row>(readRows, [last.position]);
    for (const row of rows) {
      yield* faultsOf(row, last, folded);
      last = { position: row.position, hash: row.hash, at: row.at };
    }
    if (rows.length < batch) break;
  }
  const { rows: heads } = await client.query<{ position: number; hash: string }>(readHead);
  if (heads.length !== 1) yield 'The directory has no head, or more than one.';
  for (const head of heads) {
    if (head.position === last.position && head.hash === last.hash) continue;
    yield `The access log ends at entry ${last.position} with ${last.hash}; its head is ${head.position} with ${head.hash}.`;
  }
  yield* differencesFromTables(client, folded);
}

function* faultsOf(row: Row, before: End, folded: Folded): Generator<string, void, void> {
  const entry = `Entry ${row.position} of the access log`;
  if (row.position !== before.position + 1) yield `${entry} comes after entry ${before.position}.`;
  if (row.previousHash !== before.hash) yield `${entry} does not follow from the hash of the entry before it.`;
  if (row.hash !== entryHash(row.previousHash, row.text)) yield `${entry} is not what its hash was made from.`;
  if (row.at < before.at) yield `${entry} is dated before the entry before it.`;
  const said = parsed(row.text);
  if (!said) return yield `${entry} holds no readable text.`;
  if (canonicalize({ ...columnsOf(row), data: said.data }) !== row.text) {
    yield `${entry} has columns that differ from its text.`;
  }
  foldEntry(folded, row.principalId, row.tokenId, said.data);
}

function columnsOf({ position, type, at, actorId, principalId, tokenId }: Row) {
  return { v: 1, log: 'access', position, type, at, actor: actorId, principal: principalId, token: tokenId };
}

function parsed(text: string): { data: Record<string, unknown> } | null {
  try {
    const said = JSON.parse(text) as { data?: unknown };
    return typeof said.data === 'object' && said.data !== null ? { data: said.data as Record<string, unknown> } : null;
  } catch {
    return null;
  }
}
