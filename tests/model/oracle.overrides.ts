import type { OverrideRow } from '../../src/domain/marks';
import type { Instant, Uuid } from '../../src/domain/rows';
import { type Tables, incidentOf } from './plain';

/** "`policy.overrideApprovals` different humans approve, none the requester". */
export function approvers(tables: Tables, { id, requestedBy }: OverrideRow): Set<Uuid> {
  const given = [...tables.override_approval.values()].filter(({ overrideId }) => overrideId === id);
  return new Set(given.map(({ principalId }) => principalId).filter((person) => person !== requestedBy));
}

/** The override that lets a system pass at a moment: approved by enough people, not spent, not rejected, not expired. */
export function overrideInForce(tables: Tables, systemId: Uuid, now: Instant): OverrideRow | undefined {
  return [...tables.override.values()].find(
    (row) =>
      row.systemId === systemId &&
      row.status === 'APPROVED' &&
      now < row.expiresAt &&
      approvers(tables, row).size >= incidentOf(tables).overrideApprovals,
  );
}
