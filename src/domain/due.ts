import type { IncidentRow, Instant, SystemRow } from './rows';
import { plusMinutes } from './time';
import { isAwaited } from './transitions';

/** When a system should be back: its recovery time objective counted from the declaration; null without one. */
export function dueAt(incident: IncidentRow, system: SystemRow): Instant | null {
  return system.rtoMinutes === null ? null : plusMinutes(incident.declaredAt, system.rtoMinutes);
}

/** How many minutes an incident has lasted at a moment. */
export function minutesInto(incident: IncidentRow, now: Instant): number {
  return (Date.parse(now) - Date.parse(incident.declaredAt)) / 60_000;
}

/** Whether a system is late so many minutes into its incident: due before, and neither ONLINE nor RETIRED. */
export function isOverdue(system: SystemRow, minutes: number): boolean {
  return system.rtoMinutes !== null && system.rtoMinutes < minutes && isAwaited(system.state);
}
