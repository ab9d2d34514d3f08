import canonicalize from 'canonicalize';
import { type ChainEnd, Links } from '../chain/links';
import type { Uuid } from '../domain/rows';
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

const batch = 1000;
const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const readRows = `
SELECT position, type, ${utc('at')} AS at, actor_id AS "actorId", principal_id AS "principalId", token_id AS "tokenId", text,
  previous_hash AS "previousHash", hash
FROM blackstart.access_log WHERE position > $1 ORDER BY position LIMIT ${batch}`;
const readHead = 'SELECT log_position AS position, log_head AS "logHead" FROM blackstart.directory_head';

/**
 * What is wrong with the access log, one sentence each; none = it is whole. Every hash is computed anew, every column compared
 * with the hashed text, the end with the head, and the tables with what the log says they hold.
 */
export async function* verifyAccessLog(client: Reader): AsyncGenerator<string, void, void> {
  const folded = foldedNothing();
  const faults: string[] = [];
  const links = new Links('entry', (fault) => faults.push(fault));
  for (let isMore = true; isMore;) {
    const { rows } = await client.query<Row>(readRows, [links.position]);
    for (const row of rows) {
      links.add(row);
      links.date(row.position, row.at);
      yield* faults.splice(0);
      yield* faultsOf(row, folded);
    }
    isMore = rows.length === batch;
  }
  links.end((await client.query<ChainEnd>(readHead)).rows);
  yield* faults;
  yield* differencesFromTables(client, folded);
}

function* faultsOf(row: Row, folded: Folded): Generator<string, void, void> {
  const entry = `Entry ${row.position} of the access log`;
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
