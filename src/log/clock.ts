import type { Instant } from '../domain/rows';

/** The time of the database as this process knows it, so that reads need not ask. */
export class DatabaseClock {
  private ahead = 0;
  private surelyAhead = 0;
  /** The latest answer: asked some times a millisecond, it need not be written out each time. */
  private told = { at: 0, text: '' };

  /** Notes what the database said, for a question asked at `asked` (milliseconds of the process's clock). */
  set(now: Instant, asked: number): void {
    const answered = Date.now();
    this.ahead = Date.parse(now) - (asked + answered) / 2;
    this.surelyAhead = Date.parse(now) - answered;
  }

  now(): Instant {
    const at = Math.floor(Date.now() + this.ahead);
    if (at !== this.told.at) this.told = { at, text: new Date(at).toISOString() };
    return this.told.text;
  }

  /** A time that the database's clock has reached for certain: `now` less half of what the last question took. */
  reached(): Instant {
    return new Date(Math.floor(Date.now() + this.surelyAhead)).toISOString();
  }
}
