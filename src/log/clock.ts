import type { Instant } from '../domain/rows';

/** The time of the database as this process knows it, so that reads need not ask. */
export class DatabaseClock {
  private ahead = 0;

  /** Notes what the database said, for a question asked at `asked` (milliseconds of the process's clock). */
  set(now: Instant, asked: number): void {
    const halfway = (asked + Date.now()) / 2;
    this.ahead = Date.parse(now) - halfway;
  }

  now(): Instant {
    return new Date(Date.now() + this.ahead).toISOString();
  }
}
