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

  override [Symbol.iterator](): ArrayIterator<T> {
    this.#budget.charge(this.length);
    return super[Symbol.iterator]();
  }
}
