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
  DUE: (board) => {
    const due = Array.from({ length: board.systems.size }, (_, system) => board.dueAtOf(system) ?? '~');
    return (one, other) => compareText(due[one] as string, due[other] as string) || one - other;
  },
};

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

/** The orders that no state moves: boards that follow each other share them until a row of theirs is changed. */
export class KeptOrders {
  constructor(private readonly kept = new Map<StandingOrder, Listed>()) {}

  /** One of the orders, made from the board that asks first. */
  of(board: Board, order: StandingOrder): Listed {
    const known = this.kept.get(order) ?? new Listed(everySystem(board).sort(comparisons[order](board)));
    this.kept.set(order, known);
    return known;
  }

  /** These orders after one system's row has changed; the same ones where that moves nothing. */
  after(before: SystemRow, after: SystemRow): KeptOrders {
    const moved: StandingOrder[] = [];
    if (before.tier !== after.tier) moved.push('TIER');
    if (before.name !== after.name) moved.push('NAME');
    if (before.rtoMinutes !== after.rtoMinutes) moved.push('DUE');
    return moved.length === 0 ? this : this.without(moved);
  }

  /** These orders but for some. */
  without(moved: readonly StandingOrder[]): KeptOrders {
    return new KeptOrders(new Map([...this.kept].filter(([order]) => !moved.includes(order))));
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
