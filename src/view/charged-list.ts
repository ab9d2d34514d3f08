import type { ObjectBudget } from './budget';

/** A list of an answer, charged to the budget each time that the answer goes through it, wherever it stands. */
export class ChargedList<T> extends Array<T> {
  /** What is made of it is an ordinary list. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  #budget: ObjectBudget;

  constructor(size: number, budget: ObjectBudget) {
    super(size);
    this.#budget = budget;
  }

  /** For who goes through it without iterating. */
  charge(): void {
    this.#budget.charge(this.length);
  }

  override [Symbol.iterator](): ArrayIterator<T> {
    this.charge();
    return super[Symbol.iterator]();
  }
}
