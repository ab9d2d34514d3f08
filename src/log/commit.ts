import type { PoolClient } from 'pg';
import type { Instant } from '../domain/rows';
import { type Statement, travel } from '../postgres/trip';
import { type LogStatement, eventStatements, headStatement } from './append';
import type { Draft } from './draft';
import { type CommandKey, keepAnswer } from './idempotency';
import type { ItemOutcome, Ledger } from './ledger';
import type { Opened } from './open';

// What few rows take shares one round trip with COMMIT, which is executed when all before it was done; of more rows each
// statement has the time of a statement.
const mostInOneTrip = 200;
export const begin: Statement = { name: 'begin', text: 'BEGIN' };
const committing: Statement = { name: 'commit', text: 'COMMIT' };

/** What a transaction writes. */
export interface Writing {
  drafts: readonly Draft[];
  kept: readonly { key: CommandKey; results: readonly ItemOutcome[] }[];
}

/** What else is known of one that holds the head: the steps that had to be read before it could be judged. */
interface Held extends Writing {
  read: Opened['read'];
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Writes the drafts under the lock, commits, and only then publishes
 * them. When the outcome of COMMIT is unknown, nothing is published: the feed finds out.
 */
export async function commit(
  client: PoolClient,
  ledger: Ledger,
  { read, onProgress, ...writing }: Held,
): Promise<void> {
  const { drafts } = writing;
  const total = rowCountOf(drafts);
  if (total <= mostInOneTrip) {
    await travel(client, [...statementsOf(ledger, writing, null), committing]);
    onProgress?.(total, total);
  } else await commitInTurn(client, ledger, writing, (done) => onProgress?.(done, total));
  publish(ledger, read, drafts);
}

/**
 * The whole transaction as one trip, from BEGIN to COMMIT, judged by a time that must not be long past; null where it is too
 * large for that. Its head takes the lock.
 */
export function wholeTrip(ledger: Ledger, writing: Writing, judgedAt: Instant): Statement[] | null {
  const isSmall = rowCountOf(writing.drafts) <= mostInOneTrip;
  return isSmall ? [begin, ...statementsOf(ledger, writing, judgedAt), committing] : null;
}

/** Takes over what was committed. */
export function publish(ledger: Ledger, read: Opened['read'], drafts: readonly Draft[]): void {
  const { event } = drafts[drafts.length - 1]!;
  ledger.wrote.set(event.incidentId, event.position);
  ledger.feed.publish([...read, ...drafts]);
}

function rowCountOf(drafts: readonly Draft[]): number {
  return drafts.reduce((sum, { fact }) => sum + fact.rows.length, 0);
}

// The head before the keys, always: two that took them the other way round would wait for each other. The keys before the events:
// who declares the same incident twice is to meet its own key, not that of the incident. Made one at a time: the
// texts beside the event of a large plan would together be 150 MB.
function* statementsOf(
  ledger: Ledger,
  { drafts, kept }: Writing,
  judgedAt: Instant | null,
): Generator<Statement | LogStatement> {
  const { incidentId } = drafts[0]!.event;
  yield headStatement(incidentId, drafts, judgedAt);
  for (const { key, results } of kept) yield keepAnswer(key, incidentId, results.map(keptItem));
  yield* eventStatements(incidentId, drafts);
}

async function commitInTurn(
  client: PoolClient,
  ledger: Ledger,
  writing: Writing,
  onDone: (done: number) => void,
): Promise<void> {
  let done = 0;
  for (const statement of statementsOf(ledger, writing, null)) {
    await travel(client, [statement]);
    if ('count' in statement) onDone((done += statement.count));
  }
  await travel(client, [committing]);
}

function keptItem({ requested, objectId, events, refusals }: ItemOutcome) {
  return { requested, objectId, positions: events.map(({ position }) => position), refusals };
}
