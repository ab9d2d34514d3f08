import type { Board } from './board';
import { compareText } from './keyed';
import { unlocksOfAll } from './unlocks';

export type SystemOrder = 'RESTORE_ORDER' | 'TIER' | 'NAME' | 'MOST_UNLOCKED' | 'DUE';

type Compare = (one: number, other: number) => number;

// Equal systems stand in the order of their keys, which is that of their indexes.
const orders: Record<SystemOrder, (board: Board) => Compare> = {
  RESTORE_ORDER: (board) => {
    const wave = (system: number): number => board.waveOf(system) ?? Infinity;
    const tier = orders.TIER(board);
    return (one, other) => compareNumbers(wave(one), wave(other)) || tier(one, other);
  },
  TIER:
    ({ systems }) =>
    (one, other) =>
      systems.at(one).tier - systems.at(other).tier || one - other,
  NAME:
    ({ systems }) =>
    (one, other) =>
      compareText(systems.at(one).name, systems.at(other).name) || one - other,
  MOST_UNLOCKED: (board) => {
    const counts = unlocksOfAll(board);
    return (one, other) => (counts[other] as number) - (counts[one] as number) || one - other;
  },
  DUE: (board) => {
    const due = Array.from({ length: board.systems.size }, (_, system) => board.dueAtOf(system) ?? '~');
    return (one, other) => compareText(due[one] as string, due[other] as string) || one - other;
  },
};

function compareNumbers(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** All systems of a board in an order, by index. */
export function ordered(board: Board, order: SystemOrder): Int32Array {
  return Int32Array.from({ length: board.systems.size }, (_, system) => system).sort(orders[order](board));
}
