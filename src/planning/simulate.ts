import { setImmediate } from 'node:timers/promises';
import type { Quantiles } from '../domain/schedule/quantiles';
import { type Stage, columnsOf } from '../domain/schedule/trials';
import type { Threads } from './threads';

/** How many trials, and from which seed. */
export interface Sample {
  trials: number;
  seed: number;
}

/** Runs all trials of a stage, shared out among the threads; outcomes lie in memory that the threads share. */
export async function simulate(
  threads: Threads,
  stage: Stage,
  limits: Float64Array,
  { trials, seed }: Sample,
): Promise<Quantiles> {
  const columns = columnsOf(stage);
  const outcomes = new Float32Array(new SharedArrayBuffer(4 * trials * columns));
  const shares = (count: number) =>
    Array.from({ length: threads.count }, (_, share) => ({
      from: Math.floor((share * count) / threads.count),
      to: Math.floor(((share + 1) * count) / threads.count),
    }));
  const ranges = shares(trials).map((range) => ({ ...range, seed, outcomes }));
  const running: Promise<unknown>[] = [];
  for (const range of ranges) {
    const part = threads.run({ kind: 'TRIALS', stage, range });
    part.catch(() => undefined); // told below
    running.push(part);
    await setImmediate(); // a stage of 100,000 systems takes some 10 ms to post
  }
  await Promise.all(running);
  const into = { p50: shared(columns), p90: shared(columns), onTime: shared(columns) };
  const all = { outcomes, trials, limits };
  await Promise.all(shares(columns).map((range) => threads.run({ kind: 'QUANTILES', into, outcomes: all, ...range })));
  return into;
}

function shared(columns: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * columns));
}
