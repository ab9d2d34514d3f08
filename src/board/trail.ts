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
  #parts: Parts;
  #steps: (readonly number[])[] = [];
  #forgotten = 0;

  constructor(board: Board) {
    this.#parts = partsOf(board);
  }

  /** Goes on, or back, to a board; says how many steps have been gone by then. */
  goTo(board: Board): number {
    const [before, after] = [this.#parts, partsOf(board)];
    this.#parts = after;
    const changes: number[] = [];
    addChanges('ROW', before.rows, after.rows, changes);
    addChanges('ANSWER', before.answers, after.answers, changes);
    // what rests on the one may as well rest on the other: checks change what the rules say
    addChanges('ANSWER', before.checks, after.checks, changes);
    addChanges('MILESTONE', before.milestones, after.milestones, changes);
    if (changes.length > 0) this.#step(changes);
    return this.#forgotten + this.#steps.length;
  }

  /** The footings that have changed since so many steps had been gone; null where that is not known any more. */
  since(steps: number): readonly number[] | null {
    const known = steps - this.#forgotten;
    if (known < 0) return null;
    return known === this.#steps.length - 1 ? this.#steps[known]! : this.#steps.slice(known).flat();
  }

  #step(changes: readonly number[]): void {
    this.#steps.push(changes);
    const superfluous = changes.length > mostChanges ? this.#steps.length : this.#steps.length - mostSteps;
    if (superfluous > 0) this.#forgotten += this.#steps.splice(0, superfluous).length;
  }
}

interface Parts {
  rows: Chunks<unknown>;
  answers: Chunks<unknown>;
  checks: Chunks<unknown>;
  milestones: Chunks<unknown>;
}

function partsOf({ state: { systems, answers, checks, milestones } }: Board): Parts {
  return { rows: systems.chunks, answers: answers.kept, checks, milestones: milestones.chunks };
}

function addChanges(kind: Footing, before: Chunks<unknown>, after: Chunks<unknown>, changes: number[]): void {
  if (before === after) return;
  for (const index of after.differingFrom(before)) changes.push(footing(kind, index));
}
