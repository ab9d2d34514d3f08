import type { Instant, SystemRow } from '../rows';
import { isAwaited, stateRank } from '../transitions';

/** Working minutes that a restore takes: PERT's three points, optimistic ≤ likely ≤ pessimistic. */
export interface Estimate {
  optimistic: number;
  likely: number;
  pessimistic: number;
}

/** What work in progress still takes at least, as a share of its estimate. */
const leastShare = 0.1;
const none: Estimate = { optimistic: 0, likely: 0, pessimistic: 0 };

/** The estimate of a system; null where the plan has none. */
export function estimateOf({ optimistic, likely, pessimistic }: SystemRow): Estimate | null {
  return optimistic === null || likely === null || pessimistic === null ? null : { optimistic, likely, pessimistic };
}

/** Whether somebody works on it already: its work no longer waits for what it depends on. */
export function isBegun({ state }: SystemRow): boolean {
  return isAwaited(state) && stateRank(state) >= stateRank('RESTORING');
}

/**
 * What of an estimate is still to be done at an instant: all of it before the restore starts; while RESTORING less by the time
 * passed, but never below 10 %; that 10 % for what follows it (RESTORED); nothing once VALIDATED. A system without an estimate
 * counts as no work.
 */
export function remainingOf(row: SystemRow, estimate: Estimate | null, at: Instant): Estimate {
  if (estimate === null || stateRank(row.state) >= stateRank('VALIDATED')) return none;
  if (!isBegun(row)) return estimate;
  const isUnderWay = stateRank(row.state) === stateRank('RESTORING');
  const passed = isUnderWay ? (Date.parse(at) - Date.parse(row.stateSince)) / 60_000 : Infinity;
  const left = (minutes: number): number => Math.max(minutes - Math.max(passed, 0), leastShare * minutes);
  return {
    optimistic: left(estimate.optimistic),
    likely: left(estimate.likely),
    pessimistic: left(estimate.pessimistic),
  };
}
