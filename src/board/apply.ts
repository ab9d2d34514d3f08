import type { RecoveryEvent } from '../domain/event';
import type { Instant } from '../domain/rows';
import type { RecoveryTable, RowChange } from '../domain/tables';
import { isOpenOverride } from '../domain/override-force';
import { later } from '../domain/time';
import { systemsTouchedBy } from './affected';
import { Board } from './board';
import { nextChange } from './clock';
import { changedFaults } from './faults';
import { applyRow } from './row';
import { type BoardState, rowsOf, stateOf } from './state';
import { changedRows, noRows } from './tables';
import { tallied } from './tallies';

type Applied = Pick<RecoveryEvent, 'position' | 'hash' | 'at' | 'rows'>;

/** The board before an incident's first event: what folding its log begins with. */
export function firstBoard(event: Applied): Board {
  const rows = changedRows(noRows, event.rows, event.position);
  return new Board(stateOf(rows, headOf(event), event.at));
}

/** The board after one more event; the one before stays as it is. Rows, indexes and answers that it does not touch are shared. */
export function apply(board: Board, event: Applied): Board {
  const now = later(board.now, event.at);
  const ready = board.validUntil !== null && board.validUntil <= now ? advance(board, now) : board;
  if (event.rows.some(isTopology)) {
    const rows = changedRows(rowsOf(ready.state), event.rows, event.position);
    return new Board(stateOf(rows, headOf(event), now, ready.moment));
  }
  return new Board(changedState(ready, event, now));
}

/** The same position at a later moment: what expired or fell due meanwhile is answered anew. */
export function advance(board: Board, now: Instant): Board {
  const { state } = board;
  if (state.validUntil === null || state.validUntil > now) return board;
  const systems = state.systems.toArray();
  const expired = systems.flatMap(({ expiresAt }, system) =>
    expiresAt !== null && expiresAt > state.now && expiresAt <= now ? [system] : [],
  );
  const ended = state.overrides
    .filter((row) => isOpenOverride(row) && row.expiresAt > state.now && row.expiresAt <= now)
    .map((row) => state.systems.indexOf(row.systemId));
  const waiting = expired.flatMap((system) => Array.from(board.dependentsOf(system), (edge) => board.waiterOf(edge)));
  return new Board({
    ...state,
    now,
    moment: state.moment + 1,
    validUntil: nextChange(state.incident, systems, state.milestones.toArray(), state.overrides, now),
    tallies: tallied(systems, now),
    answers: state.answers.without([...expired, ...waiting, ...ended]),
  });
}

// Columns that indexes, or the moment until which answers hold, are built from.
const placing: { [T in RecoveryTable]?: readonly string[] } = {
  incident: [],
  system: ['key', 'plantId', 'tier', 'zone', 'safety'],
  milestone: ['plantId', 'dueAt'],
  line: ['plantId'],
};

// What lies beside the plan: it comes and goes without changing an index.
const beside: readonly RecoveryTable[] = ['containment_check', 'hold', 'override', 'override_approval', 'note'];

/** Whether a change is one of the plan: rows come or go, or stand elsewhere, and the indexes are built anew. */
function isTopology({ table, op, row }: RowChange): boolean {
  if (beside.includes(table)) return false;
  return op !== 'update' || (placing[table]?.some((column) => column in row) ?? true);
}

function headOf(event: Applied): BoardState['head'] {
  return { position: event.position, logHead: event.hash, lastAt: event.at };
}

function changedState(board: Board, event: Applied, now: Instant): BoardState {
  const state: BoardState = { ...board.state, head: headOf(event), now };
  const moving: number[] = [];
  for (const change of event.rows) moving.push(...applyRow(state, change, event.position));
  const { faults, moved } = changedFaults(state.topology, state.faults, (system) => state.systems.at(system), moving);
  state.faults = faults;
  const touched = systemsTouchedBy(board, new Board(state), event.rows, moved);
  return { ...state, answers: state.answers.without(touched) };
}

/** The same board under the hash of its last event, which is known only once the event's counters are. */
export function sealed(board: Board, logHead: string): Board {
  return new Board({ ...board.state, head: { ...board.state.head, logHead } });
}
