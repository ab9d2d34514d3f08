import type { Instant } from '../domain/rows';
import type { Board } from './board';
import { compareText } from './keyed';

export type SystemOrder = 'RESTORE_ORDER' | 'TIER' | 'NAME' | 'MOST_UNLOCKED' | 'DUE';

type Compare = (one: number, other: number) => number;

// Equal systems stand in the order of their keys, which is that of their indexes.
const comparisons: Record<Exclude<SystemOrder, 'RESTORE_ORDER'>, (board: Board) => Compare> = {
  TIER:
    ({ systems }) =>
    (one, other) =>
      systems.at(one).tier - systems.at(other).tier || one - other,
  NAME:
    ({ systems }) =>
    (one, other) =>
      compareText(systems.at(one).name, systems.at(other).name) || one - other,
  MOST_UNLOCKED: (board) => byMost(board.state.topology.unlocks.countsFor(board)),
  DUE: (board) => {
    const due = Array.from({ length: board.systems.size }, (_, system) => board.dueAtOf(system) ?? '~');
    return (one, other) => compareText(due[one] as string, due[other] as string) || one - other;
  },
};

/** All systems of a board in an order, by index; `at` is the planning time of the restore order. */
export function ordered(board: Board, order: SystemOrder, at: Instant): Int32Array {
  return order === 'RESTORE_ORDER' ? inRestoreOrder(board, at) : everySystem(board).sort(comparisons[order](board));
}

function everySystem({ systems }: Board): Int32Array {
  return Int32Array.from({ length: systems.size }, (_, system) => system);
}

// Those that are back, or will never be, stand behind the others.
function inRestoreOrder(board: Board, at: Instant): Int32Array {
  const { order, orderOf } = board.scheduleAt(at);
  const others = everySystem(board).filter((system) => orderOf[system] === 0);
  const all = new Int32Array(board.systems.size);
  all.set(order);
  all.set(others.sort(comparisons.TIER(board)), order.length);
  return all;
}

function byMost(counts: Int32Array): Compare {
  return (one, other) => counts[other]! - counts[one]! || one - other;
}
