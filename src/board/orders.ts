import type { Instant, SystemRow } from '../domain/rows';
import type { Board } from './board';
import { compareText } from './keyed';
import { type Compare, Listed, movedIn } from './listed';

export type SystemOrder = 'RESTORE_ORDER' | 'TIER' | 'NAME' | 'MOST_UNLOCKED' | 'DUE';
/** The orders that only a change of the plan moves. */
type StandingOrder = 'TIER' | 'NAME' | 'DUE';

// Equal systems stand in the order of their keys, which is that of their indexes.
const comparisons: Record<StandingOrder, (board: Board) => Compare> = {
  TIER:
    ({ columns: { tier } }) =>
    (one, other) =>
      tier[one]! - tier[other]! || one - other,
  NAME:
    ({ systems }) =>
    (one, other) =>
      compareText(systems.at(one).name, systems.at(other).name) || one - other,
  // all count from one declaration; those without an objective come last
  DUE: ({ systems }) => {
    const target = (system: number): number => systems.at(system).rtoMinutes ?? Number.MAX_VALUE;
    return (one, other) => target(one) - target(other) || one - other;
  },
};

// More than so many are sorted in with all the others.
const mostMoved = 64;

interface KeptOrder {
  listed: Listed;
  /** What stands elsewhere by now. */
  moved: readonly number[];
}

/** The orders that no state moves: boards that follow each other share them until a row of theirs is changed. */
export class KeptOrders {
  constructor(private readonly kept = new Map<StandingOrder, KeptOrder>()) {}

  /** One of the orders, made from the board that asks first; from the one before it where few stand elsewhere. */
  of(board: Board, order: StandingOrder): Listed {
    const known = this.kept.get(order);
    if (known?.moved.length === 0) return known.listed;
    const compare = comparisons[order](board);
    const isNear = known !== undefined && known.moved.length <= mostMoved;
    const all = isNear ? movedIn(known.listed.all, known.moved, compare) : everySystem(board).sort(compare);
    const listed = new Listed(all, true);
    this.kept.set(order, { listed, moved: [] });
    return listed;
  }

  /** These orders after one system's row has changed; the same ones where that moves nothing. */
  after(system: number, before: SystemRow, after: SystemRow): KeptOrders {
    const [isRenamed, isDueElsewhen] = [before.name !== after.name, before.rtoMinutes !== after.rtoMinutes];
    if (!isRenamed && !isDueElsewhen) return this;
    const kept = new Map(this.kept);
    for (const [order, { listed, moved }] of this.kept) {
      const isMoved = (order === 'NAME' && isRenamed) || (order === 'DUE' && isDueElsewhen);
      if (isMoved && moved.length <= mostMoved) kept.set(order, { listed, moved: [...moved, system] });
    }
    return new KeptOrders(kept);
  }
}

/** All systems of a board in an order, by index; `at` is the planning time of the restore order. */
export function ordered(board: Board, order: SystemOrder, at: Instant): Listed {
  if (order === 'RESTORE_ORDER') return new Listed(inRestoreOrder(board, at));
  if (order !== 'MOST_UNLOCKED') return board.state.orders.of(board, order);
  return new Listed(everySystem(board).sort(byMost(board.state.topology.unlocks.countsFor(board))));
}

function everySystem({ systems }: Board): Int32Array {
  return Int32Array.from({ length: systems.size }, (_, system) => system);
}

// Those that are back, or will never be, stand behind the others.
function inRestoreOrder(board: Board, at: Instant): Int32Array {
  const { order, orderOf } = board.scheduleAt(at);
  const all = new Int32Array(board.systems.size);
  all.set(order);
  let place = order.length;
  if (place === all.length) return all;
  for (const system of board.state.orders.of(board, 'TIER').all) if (orderOf[system] === 0) all[place++] = system;
  return all;
}

function byMost(counts: Int32Array): Compare {
  return (one, other) => counts[other]! - counts[one]! || one - other;
}
