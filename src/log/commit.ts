import type { PoolClient } from 'pg';
import { writeEvents } from './append';
import type { Draft } from './draft';
import { type CommandKey, keepAnswer } from './idempotency';
import type { CommandContext, ItemOutcome } from './ledger';
import type { Opened } from './open';
import { writeRows } from './write';

// Statements that do not wait for each other's answers share one round trip; of more rows each has the time of a statement.
const mostInOneTrip = 200;

/**
 * Writes the drafts in the order that the guards want (head, events, rows), commits, and only then publishes them. When the
 * outcome of COMMIT is unknown, nothing is published: the feed finds out.
 */
export async function commit(
  client: PoolClient,
  context: CommandContext,
  opened: Pick<Opened, 'read'>,
  drafts: readonly Draft[],
  kept: { key: CommandKey; results: readonly ItemOutcome[] } | null,
): Promise<void> {
  const { ledger, onProgress } = context;
  const { incidentId } = drafts[0]!.event;
  const total = drafts.reduce((sum, { fact }) => sum + fact.rows.length, 0);
  let done = 0;
  const steps = [
    () => (kept ? keepAnswer(client, kept.key, incidentId, kept.results.map(keptItem)) : Promise.resolve()),
    () => writeEvents(client, incidentId, drafts),
    () => writeRows(client, ledger.statements, incidentId, drafts, (rows) => onProgress?.((done += rows), total)),
  ];
  if (total <= mostInOneTrip) await Promise.all(steps.map((step) => step()));
  else for (const step of steps) await step();
  await client.query('COMMIT');
  ledger.feed.publish([...opened.read, ...drafts]);
}

function keptItem({ requested, objectId, events, refusals }: ItemOutcome) {
  return { requested, objectId, positions: events.map(({ position }) => position), refusals };
}
