import { dueAt } from '../domain/due';
import { isOpenOverride } from '../domain/override-force';
import type { OverrideRow } from '../domain/marks';
import type { IncidentRow, Instant, MilestoneRow, SystemRow } from '../domain/rows';

// What is due at T is late after T, so its answers change one millisecond later.
function after(due: Instant): Instant {
  return new Date(Date.parse(due) + 1).toISOString();
}

/** The moments at which the clock alone changes what is said of a system. */
export function changesOf(incident: IncidentRow, row: SystemRow): (Instant | null)[] {
  const due = row.rtoMinutes === null ? null : dueAt(incident, row);
  return [row.expiresAt, due && after(due)];
}

/** The earlier of two moments after `now`; null = never. */
export function sooner(one: Instant | null, other: Instant | null, now: Instant): Instant | null {
  if (other === null || other <= now) return one;
  return one === null || other < one ? other : one;
}

/** When the clock alone changes an answer next: a signature or an override expires, or something is late. */
export function nextChange(
  incident: IncidentRow,
  systems: readonly SystemRow[],
  milestones: readonly MilestoneRow[],
  overrides: readonly OverrideRow[],
  now: Instant,
): Instant | null {
  let next: Instant | null = null;
  for (const row of systems) for (const change of changesOf(incident, row)) next = sooner(next, change, now);
  for (const { dueAt: due } of milestones) next = sooner(next, due && after(due), now);
  for (const row of overrides) if (isOpenOverride(row)) next = sooner(next, row.expiresAt, now);
  return next;
}
