import type { PoolClient } from 'pg';
import type { Draft } from './draft';
import { type CommandKey, keepAnswer } from './idempotency';
import type { CommandContext, ItemOutcome } from './ledger';
import type { Opened } from './open';
import { writeEvents, writeRows } from './write';

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
  const { ledger } = context;
  const { incidentId } = drafts[0]!.event;
  const total = drafts.reduce((sum, { fact }) => sum + fact.rows.length, 0);
  let done = 0;
  await writeEvents(client, incidentId, drafts);
  await writeRows(client, ledger.shapes, incidentId, drafts, (rows) => context.onProgress?.((done += rows), total));
  if (kept) await keepAnswer(client, kept.key, kept.results.map(keptItem));
  await client.query('COMMIT');
  ledger.feed.publish([...opened.read, ...drafts]);
}

function keptItem({ requested, objectId, events, refusals }: ItemOutcome) {
  return { requested, objectId, positions: events.map(({ position }) => position), refusals };
}
