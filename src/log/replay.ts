import type { PoolClient } from 'pg';
import type { Board } from '../board/board';
import type { RecoveryEvent } from '../domain/event';
import type { Refusal } from '../domain/refusal';
import type { Moment } from '../domain/world';
import type { KeptItem, Replay } from './idempotency';
import type { Rules } from './judge';
import type { ItemOutcome } from './ledger';
import { readEvents } from './read';

/**
 * The answer to a command that was given before: its own events, the objects as they are now. Who may not give it any more
 * gets FORBIDDEN.
 */
export async function answerAgain<T>(
  client: PoolClient,
  before: Replay,
  rules: Rules<T>,
  board: Board,
  moment: Moment,
): Promise<ItemOutcome[]> {
  const most = before.lastPosition - before.firstPosition + 1;
  const events = await readEvents(client, before.incidentId, before.firstPosition - 1, most);
  return before.answer.map((item) => resultOf(item, events, refuseNow(rules, board, item, moment)));
}

function refuseNow<T>(rules: Rules<T>, board: Board, item: KeptItem, moment: Moment): Refusal | null {
  const found = rules.find(board, item.requested);
  return 'object' in found ? rules.permit(board, found.object, moment) : null;
}

function resultOf(item: KeptItem, events: readonly RecoveryEvent[], forbidden: Refusal | null): ItemOutcome {
  const { requested, objectId, positions, refusals } = item;
  if (forbidden) return { requested, objectId, events: [], refusals: [forbidden] };
  return { requested, objectId, events: events.filter(({ position }) => positions.includes(position)), refusals };
}
