import type { Instant } from '../domain/rows';

/** The time of the database as this process knows it, so that reads need not ask. */
export class DatabaseClock {
  private ahead = 0;
  /** The latest answer: asked some times a millisecond, it need not be written out each time. */
  private told = { at: 0, text: '' };

  /** Notes what the database said, for a question asked at `asked` (milliseconds of the process's clock). */
  set(now: Instant, asked: number): void {
    const halfway = (asked + Date.now()) / 2;
    this.ahead = Date.parse(now) - halfway;
  }

  now(): Instant {
    const at = Math.floor(Date.now() + this.ahead);
    if (at !== this.told.at) this.told = { at, text: new Date(at).toISOString() };
    return this.told.text;
  }
}
