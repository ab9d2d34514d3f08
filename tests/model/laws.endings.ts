import type { SystemRow, Uuid } from '../../src/domain/rows';
import { blackstartPrincipalId } from '../../src/domain/event';
import type { EventLaw } from './laws.events';
import { satisfies } from './oracle';
import { closingReasons, lineStatus, needs } from './oracle.lines';
import { type Tables, incidentOf, lineOf, systemOf } from './plain';
import { expectSame } from './same';

export const endingLaws: Record<string, EventLaw> = {
  'tells once what the clock has ended, and only while the incident is open': (before, event, after) => {
    const { type, systemId, at, actorId } = event;
    if (type === 'OVERRIDE_EXPIRED') expectSame(actorId, blackstartPrincipalId);
    if (type === 'VERIFICATION_EXPIRED') {
      const { verifiedAt, expiresAt, expiryLogged } = systemOf(before.tables, systemId!);
      expectSame([actorId, expiryLogged, before.expired.has(systemId!)], [blackstartPrincipalId, false, false]);
      expectSame(verifiedAt !== null && expiresAt !== null && expiresAt <= at, true);
    }
    for (const { id, expiryLogged } of after.tables.system.values()) expectSame(expiryLogged, after.expired.has(id));
  },

  'changes nothing of an incident that is closed but that it is': ({ tables }, { type, rows }) => {
    if (incidentOf(tables).status === 'OPEN') return;
    expectSame([type, rows.map(({ table }) => table)], ['INCIDENT_REOPENED', ['incident']]);
  },

  'closes where every criterion is met': ({ tables }, { type, at }) => {
    if (type === 'INCIDENT_CLOSED') expectSame(closingReasons(tables, at), []);
  },

  'retires what nothing needs, or puts another in its place': (before, { type, systemId }, { tables }) => {
    if (type !== 'SYSTEM_RETIRED') return;
    const named = (each: Tables): number =>
      [...each.dependency.values()].filter(({ dependsOnId }) => dependsOnId === systemId).length +
      [...each.line_system.values(), ...each.milestone_system.values()].filter((row) => row.systemId === systemId)
        .length;
    if (named(tables) === named(before.tables)) return expectSame(needs(before.tables, systemId!), false);
    expectSame(named(tables), 0);
    const replacement = replacementOf(before.tables, tables, systemId!);
    if (replacement) expectTakenOver(before.tables, tables, systemId!, replacement);
  },

  'marks a line as running where its systems are there, short of material only for a reason': (
    before,
    event,
    after,
  ) => {
    if (event.type !== 'LINE_RUNNING' && event.type !== 'LINE_STOPPED') return;
    expectSame(lineOf(after.tables, event.lineId!).running, event.type === 'LINE_RUNNING');
    expectSame(lineOf(before.tables, event.lineId!).running, event.type === 'LINE_STOPPED');
    if (event.type === 'LINE_STOPPED') return;
    const status = lineStatus(before.tables, event.lineId!);
    expectSame(status === 'READY' || (status === 'STARVED' && (event.reason ?? '').trim() !== ''), true);
  },

  'keeps a note as it was written': (before, { type, at, actorId, systemId }, { tables, position }) => {
    const added = [...tables.note.values()].filter(({ version }) => version === position);
    expectSame(tables.note.size - before.tables.note.size, added.length);
    const written = added.map((note) => [note.systemId, note.by, note.at]);
    expectSame(written, type === 'NOTE_ADDED' ? [[systemId, actorId, at]] : []);
  },
};

/** What stands now where a system stood, seen from somebody who waited for it alone. */
function replacementOf(before: Tables, after: Tables, id: Uuid): SystemRow | undefined {
  const moved = [...before.dependency.values()].filter(({ dependsOnId }) => dependsOnId === id);
  const target = moved.map((row) => after.dependency.get(row.id)?.dependsOnId).find((now) => now !== undefined);
  return target === undefined ? undefined : systemOf(after, target);
}

/** "`replacedBy` takes its place in edges, lines and milestones (duplicates merge, the stricter wins)" */
function expectTakenOver(before: Tables, after: Tables, from: Uuid, to: SystemRow): void {
  for (const { systemId, dependsOnId, strength, requiredState } of before.dependency.values()) {
    if (systemId === to.id || (dependsOnId !== from && dependsOnId !== to.id)) continue;
    const now = [...after.dependency.values()].filter((row) => row.systemId === systemId && row.dependsOnId === to.id);
    expectSame(now.length, 1);
    expectSame(strength === 'SOFT' || now[0]!.strength === 'HARD', true);
    expectSame(satisfies(now[0]!.requiredState, requiredState), true);
  }
  for (const { lineId, systemId } of before.line_system.values()) {
    if (systemId === from) expectSame(after.line_system.has(`${lineId}/${to.id}`), true);
  }
  for (const { milestoneId, systemId } of before.milestone_system.values()) {
    if (systemId === from) expectSame(after.milestone_system.has(`${milestoneId}/${to.id}`), true);
  }
}
