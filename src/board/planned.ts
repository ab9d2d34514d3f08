import { genesisHash } from '../domain/event';
import { type NewIncident, planChanges } from '../domain/plan/diff';
import { newIncident } from '../domain/plan/incident.diff';
import type { Plan } from '../domain/plan/plan';
import type { Instant, Uuid } from '../domain/rows';
import type { RowChange } from '../domain/tables';
import { apply, firstBoard } from './apply';
import type { Board } from './board';

const nobody: Uuid = '00000000-0000-4000-8000-000000000000';

/**
 * The board of an incident that this plan would declare, as of its declaration: all OFFLINE; null where the plan can't make one.
 * `now` counts where the plan names no time. Nothing is stored.
 */
export function plannedBoard(plan: Plan, now: Instant): Board | null {
  let ids = 0;
  const newId = (): Uuid => nobody.slice(0, -12) + (++ids).toString(16).padStart(12, '0');
  const incident: NewIncident = newIncident({ id: newId(), key: plan.incident?.key ?? 'plan' }, plan, now);
  const { rows, refusals } = planChanges(null, plan, { prune: false, now, actorId: nobody, newId, incident });
  if (refusals.length > 0) return null;
  return firstBoard({ position: 1, hash: genesisHash, at: incident.declaredAt, rows });
}

/** A board with some rows changed that nobody stored. */
export function supposedBoard(board: Board, rows: RowChange[]): Board {
  return apply(board, { position: board.position + 1, hash: board.logHead, at: board.now, rows });
}
