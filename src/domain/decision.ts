import type { Fact } from './event';
import { type Refusal, refuse } from './refusal';
import type { SystemRow, Uuid } from './rows';
import type { RowChange } from './tables';
import { isOpen } from './incident';
import type { World } from './world';

/** What a rule answers to a command: no, with every reason, or what happened. */
export type Decision = { refusals: Refusal[] } | { facts: Fact[]; objectId?: Uuid };

/** A decision against. */
export function no(...refusals: Refusal[]): Decision {
  return { refusals };
}

/** A decision for. */
export function yes(...facts: Fact[]): Decision {
  return { facts };
}

/** A decision for, that makes an object. */
export function made(objectId: Uuid, ...facts: Fact[]): Decision {
  return { facts, objectId };
}

type SystemPatch = Partial<Omit<SystemRow, 'id' | 'version'>>;

/** The change of a system's row; without a patch, of its version alone. */
export function systemChange(row: SystemRow, patch: SystemPatch = {}): RowChange {
  return { table: 'system', op: 'update', row: { ...patch, id: row.id } };
}

/** Refuses every change of an incident that is not open. */
export function refuseClosed({ incident }: World): Refusal | null {
  if (isOpen(incident)) return null;
  return refuse('INCIDENT_CLOSED', `The incident ${incident.key} is ${incident.status}; reopen it first.`);
}

/** Refuses a decision that was made on another version than the present one. */
export function refuseStale(row: { key: string; version: number }, expectedVersion?: number | null): Refusal | null {
  if (expectedVersion === undefined || expectedVersion === null || expectedVersion === row.version) return null;
  const message = `${row.key} is at version ${row.version}, not ${expectedVersion}: look at it again, then decide.`;
  return refuse('STALE_VERSION', message, ['expectedVersion']);
}

/** Refuses a reason that says nothing. */
export function refuseNoReason(reason: string | null | undefined, field = 'reason'): Refusal | null {
  return reason?.trim() ? null : refuse('INVALID_INPUT', `Say why: ${field} must not be empty.`, [field]);
}

/** The parts of a fact about one system. */
export function about(row: { id: Uuid; plantId: Uuid | null }): { systemId: Uuid; plantId: Uuid | null } {
  return { systemId: row.id, plantId: row.plantId };
}
