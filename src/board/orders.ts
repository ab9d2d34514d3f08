import type { Instant, SystemRow } from '../domain/rows';
import type { Board } from './board';
import { compareText } from './keyed';

export type SystemOrder = 'RESTORE_ORDER' | 'TIER' | 'NAME' | 'MOST_UNLOCKED' | 'DUE';
/** The orders that only a change of the plan moves. */
type StandingOrder = 'TIER' | 'NAME' | 'DUE';

type Compare = (one: number, other: number) => number;

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

/** The systems of an incident in an order, and those of each of its plants; lists are made when they are asked for. */
export class Listed {
  #places: Int32Array | undefined;
  readonly #ofPlants = new Map<number, Int32Array>();

  constructor(readonly all: Int32Array) {}

  /** The systems of one plant, by its index. */
  ofPlant({ state }: Board, plant: number): Int32Array {
    const known = this.#ofPlants.get(plant);
    if (known) return known;
    const { plantOf } = state.topology;
    const systems = this.all.filter((system) => plantOf[system] === plant);
    this.#ofPlants.set(plant, systems);
    return systems;
  }

  /** How many of some systems, listed in this order, come up to one system of the incident, whether or not it is one of them. */
  countUpTo(listed: Int32Array, system: number): number {
    const places = this.#placesOfAll();
    const place = places[system]!;
    let [from, to] = [0, listed.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (places[listed[middle]!]! <= place) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #placesOfAll(): Int32Array {
    if (this.#places) return this.#places;
    const places = new Int32Array(this.all.length);
    for (let place = 0; place < places.length; place++) places[this.all[place]!] = place;
    return (this.#places = places);
  }
}

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
    const listed = new Listed(all);
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

/** A list in an order, after some of its elements have moved. */
function movedIn(all: Int32Array, moved: readonly number[], compare: Compare): Int32Array {
  const isMoved = new Set(moved); // one may have moved twice
  const others = all.filter((system) => !isMoved.has(system));
  const result = new Int32Array(all.length);
  let taken = 0;
  [...isMoved].sort(compare).forEach((system, at) => {
    const place = placeIn(others, system, compare);
    result.set(others.subarray(taken, place), taken + at);
    result[place + at] = system;
    taken = place;
  });
  result.set(others.subarray(taken), taken + isMoved.size);
  return result;
}

/** How many of a list in an order stand before something that is not in it. */
function placeIn(list: Int32Array, system: number, compare: Compare): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (compare(list[middle]!, system) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
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
