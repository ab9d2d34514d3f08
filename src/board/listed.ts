import type { SystemState } from '../domain/words';
import type { Board } from './board';
import type { Chunks } from './chunks';

export type Compare = (one: number, other: number) => number;

/** The systems of a list that are in some states, as of the states of one board. */
interface InStates {
  systems: Int32Array;
  states: Chunks<SystemState>;
}

// Lists by state: all of them together are so many times as long as the whole at most; where more systems than so many have
// changed, one is made anew.
const [mostTimes, mostChanged] = [4, 64];

// What a list takes beside its systems, as if it were some of them.
const overhead = 100;

/** The systems of an incident in an order, and those of each of its plants; lists are made when they are asked for. */
export class Listed {
  #places: Int32Array | undefined;
  readonly #ofPlants = new Map<number, Int32Array>();
  readonly #inStates = new Map<string, InStates>();
  #taken = 0;

  constructor(
    readonly all: Int32Array,
    /** Whether the boards after this one have it too. */
    readonly isLasting = false,
  ) {}

  /** The systems of one plant, by its index; all of them where it is null. */
  of({ state }: Board, plant: number | null): Int32Array {
    if (plant === null) return this.all;
    const known = this.#ofPlants.get(plant);
    if (known) return known;
    const { plantOf } = state.topology;
    const systems = this.all.filter((system) => plantOf[system] === plant);
    this.#ofPlants.set(plant, systems);
    return systems;
  }

  /** Those of them that are in some states: the list of an earlier board, with what has changed since. */
  inStates(board: Board, plant: number | null, wanted: readonly SystemState[]): Int32Array {
    const name = `${plant} ${[...wanted].sort().join()}`;
    const { states } = board.state;
    const known = this.#inStates.get(name);
    if (known?.states === states) return known.systems;
    const changed = known && states.differingFrom(known.states);
    const systems =
      changed && changed.length <= mostChanged
        ? this.#changed(known.systems, board, this.#inPlant(changed, board, plant), wanted)
        : this.of(board, plant).filter((system) => wanted.includes(states.at(system)));
    this.#keep(name, { systems, states });
    return systems;
  }

  // Those that were made or changed last stay.
  #keep(name: string, list: InStates): void {
    this.#drop(name);
    this.#inStates.set(name, list);
    this.#taken += list.systems.length + overhead;
    for (const oldest of this.#inStates.keys()) {
      if (this.#taken <= mostTimes * (this.all.length + overhead)) break;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    const list = this.#inStates.get(name);
    if (list && this.#inStates.delete(name)) this.#taken -= list.systems.length + overhead;
  }

  /** How many of some systems, listed in this order, come up to one system of the incident, whether or not it is one of them. */
  countUpTo(listed: Int32Array, system: number): number {
    const places = this.#placesOfAll();
    return placeIn(listed, system, (one, other) => places[one]! - places[other]! || -1);
  }

  #inPlant(systems: readonly number[], { state }: Board, plant: number | null): readonly number[] {
    return plant === null ? systems : systems.filter((system) => state.topology.plantOf[system] === plant);
  }

  #changed(
    systems: Int32Array,
    { state }: Board,
    changed: readonly number[],
    wanted: readonly SystemState[],
  ): Int32Array {
    const come = changed.filter((system) => wanted.includes(state.states.at(system)));
    const gone = new Set(changed.filter((system) => this.#has(systems, system)));
    if (come.length === gone.size && come.every((system) => gone.has(system))) return systems;
    const places = this.#placesOfAll();
    return replacedIn(systems, gone, come, (one, other) => places[one]! - places[other]!);
  }

  #has(systems: Int32Array, system: number): boolean {
    const upTo = this.countUpTo(systems, system);
    return upTo > 0 && systems[upTo - 1] === system;
  }

  #placesOfAll(): Int32Array {
    if (this.#places) return this.#places;
    const places = new Int32Array(this.all.length);
    for (let place = 0; place < places.length; place++) places[this.all[place]!] = place;
    return (this.#places = places);
  }
}

/** A list in an order, after some of its elements have moved. */
export function movedIn(all: Int32Array, moved: readonly number[], compare: Compare): Int32Array {
  const isMoved = new Set(moved); // one may have moved twice
  return replacedIn(all, isMoved, [...isMoved], compare);
}

/** A list in an order without those that are gone, and with those that come. */
function replacedIn(all: Int32Array, gone: ReadonlySet<number>, come: readonly number[], compare: Compare): Int32Array {
  const others = gone.size === 0 ? all : all.filter((system) => !gone.has(system));
  const result = new Int32Array(others.length + come.length);
  let taken = 0;
  [...come].sort(compare).forEach((system, at) => {
    const place = placeIn(others, system, compare);
    result.set(others.subarray(taken, place), taken + at);
    result[place + at] = system;
    taken = place;
  });
  result.set(others.subarray(taken), taken + come.length);
  return result;
}

/** How many of a list in an order stand before something. */
function placeIn(list: Int32Array, system: number, compare: Compare): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (compare(list[middle]!, system) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
