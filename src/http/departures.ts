/**
 * Sends what is finished at the end of a turn of the event loop, all of it together. Each write to a client that sleeps wakes
 * it, which takes longer than the answer: where eight ask at once, one that is awake already reads the other seven.
 */
export class Departures {
  #waiting: (() => void)[] = [];

  /** Sends something before the next turn. */
  soon(send: () => void): void {
    if (this.#waiting.push(send) === 1) setImmediate(() => this.now());
  }

  /** Sends what waits, before something that takes long is begun. */
  now(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const send of waiting) send();
  }
}
