import type { Counters, RecoveryEvent } from '../domain/event';
import type { Instant } from '../domain/rows';
import type { RecoveryTable, RowChange } from '../domain/tables';
import { isOpenOverride } from '../domain/override-force';
import { later } from '../domain/time';
import { systemsTouchedBy } from './affected';
import { Board } from './board';
import { nextChange, passedBetween, unloggedExpiries } from './clock';
import { changedFaults } from './faults';
import { applyRow } from './row';
import { type BoardState, rowsOf, stateOf } from './state';
import { moveStatuses } from './statuses';
import { changedRows, noRows } from './tables';
import { talliedLater } from './tallies';

type Applied = Pick<RecoveryEvent, 'position' | 'hash' | 'at' | 'rows'>;
type Unhashed = Omit<Applied, 'hash'>;

/** The board before an incident's first event: what folding its log begins with. */
export function firstBoard(event: Applied): Board {
  return firstDrawn(event).sealedWith(event.hash);
}

/** The board after one more event; the one before stays as it is. Rows, indexes and answers that it does not touch are shared. */
export function apply(board: Board, event: Applied): Board {
  return drawn(board, event).sealedWith(event.hash);
}

/** A board whose last event has no hash yet: that is made of its counters, among other things. */
export interface Drawn {
  counters: Counters;
  /** The board itself; it is one and the same whenever it is asked for. */
  sealedWith(hash: string): Board;
}

/** What `firstBoard` gives, before the event has its hash. */
export function firstDrawn(event: Unhashed): Drawn {
  const rows = changedRows(noRows, event.rows, event.position);
  return sealable(new Board(stateOf(rows, headOf(event), event.at)));
}

/** What `apply` gives, before the event has its hash. */
export function drawn(board: Board, event: Unhashed): Drawn {
  const now = later(board.now, event.at);
  const ready = board.validUntil !== null && board.validUntil <= now ? advance(board, now) : board;
  if (event.rows.some(isTopology)) {
    const rows = changedRows(rowsOf(ready.state), event.rows, event.position);
    return sealable(new Board(stateOf(rows, headOf(event), now, ready.moment)));
  }
  return sealable(changedBoard(ready, event, now));
}

// Nobody has seen the board before it is sealed.
function sealable(board: Board): Drawn {
  return {
    counters: board.counters,
    sealedWith: (logHead) => {
      board.state.head = { ...board.state.head, logHead };
      return board;
    },
  };
}

/** The same position at a later moment: what expired or fell due meanwhile is answered anew. */
export function advance(board: Board, now: Instant): Board {
  const { state } = board;
  if (state.validUntil === null || state.validUntil > now) return board;
  const expired = unloggedExpiries(state.systems, now).filter(
    (system) => board.systems.at(system).expiresAt! > state.now,
  );
  const ended = state.overrides
    .filter((row) => isOpenOverride(row) && row.expiresAt > state.now && row.expiresAt <= now)
    .map((row) => state.systems.indexOf(row.systemId));
  const waiting = expired.flatMap((system) => Array.from(board.dependentsOf(system), (edge) => board.waiterOf(edge)));
  return new Board({
    ...state,
    ...{ now, moment: state.moment + 1, validUntil: nextChange(state, now) },
    tallies: talliedLater(
      state.tallies,
      expired.map((system) => board.systems.at(system)),
    ),
    ...withoutAnswers(state, [...expired, ...waiting, ...ended, ...passedBetween(state, state.now, now)]),
  });
}

/** Answers are forgotten of systems, and with them what is said of the plants that they stand in or run lines of. */
function withoutAnswers(
  { answers, plantCounts, plantStatuses, plants, lines, topology }: BoardState,
  systems: readonly number[],
): Pick<BoardState, 'answers' | 'plantCounts' | 'plantStatuses'> {
  const homes = new Set(systems.map((system) => topology.plantOf[system]!));
  homes.delete(-1);
  const users = new Set(homes);
  for (const system of systems) {
    for (const line of topology.linesNeeding.of(system)) users.add(plants.indexOf(lines.at(line).plantId));
  }
  return {
    answers: answers.without(systems),
    plantCounts: plantCounts.without(homes),
    plantStatuses: plantStatuses.without(users),
  };
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

function headOf(event: Unhashed): BoardState['head'] {
  return { position: event.position, logHead: '', lastAt: event.at };
}

// The state is filled in while the board already stands on it: what depends on other parts asks the board.
function changedBoard(before: Board, event: Unhashed, now: Instant): Board {
  const state: BoardState = { ...before.state, head: headOf(event), now };
  const after = new Board(state);
  const moving: number[] = [];
  for (const change of event.rows) moving.push(...applyRow(state, change, event.position));
  const { faults, moved } = changedFaults(state.topology, state.faults, (system) => state.systems.at(system), moving);
  state.faults = faults;
  moveStatuses(before, after, event.rows);
  Object.assign(state, withoutAnswers(state, [...systemsTouchedBy(before, after, event.rows, moved)]));
  return after;
}
