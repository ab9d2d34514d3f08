import type { IncidentRow } from './rows';

/** Whether an incident may still change. */
export function isOpen(incident: Pick<IncidentRow, 'status'>): boolean {
  return incident.status === 'OPEN';
}
