import type { RecoveryEvent } from '../../src/domain/event';
import { blackstartPrincipalId } from '../../src/domain/event';
import type { SystemRow, Uuid } from '../../src/domain/rows';
import type { SystemState } from '../../src/domain/words';
import type { Known } from './known';
import { endingLaws } from './laws.endings';
import { overrideLaws } from './laws.overrides';
import { expectSame } from './same';
import { blockers, containment, holds, milestoneBlockers, missing, required } from './oracle';
import { checkOf, checksOf, incidentOf, milestoneOf, systemOf } from './plain';

/** What one event must be, between what was known before and after it. */
export type EventLaw = (before: Known, event: RecoveryEvent, after: Known) => void;

const working: SystemState[] = ['STOPPING', 'RESTORING', 'RESTORED', 'VALIDATED', 'ONLINE'];
const steps: Partial<Record<RecoveryEvent['type'], [SystemState[], SystemState]>> = {
  RESTORE_STARTED: [['OFFLINE'], 'RESTORING'],
  SYSTEM_RESTORED: [['OFFLINE', 'RESTORING'], 'RESTORED'],
  VALIDATION_PASSED: [['RESTORED'], 'VALIDATED'],
  VALIDATION_FAILED: [['RESTORED'], 'RESTORING'],
  SYSTEM_ONLINE: [['VALIDATED'], 'ONLINE'],
  SYSTEM_OFFLINE: [working, 'OFFLINE'],
  SYSTEM_RETIRED: [['OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED'], 'RETIRED'],
  SYSTEM_REINSTATED: [['RETIRED'], 'OFFLINE'],
};
const endedByRestore = [
  ...['RESTORE_POINT_CLEAN', 'BASELINE_MATCHED', 'PERSISTENCE_REMOVED', 'IOC_SWEEP_CLEAN'],
  ...['CONTROL_LOGIC_MATCHED', 'DRY_RUN_PASSED', 'SAFETY_TESTED', 'WALKDOWN_DONE'],
];

export const eventLaws: Record<string, EventLaw> = {
  ...overrideLaws,
  ...endingLaws,

  'follows the one before it': (before, event) => {
    expectSame([event.position, event.previousHash], [before.position + 1, before.hash]);
    expectSame(event.at >= before.at, true);
  },

  'counts what is there after it': (_before, { counters, at }, { tables }) => {
    const systems = [...tables.system.values()].filter(({ state }) => state !== 'RETIRED');
    const verified = systems.filter((system) => containment(tables, system, at) === 'VERIFIED').length;
    const online = systems.filter(({ state }) => state === 'ONLINE').length;
    expectSame(counters, { online, verified, total: systems.length });
  },

  'moves a system along the table of states alone': (before, event, after) => {
    const step = steps[event.type];
    if (step) {
      expectSame(step[0].includes(systemOf(before.tables, event.systemId!).state), true);
      expectSame(systemOf(after.tables, event.systemId!).state, step[1]);
    }
    for (const row of changedSystems(before, after)) {
      const from = before.tables.system.get(row.id)?.state ?? 'OFFLINE';
      if (from === row.state) continue;
      const stops = event.type === 'CONTAINMENT_REVOKED' && from === 'ONLINE' && row.state === 'STOPPING';
      expectSame([row.id, stops || step !== undefined, row.stateSince], [event.systemId, true, event.at]);
    }
  },

  'brings a system online only where nothing blocks it': (before, { type, systemId, at }) => {
    if (type !== 'SYSTEM_ONLINE') return;
    expectSame(blockers(before.tables, systemId!, at), []);
    expectSame(systemOf(before.tables, systemId!).state, 'VALIDATED');
  },

  'leaves no system ONLINE without a standing signature': (_before, { at }, { tables }) => {
    const online = [...tables.system.values()].filter(({ state }) => state === 'ONLINE');
    const statuses = online.map((system) => containment(tables, system, at));
    expectSame(
      statuses.filter((status) => status !== 'VERIFIED' && status !== 'EXPIRED'),
      [],
    );
  },

  'leaves FULL and DEGRADED to systems that are ONLINE': (_before, { type, systemId }, { tables }) => {
    const wrong = [...tables.system.values()].filter(
      ({ state, serviceLevel }) => (state === 'ONLINE') !== ['FULL', 'DEGRADED'].includes(serviceLevel),
    );
    expectSame(wrong, []);
    if (type === 'SYSTEM_ONLINE') expectSame(systemOf(tables, systemId!).serviceLevel, 'FULL');
  },

  'starts no restore past a hold, or before the evidence is safe': ({ tables }, { type, systemId }) => {
    if (type !== 'RESTORE_STARTED' && type !== 'SYSTEM_RESTORED') return;
    const system = systemOf(tables, systemId!);
    expectSame(holds(tables, system), []);
    expect(missing(tables, system)).not.toContain('EVIDENCE_PRESERVED');
  },

  'ends with an image what it proved: signature, checks, the waivers that served it': (before, event, after) => {
    if (!isNewImage(before, event)) return;
    const row = systemOf(after.tables, event.systemId!);
    const { verifiedAt } = systemOf(before.tables, row.id);
    expectSame([row.verifiedAt, row.verifiedBy, row.expiresAt, row.requiredAtSigning], [null, null, null, []]);
    const left = checksOf(before.tables, row.id).filter(
      ({ kind, outcome }) => !endedByRestore.includes(kind) && !(outcome === 'WAIVED' && verifiedAt !== null),
    );
    expectSame(checksOf(after.tables, row.id), left);
  },

  'counts a failed validation as one more iteration': (before, event, after) => {
    for (const row of changedSystems(before, after)) {
      const failed = event.type === 'VALIDATION_FAILED' && row.id === event.systemId;
      const iteration = before.tables.system.get(row.id)?.iteration ?? 1;
      expectSame(row.iteration, failed ? iteration + 1 : iteration);
    }
  },

  'revokes the whole of a containment': (before, { type, systemId, at, reason }, { tables }) => {
    if (type !== 'CONTAINMENT_REVOKED') return;
    const row = systemOf(tables, systemId!);
    const was = systemOf(before.tables, systemId!).state;
    expect(row).toMatchObject({
      verifiedAt: null,
      verifiedBy: null,
      expiresAt: null,
      revokedAt: at,
      revokedReason: reason,
    });
    expectSame(row.state, was === 'ONLINE' ? 'STOPPING' : was);
    expectSame(checksOf(tables, row.id), []);
  },

  'lets a signature come and go with an event that says so': (before, event, after) => {
    for (const row of changedSystems(before, after)) {
      const was = before.tables.system.get(row.id);
      const same = was ? was.verifiedAt === row.verifiedAt && was.revokedAt === row.revokedAt : row.verifiedAt === null;
      if (same) continue;
      expectSame(row.id, event.systemId);
      const says = event.type === 'CONTAINMENT_VERIFIED' || event.type === 'CONTAINMENT_REVOKED';
      expectSame(says || (isNewImage(before, event) && row.revokedAt === was?.revokedAt), true);
    }
  },

  'signs what is complete, for as long as the policy says': (before, { type, systemId, actorId, at }, after) => {
    if (type !== 'CONTAINMENT_VERIFIED') return;
    const [was, row] = [systemOf(before.tables, systemId!), systemOf(after.tables, systemId!)];
    const { verificationMinutes, otVerificationMinutes } = incidentOf(before.tables);
    const minutes = ['L0', 'L1', 'L2'].includes(was.zone) ? otVerificationMinutes : verificationMinutes;
    const expiresAt = minutes === null ? null : new Date(Date.parse(at) + minutes * 60_000).toISOString();
    expect(row).toMatchObject({ verifiedAt: at, verifiedBy: actorId, expiresAt, revokedAt: null, revokedReason: null });
    expectSame([...row.requiredAtSigning].sort(), [...required(before.tables, was)].sort());
    expectSame(unfit(before, was), []);
    expect(['RESTORED', 'VALIDATED', 'ONLINE']).toContain(was.state);
  },

  'separates duties': (before, { type, systemId, actorId }) => {
    if (type === 'CONTAINMENT_VERIFIED' || type === 'SYSTEM_ONLINE') {
      expectSame(isSeparated(before, systemId!, actorId, type === 'CONTAINMENT_VERIFIED'), true);
    }
  },

  'remembers who restored a system and who weakened its rules': (_before, _event, { tables, restorers, weakeners }) => {
    const rows = [...tables.system.values()];
    const noted = rows.map(({ id, restoredBy, weakenedBy }) => [id, restoredBy, [...weakenedBy].sort()]);
    const said = rows.map(({ id }) => [id, restorers.get(id) ?? null, [...(weakeners.get(id) ?? [])].sort()]);
    expectSame(noted, said);
  },

  'numbers what changed with its position, and nothing else': (before, event, after) => {
    const touched = touchedSystems(before, event, after);
    const rows = [...after.tables.system.values()];
    const expected = rows.map(({ id }) => (touched.has(id) ? event.position : before.tables.system.get(id)?.version));
    expectSame(
      rows.map(({ version }) => version),
      expected,
    );
  },

  'ranks whoever waits above what it waits for': (_before, _event, { tables }) => {
    const rank = (id: Uuid): number => tables.node_rank.get(id)!.rank;
    const edges = [
      ...[...tables.dependency.values()].flatMap((row) =>
        row.strength === 'HARD' ? [[row.systemId, row.dependsOnId]] : [],
      ),
      ...[...tables.system_after.values()].map((row) => [row.systemId, row.milestoneId]),
      ...[...tables.milestone_system.values()].map((row) => [row.milestoneId, row.systemId]),
      ...[...tables.milestone_line.values()].map((row) => [row.milestoneId, row.lineId]),
      ...[...tables.milestone_milestone.values()].map((row) => [row.milestoneId, row.needsId]),
      ...[...tables.line_system.values()].map((row) => [row.lineId, row.systemId]),
      ...[...tables.line_feed.values()].map((row) => [row.lineId, row.fedById]),
    ] as [Uuid, Uuid][];
    expectSame(
      edges.filter(([waiting, awaited]) => !(rank(waiting) > rank(awaited))),
      [],
    );
    const nodes = tables.system.size + tables.line.size + tables.milestone.size;
    expectSame(tables.node_rank.size, nodes);
  },

  'achieves a milestone whose criteria are met: a gate by hand, another by itself': (before, event, after) => {
    if (event.type === 'MILESTONE_ACHIEVED') {
      const milestone = milestoneOf(before.tables, event.milestoneId!);
      expectSame(milestoneBlockers(before.tables, milestone.id), []);
      expectSame(before.achieved.get(milestone.id) === 'STANDS', false);
      expectSame(event.actorId === blackstartPrincipalId, !milestone.gate);
    }
    for (const { id, achievedAt, voided } of after.tables.milestone.values()) {
      const said = achievedAt === null ? undefined : voided ? 'VOIDED' : 'STANDS';
      expectSame([id, said], [id, after.achieved.get(id)]);
    }
  },
};

function changedSystems(before: Known, after: Known): SystemRow[] {
  return [...after.tables.system.values()].filter((row) => before.tables.system.get(row.id) !== row);
}

/** "Entering RESTORING, or RESTORED from OFFLINE" */
function isNewImage({ tables }: Known, { type, systemId }: RecoveryEvent): boolean {
  if (type === 'RESTORE_STARTED' || type === 'VALIDATION_FAILED') return true;
  return type === 'SYSTEM_RESTORED' && systemOf(tables, systemId!).state === 'OFFLINE';
}

/** The checks that no signature may rest on: not settled, or for a renewal not looked at (or waived) again. */
export function unfit({ tables }: Known, system: SystemRow): string[] {
  const again = ['IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'CONTROL_LOGIC_MATCHED'];
  const stale = [...required(tables, system)].filter((kind) => {
    const check = checkOf(tables, system.id, kind);
    const isServed = again.includes(kind) || check?.outcome === 'WAIVED';
    return isServed && system.verifiedAt !== null && check !== undefined && check.recordedAt <= system.verifiedAt;
  });
  return [...missing(tables, system), ...stale];
}

/** Whether somebody may sign a system or (without `signs`) bring it online, whoever else may. */
export function isSeparated({ tables, restorers, weakeners }: Known, id: Uuid, actor: Uuid, signs: boolean): boolean {
  const own = restorers.get(id) === actor || weakeners.get(id)?.has(actor) === true;
  if (incidentOf(tables).separationOfDuties && own) return false;
  return (
    !signs || !checksOf(tables, id).some(({ outcome, recordedBy }) => outcome === 'WAIVED' && recordedBy === actor)
  );
}

/** "changed its row, its own dependencies, its checks or its signature"; what it waits for (`after`) is among them. */
function touchedSystems(before: Known, event: RecoveryEvent, after: Known): Set<Uuid> {
  const touched = new Set<Uuid>();
  for (const [table, column] of [
    ['system', 'id'],
    ['dependency', 'systemId'],
    ['containment_check', 'systemId'],
    ['system_after', 'systemId'],
  ] as const) {
    const [were, are] = [before.tables[table], after.tables[table]] as ReadonlyMap<string, any>[];
    for (const name of new Set([...were!.keys(), ...are!.keys()])) {
      const [was, is] = [were!.get(name), are!.get(name)];
      if (was === is || !isOther(was, is)) continue;
      touched.add((is ?? was)[column]);
    }
  }
  // a check that is PENDING and is recorded as PENDING again: somebody looked
  if (event.type === 'CHECK_RECORDED') touched.add(event.systemId!);
  return touched;
}

function isOther(was: Record<string, unknown> | undefined, is: Record<string, unknown> | undefined): boolean {
  const columns = Object.keys(is ?? was ?? {}).filter((column) => column !== 'version');
  return columns.some((column) => JSON.stringify(was?.[column]) !== JSON.stringify(is?.[column]));
}
