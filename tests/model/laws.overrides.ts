import type { OverrideRow } from '../../src/domain/marks';
import type { Uuid } from '../../src/domain/rows';
import type { EventLaw } from './laws.events';
import { blockers, blockersAsTheyAre, closure } from './oracle';
import { approvers, overrideInForce } from './oracle.overrides';
import { incidentOf, openOverrides, systemOf } from './plain';
import { expectSame } from './same';

const onward: Record<OverrideRow['status'], OverrideRow['status'][]> = {
  REQUESTED: ['REQUESTED', 'APPROVED', 'REJECTED', 'EXPIRED'],
  APPROVED: ['REQUESTED', 'APPROVED', 'USED', 'REJECTED', 'EXPIRED'],
  ...{ USED: [], REJECTED: [], EXPIRED: [] },
};

export const overrideLaws: Record<string, EventLaw> = {
  'lets an override pass nothing but what it names and what may be passed': (before, { type, systemId, at }, after) => {
    if (type !== 'SYSTEM_ONLINE') return;
    const override = overrideInForce(before.tables, systemId!, at);
    const passed = blockersAsTheyAre(before.tables, systemId!, at);
    for (const { kind, system, milestone, cause } of passed) {
      const named = override?.blockers.map((one) => [one.kind, one.systemId, one.milestoneId]) ?? [];
      expect(named).toContainEqual([kind, system, milestone]);
      expect(['DEPENDENCY', 'DEPENDENCY_UNTRUSTED', 'MILESTONE']).toContain(kind);
      if (system === null) continue;
      expectSame(systemOf(before.tables, system).safety, false);
      for (const id of [cause ?? system, ...closure(before.tables, system).keys()]) {
        expectSame(systemOf(before.tables, id).revokedAt, null);
      }
    }
    expectSame(systemOf(after.tables, systemId!).onlineUnder, override?.id ?? null);
    if (override) expectSame(after.tables.override.get(override.id)!.status, 'USED');
  },

  'asks for an override of blockers that stand and may be passed, one at a time': (before, event, { tables }) => {
    if (event.type !== 'OVERRIDE_REQUESTED') return;
    const found = blockers(before.tables, event.systemId!, event.at);
    const [override, ...others] = openOverrides(tables, event.systemId!);
    expectSame([others, override!.requestedBy, override!.status], [[], event.actorId, 'REQUESTED']);
    expectSame(override!.expiresAt, later(event.at, incidentOf(tables).overrideMinutes));
    const may = found
      .filter(({ overridable }) => overridable)
      .map(({ kind, system, milestone }) => ({ kind, systemId: system, milestoneId: milestone }));
    expect(may).toEqual(expect.arrayContaining(override!.blockers));
    expectSame(override!.blockers.length > 0, true);
  },

  'approves by different people, none the requester, and counts its life anew': (before, event, { tables }) => {
    if (event.type !== 'OVERRIDE_APPROVED') return;
    const given = [...tables.override_approval.values()].filter(({ version }) => version === event.position);
    expectSame(
      given.map(({ principalId, at }) => [principalId, at]),
      [[event.actorId, event.at]],
    );
    const row = tables.override.get(given[0]!.overrideId)!;
    const was = before.tables.override.get(row.id)!;
    const { overrideApprovals, overrideMinutes } = incidentOf(tables);
    expectSame(event.actorId === row.requestedBy || approvers(before.tables, was).has(event.actorId), false);
    expectSame(was.expiresAt > event.at, true);
    expectSame(row.expiresAt, later(event.at, overrideMinutes));
    expectSame(row.status, approvers(tables, row).size >= overrideApprovals ? 'APPROVED' : 'REQUESTED');
  },

  'ends an override once, with an event that says so': (before, event, { tables }) => {
    const said: Record<string, OverrideRow['status']> = {
      ...{ SYSTEM_ONLINE: 'USED', OVERRIDE_REJECTED: 'REJECTED', OVERRIDE_EXPIRED: 'EXPIRED' },
    };
    for (const row of tables.override.values()) {
      const was = before.tables.override.get(row.id);
      if (was === row || was === undefined) continue;
      expectSame([was.status, onward[was.status].includes(row.status)], [was.status, true]);
      if (openOverrides(tables).includes(row)) continue;
      expectSame([row.status, row.systemId], [said[event.type], event.systemId]);
      if (row.status === 'EXPIRED') expectSame(was.expiresAt <= event.at, true);
    }
    expectSame(twice(openOverrides(tables).map(({ systemId }) => systemId)), []);
  },
};

function later(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}

function twice(ids: readonly Uuid[]): Uuid[] {
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}
