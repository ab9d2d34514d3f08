import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

type Work<T> = () => Promise<T>;

/** Starts both, the second `milliseconds` after the first (before it, where negative), and waits for both answers. */
export async function startApart<A, B>(first: Work<A>, second: Work<B>, milliseconds: number): Promise<[A, B]> {
  const secondIsLater = milliseconds >= 0;
  const early: Promise<A | B> = secondIsLater ? first() : second();
  const end = performance.now() + Math.abs(milliseconds);
  while (performance.now() < end) await setImmediate(); // lets the first request leave while the second waits
  const late: Promise<A | B> = secondIsLater ? second() : first();
  const [one, other] = await Promise.all([early, late]);
  return (secondIsLater ? [one, other] : [other, one]) as [A, B];
}

const nudgeMilliseconds = 0.05;

/**
 * How much later the second of two racers starts. Whoever won is held back a little more the next time, so that the race
 * stays at its tie, where a rule that is not kept shows, and both orders occur.
 */
export class Handicap {
  private later = 0;

  get milliseconds(): number {
    return this.later;
  }

  note(winner: 'first' | 'second'): void {
    this.later += winner === 'first' ? -nudgeMilliseconds : nudgeMilliseconds;
  }
}
