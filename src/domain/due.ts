import type { IncidentRow, Instant, SystemRow } from './rows';
import { plusMinutes } from './time';
import { isAwaited } from './transitions';

/** When a system should be back: its recovery time objective counted from the declaration; null without one. */
export function dueAt(incident: IncidentRow, system: SystemRow): Instant | null {
  return system.rtoMinutes === null ? null : plusMinutes(incident.declaredAt, system.rtoMinutes);
}

/** Whether a system is late: due before `now`, and neither ONLINE nor RETIRED. */
export function isOverdue(incident: IncidentRow, system: SystemRow, now: Instant): boolean {
  if (!isAwaited(system.state)) return false;
  const due = dueAt(incident, system);
  return due !== null && due < now;
}
