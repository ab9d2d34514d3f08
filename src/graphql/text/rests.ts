import type { Board } from '../../board/board';
import { type Trail } from '../../board/trail';
import { extentOf } from '../../view/sizes';

/**
 * What a whole answer hangs on, where all of it is known: some footings on a board, and its cost, which is part of it, on how much
 * there is. While these are as they were, so is the answer, whatever else has changed.
 */
export class Rests {
  readonly #plan: symbol;
  readonly #extent: string;
  #steps: number;

  constructor(
    board: Board,
    trail: Trail,
    private readonly footings: ReadonlySet<number>,
  ) {
    this.#plan = trail.plan;
    this.#steps = trail.goTo(board);
    this.#extent = extentOf(board);
  }

  /** Whether all of it is the same on another board of the same plan. */
  holds(board: Board, trail: Trail): boolean {
    if (trail.plan !== this.#plan || extentOf(board) !== this.#extent) return false;
    const steps = trail.goTo(board);
    const changed = trail.since(this.#steps);
    if (!changed || changed.some((footing) => this.footings.has(footing))) return false;
    this.#steps = steps;
    return true;
  }
}
