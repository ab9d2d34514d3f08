import { isVerified } from '../domain/containment';
import type { Instant, SystemRow } from '../domain/rows';
import { isCounted } from '../domain/transitions';
import { type SystemState, systemStates } from '../domain/words';

/** How many systems are in each state, and how many of those that count are verified. */
export interface Tallies {
  states: Readonly<Record<SystemState, number>>;
  verified: number;
}

function countsVerified(row: SystemRow, now: Instant): number {
  return isCounted(row.state) && isVerified(row, now) ? 1 : 0;
}

/** Counts all systems. */
export function tallied(systems: Iterable<SystemRow>, now: Instant): Tallies {
  const states = Object.fromEntries(systemStates.map((state) => [state, 0])) as Record<SystemState, number>;
  let verified = 0;
  for (const row of systems) {
    states[row.state]++;
    verified += countsVerified(row, now);
  }
  return { states, verified };
}

/** The counts after one system's row changed. */
export function talliedAgain(tallies: Tallies, before: SystemRow, after: SystemRow, now: Instant): Tallies {
  const states = { ...tallies.states };
  states[before.state]--;
  states[after.state]++;
  return { states, verified: tallies.verified - countsVerified(before, now) + countsVerified(after, now) };
}

/** The counts once the signatures of some systems, which held before, have expired. */
export function talliedLater(tallies: Tallies, expired: readonly SystemRow[]): Tallies {
  const counted = expired.filter(({ state, verifiedAt }) => isCounted(state) && verifiedAt !== null);
  return { ...tallies, verified: tallies.verified - counted.length };
}

/** All systems that count: without the retired. */
export function totalOf({ states }: Tallies): number {
  return systemStates.reduce((total, state) => total + (isCounted(state) ? states[state] : 0), 0);
}
