import type { Board } from '../../board/board';
import type { Trail } from '../../board/trail';

/** The text of one object in some answer. */
export interface Fragment {
  text: string;
  /** What was charged to the budget for making it. */
  objects: number;
  /** What it rests on. */
  footings: readonly number[];
}

// What a fragment takes beside its letters, and each note of what it rests on: generously.
const fragmentBytes = 300;
const noteBytes = 120;

/**
 * The fragments of one place in one document, of one incident; they hold as long as its plan does. What rests on something that
 * has changed is taken off once, when the shelf is first asked about the next board: the others need no look.
 */
export class Shelf {
  readonly #fragments = new Map<number, Fragment>();
  /** The fragments that rest on a footing, by their index; some that did before are among them. */
  readonly #resting = new Map<number, Set<number>>();
  #steps = 0;
  bytes = fragmentBytes;

  constructor(readonly plan: Trail['plan']) {}

  /** Leaves only what holds on a board. */
  goTo(board: Board, trail: Trail): void {
    const steps = trail.goTo(board);
    if (steps === this.#steps) return;
    const changed = trail.since(this.#steps);
    this.#steps = steps;
    if (!changed) return this.#clear();
    for (const footing of changed) this.#takeOff(footing);
  }

  /** The fragment of an object, by its index, where nothing that it rests on has changed. */
  find(index: number): Fragment | undefined {
    return this.#fragments.get(index);
  }

  /** Puts a fragment in its place, and notes what it rests on. */
  put(index: number, fragment: Fragment): void {
    this.bytes += sizeOf(fragment) - sizeOf(this.#fragments.get(index));
    this.#fragments.set(index, fragment);
    for (const footing of fragment.footings) {
      const resting = this.#resting.get(footing) ?? new Set();
      this.#resting.set(footing, resting);
      if (!resting.has(index)) this.bytes += noteBytes;
      resting.add(index);
    }
  }

  #takeOff(footing: number): void {
    const resting = this.#resting.get(footing);
    if (!resting) return;
    this.#resting.delete(footing);
    this.bytes -= noteBytes * resting.size;
    for (const index of resting) {
      this.bytes -= sizeOf(this.#fragments.get(index));
      this.#fragments.delete(index);
    }
  }

  #clear(): void {
    this.#fragments.clear();
    this.#resting.clear();
    this.bytes = fragmentBytes;
  }
}

function sizeOf(fragment: Fragment | undefined): number {
  return fragment ? 2 * fragment.text.length + fragmentBytes : 0;
}
