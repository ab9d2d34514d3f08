import type { PoolClient } from 'pg';
import { type Statement, travel } from '../postgres/trip';
import { eventStatements } from './append';
import type { Draft } from './draft';
import { type CommandKey, keepAnswer } from './idempotency';
import type { ItemOutcome, Ledger } from './ledger';
import type { Opened } from './open';
import { type RowsStatement, rowStatements } from './write';

// What few rows take shares one round trip with COMMIT, which is executed when all before it was done; of more rows each
// statement has the time of a statement.
const mostInOneTrip = 200;
const committing: Statement = { name: 'commit', text: 'COMMIT' };

/** What a transaction writes, and the steps that had to be read before it could be judged. */
interface Written {
  read: Opened['read'];
  drafts: readonly Draft[];
  kept: readonly { key: CommandKey; results: readonly ItemOutcome[] }[];
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Writes the drafts in the order that the guards want (head, events, rows), commits, and only then publishes them. When the
 * outcome of COMMIT is unknown, nothing is published: the feed finds out.
 */
export async function commit(
  client: PoolClient,
  ledger: Ledger,
  { read, drafts, kept, onProgress }: Written,
): Promise<void> {
  const { incidentId } = drafts[0]!.event;
  const total = drafts.reduce((sum, { fact }) => sum + fact.rows.length, 0);
  const keeping = kept.map(({ key, results }) => keepAnswer(key, incidentId, results.map(keptItem)));
  const events = eventStatements(incidentId, drafts);
  const rows = rowStatements(ledger.statements, incidentId, drafts);
  if (total <= mostInOneTrip) {
    await travel(client, [...keeping, ...events, ...rows, committing]);
    onProgress?.(total, total);
  } else {
    for (const statement of keeping) await travel(client, [statement]);
    // one at a time, as they are made: the texts beside the event of a large plan would together be 150 MB
    for (const statement of events) await travel(client, [statement]);
    await writeInTurn(client, rows, (done) => onProgress?.(done, total));
    await travel(client, [committing]);
  }
  ledger.feed.publish([...read, ...drafts]);
}

async function writeInTurn(
  client: PoolClient,
  rows: Iterable<RowsStatement>,
  onDone: (done: number) => void,
): Promise<void> {
  let done = 0;
  for (const statement of rows) {
    await travel(client, [statement]);
    onDone((done += statement.count));
  }
}

function keptItem({ requested, objectId, events, refusals }: ItemOutcome) {
  return { requested, objectId, positions: events.map(({ position }) => position), refusals };
}
