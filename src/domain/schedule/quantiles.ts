/** What the trials come to, by column: minutes from the planning time; `onTime` as a share, NaN where there is no limit. */
export interface Quantiles {
  p50: Float64Array;
  p90: Float64Array;
  onTime: Float64Array;
}

/** Outcomes of trials: a row a trial. */
export interface Outcomes {
  outcomes: Float32Array;
  trials: number;
  /** The minutes that each column should not pass; NaN = any number. */
  limits: Float64Array;
}

// Columns that lie side by side are read together, a cache line at a time.
const block = 16;

/**
 * The 50th and 90th of a hundred trials (the least outcome that so many reach, without interpolation), and the share that kept
 * the limit, written for the columns `from` to below `to`.
 */
export function fillQuantiles(into: Quantiles, { outcomes, trials, limits }: Outcomes, from: number, to: number): void {
  const columns = limits.length;
  const sorted = Array.from({ length: block }, () => new Float32Array(trials));
  for (let first = from; first < to; first += block) {
    const count = Math.min(block, to - first);
    for (let trial = 0; trial < trials; trial++) {
      const row = trial * columns + first;
      for (let one = 0; one < count; one++) sorted[one]![trial] = outcomes[row + one]!;
    }
    for (let one = 0; one < count; one++) fill(into, first + one, sorted[one]!.sort(), limits[first + one]!);
  }
}

function fill({ p50, p90, onTime }: Quantiles, column: number, sorted: Float32Array, limit: number): void {
  p50[column] = sorted[rankAt(0.5, sorted.length)]!;
  p90[column] = sorted[rankAt(0.9, sorted.length)]!;
  onTime[column] = Number.isNaN(limit) ? NaN : countUpTo(sorted, limit) / sorted.length;
}

function rankAt(share: number, trials: number): number {
  return Math.max(0, Math.ceil(share * trials) - 1);
}

function countUpTo(sorted: Float32Array, limit: number): number {
  const after = sorted.findIndex((minutes) => minutes > limit);
  return after === -1 ? sorted.length : after;
}
