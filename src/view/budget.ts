import { requestError } from './errors';

/** How many objects one request may still answer with. Every list is charged before it is made. */
export class ObjectBudget {
  #left: number;

  constructor(readonly limit: number) {
    this.#left = limit;
  }

  /** How many it may still answer with. */
  get left(): number {
    return this.#left;
  }

  /** Begins anew, for the next answer of a subscription. */
  renew(): void {
    this.#left = this.limit;
  }

  /** Takes `count` objects off; throws LIMIT_EXCEEDED once the budget is spent. */
  charge(count: number): void {
    this.#left -= count;
    if (this.#left >= 0) return;
    throw requestError(
      'LIMIT_EXCEEDED',
      `This answer would hold more than ${this.limit} objects: ask for fewer, or page.`,
    );
  }
}
