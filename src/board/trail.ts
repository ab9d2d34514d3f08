import type { Board } from './board';
import type { Chunks } from './chunks';

/** What a board has for each system, or milestone, and replaces when it changes. */
const kinds = { ROW: 0, ANSWER: 1, MILESTONE: 2 };
export type Footing = keyof typeof kinds;

/** One of these as a number, by the index of the system or milestone. */
export function footing(kind: Footing, index: number): number {
  return 3 * index + kinds[kind];
}

// Who has not asked for so many steps, or changes, begins anew: that costs less than going through them.
const [mostSteps, mostChanges] = [256, 1024];

/**
 * What has changed of one plan from each board that was asked for to the next: found by comparing their chunks, once for all who
 * keep something that rests on a board. It holds on to the last board's parts alone.
 */
export class Trail {
  /** Stands for the plan, for who must not hold on to it. */
  readonly plan = Symbol('plan');
  #parts: readonly Chunks<unknown>[];
  #steps: (readonly number[])[] = [];
  #forgotten = 0;

  constructor(board: Board) {
    this.#parts = partsOf(board);
  }

  /** Goes on, or back, to a board; says how many steps have been gone by then. */
  goTo(board: Board): number {
    const parts = partsOf(board);
    if (parts.some((part, place) => part !== this.#parts[place])) {
      const changes = changesBetween(this.#parts, parts);
      this.#parts = parts;
      if (changes.length > 0) this.#step(changes);
    }
    return this.#forgotten + this.#steps.length;
  }

  /** The footings that have changed since so many steps had been gone; null where that is not known any more. */
  since(steps: number): readonly number[] | null {
    return steps < this.#forgotten ? null : this.#steps.slice(steps - this.#forgotten).flat();
  }

  #step(changes: readonly number[]): void {
    this.#steps.push(changes);
    const superfluous = changes.length > mostChanges ? this.#steps.length : this.#steps.length - mostSteps;
    if (superfluous > 0) this.#forgotten += this.#steps.splice(0, superfluous).length;
  }
}

function partsOf({ state }: Board): readonly Chunks<unknown>[] {
  return [state.systems.chunks, state.answers.kept, state.checks, state.milestones.chunks];
}

// Checks change what the rules say, so that whatever rests on the one may as well rest on the other.
const kindOf: readonly Footing[] = ['ROW', 'ANSWER', 'ANSWER', 'MILESTONE'];

function changesBetween(before: readonly Chunks<unknown>[], after: readonly Chunks<unknown>[]): number[] {
  return after.flatMap((part, place) =>
    part === before[place]
      ? []
      : part.differingFrom(before[place]!).map((index) => footing(kindOf[place]!, index)),
  );
}
