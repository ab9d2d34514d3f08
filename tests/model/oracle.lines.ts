import type { SystemRow, Uuid } from '../../src/domain/rows';
import type { LineStatus } from '../../src/domain/words';
import { type Reason, blockersAsTheyAre, containment, holds, milestoneStatus, reason, satisfies } from './oracle';
import { type Tables, checksOf, inOrder, lineOf, openOverrides, systemOf } from './plain';

/** "status, the first that holds: a system missing BLOCKED, marked running RUNNING, a feeding line not READY or RUNNING STARVED" */
export function lineStatus(tables: Tables, id: Uuid): LineStatus {
  if (absent(tables, id).length > 0) return 'BLOCKED';
  if (lineOf(tables, id).running) return 'RUNNING';
  return starving(tables, id).length > 0 ? 'STARVED' : 'READY';
}

function absent(tables: Tables, lineId: Uuid): SystemRow[] {
  const own = [...tables.line_system.values()].filter((row) => row.lineId === lineId);
  const systems = own.map(({ systemId }) => systemOf(tables, systemId));
  return inOrder(systems.filter(({ state }) => state !== 'ONLINE' && state !== 'RETIRED'));
}

function starving(tables: Tables, lineId: Uuid) {
  const feeds = [...tables.line_feed.values()].filter((row) => row.lineId === lineId);
  return inOrder(
    feeds.map(({ fedById }) => lineOf(tables, fedById)).filter(({ id }) => !isLineThere(tables, id, false)),
  );
}

/** "lines READY or RUNNING (`linesMustRun`: RUNNING)" */
export function isLineThere(tables: Tables, id: Uuid, mustRun: boolean): boolean {
  const status = lineStatus(tables, id);
  return status === 'RUNNING' || (status === 'READY' && !mustRun);
}

/** "Blockers of milestones and lines: DEPENDENCY (a system that is not ONLINE), LINE"; one that runs is fed. */
export function lineBlockers(tables: Tables, id: Uuid): Reason[] {
  const systems = absent(tables, id).map((row) => reason('DEPENDENCY', { system: row.id }));
  if (lineOf(tables, id).running) return systems;
  return [...systems, ...starving(tables, id).map((row) => reason('LINE', { line: row.id }))];
}

/** Every system above one by HARD dependencies. */
export function blastRadius(tables: Tables, id: Uuid): Set<SystemRow> {
  const reached = new Set([id]);
  for (const below of reached) {
    for (const { strength, systemId, dependsOnId } of tables.dependency.values()) {
      if (strength === 'HARD' && dependsOnId === below) reached.add(systemId);
    }
  }
  reached.delete(id);
  return new Set([...reached].map((system) => systemOf(tables, system)));
}

/** The kinds of risk of an ONLINE system, with the system that each one is about. */
export function risks(tables: Tables, system: SystemRow, now: string): string[] {
  if (system.state !== 'ONLINE') return [];
  const found: string[] = [];
  const say = (kind: string, about: Uuid = system.id): number => found.push(`${kind} ${about}`);
  // what would block it if it were VALIDATED
  const asked = { ...system, state: 'VALIDATED' as const };
  const held = { ...tables, system: new Map(tables.system).set(system.id, asked) };
  for (const { kind, system: about } of blockersAsTheyAre(held, system.id, now)) {
    if (kind === 'DEPENDENCY') say('DEPENDENCY_BELOW_REQUIRED', about!);
    if (kind === 'DEPENDENCY_UNTRUSTED') say('DEPENDENCY_UNTRUSTED', about!);
  }
  for (const { systemId, dependsOnId, strength, requiredState } of tables.dependency.values()) {
    if (systemId !== system.id || strength !== 'SOFT') continue;
    if (!satisfies(systemOf(tables, dependsOnId).state, requiredState)) say('DEPENDENCY_SOFT', dependsOnId);
  }
  if (containment(tables, system, now) === 'EXPIRED') say('VERIFICATION_EXPIRED');
  if (system.onlineUnder !== null) say('ONLINE_UNDER_OVERRIDE');
  for (const _hold of holds(tables, system)) say('HELD');
  for (const { outcome } of checksOf(tables, system.id)) if (outcome === 'WAIVED') say('CHECK_WAIVED');
  if (system.weakenedBy.length > 0) say('RULES_WEAKENED');
  return found.sort();
}

/** "every system is ONLINE or RETIRED, every milestone ACHIEVED, no override REQUESTED or APPROVED, no hold placed" */
export function closingReasons(tables: Tables, now: string): string[] {
  const systems = [...tables.system.values()].filter(({ state }) => state !== 'ONLINE' && state !== 'RETIRED');
  const milestones = [...tables.milestone.values()].filter(({ id }) => milestoneStatus(tables, id) !== 'ACHIEVED');
  return [
    ...systems.map(({ id }) => `STATE ${id}`),
    ...milestones.map(({ id }) => `MILESTONE ${id}`),
    ...openOverrides(tables).flatMap(({ id, expiresAt }) => (now < expiresAt ? `OVERRIDE ${id}` : [])),
    ...[...tables.hold.values()].map(({ id }) => `HOLD ${id}`),
  ].sort();
}

/** Whether nothing waits for itself over HARD dependencies, `after`, criteria and `fedBy`, all as one graph. */
export function isAcyclic(edges: readonly (readonly [waiting: Uuid, awaited: Uuid])[]): boolean {
  const below = new Map<Uuid, Uuid[]>();
  for (const [waiting, awaited] of edges) below.set(waiting, [...(below.get(waiting) ?? []), awaited]);
  return [...below.keys()].every((start) => {
    const reached = new Set(below.get(start));
    for (const next of reached) for (const awaited of below.get(next) ?? []) reached.add(awaited);
    return !reached.has(start);
  });
}

/** The edges of the one graph. */
export function edgesOf(tables: Tables): [waiting: Uuid, awaited: Uuid][] {
  return [
    ...[...tables.dependency.values()].flatMap((row): [Uuid, Uuid][] =>
      row.strength === 'HARD' ? [[row.systemId, row.dependsOnId]] : [],
    ),
    ...[...tables.system_after.values()].map((row): [Uuid, Uuid] => [row.systemId, row.milestoneId]),
    ...[...tables.milestone_system.values()].map((row): [Uuid, Uuid] => [row.milestoneId, row.systemId]),
    ...[...tables.milestone_line.values()].map((row): [Uuid, Uuid] => [row.milestoneId, row.lineId]),
    ...[...tables.milestone_milestone.values()].map((row): [Uuid, Uuid] => [row.milestoneId, row.needsId]),
    ...[...tables.line_system.values()].map((row): [Uuid, Uuid] => [row.lineId, row.systemId]),
    ...[...tables.line_feed.values()].map((row): [Uuid, Uuid] => [row.lineId, row.fedById]),
  ];
}

/** "a line or milestone left empty" by retiring a system, and whatever "depends on it". */
export function needs(tables: Tables, id: Uuid): boolean {
  const counts = (system: Uuid): boolean => systemOf(tables, system).state !== 'RETIRED';
  const waits = [...tables.dependency.values()].some((row) => row.dependsOnId === id && counts(row.systemId));
  const lines = [...tables.line_system.values()].filter((row) => row.systemId === id).map(({ lineId }) => lineId);
  const isLineEmpty = (line: Uuid): boolean =>
    ![...tables.line_system.values()].some((row) => row.lineId === line && row.systemId !== id && counts(row.systemId));
  const goals = [...tables.milestone_system.values()].filter((row) => row.systemId === id);
  const isGoalEmpty = (goal: Uuid): boolean =>
    ![...tables.milestone_system.values()].some(
      (row) => row.milestoneId === goal && row.systemId !== id && counts(row.systemId),
    ) &&
    ![...tables.milestone_line.values()].some(({ milestoneId }) => milestoneId === goal) &&
    ![...tables.milestone_milestone.values()].some(({ milestoneId }) => milestoneId === goal);
  return waits || lines.some(isLineEmpty) || goals.some(({ milestoneId }) => isGoalEmpty(milestoneId));
}

/** "counted over its essential systems and the systems of its lines, without the retired". */
export function plantStatus(tables: Tables, plantId: Uuid): string {
  const lines = new Set([...tables.line.values()].filter((line) => line.plantId === plantId).map(({ id }) => id));
  const ofLines = new Set(
    [...tables.line_system.values()].flatMap((row) => (lines.has(row.lineId) ? row.systemId : [])),
  );
  const needed = [...tables.system.values()].filter(
    (row) => row.state !== 'RETIRED' && (ofLines.has(row.id) || (row.plantId === plantId && row.essential)),
  );
  const online = needed.filter(({ state }) => state === 'ONLINE').length;
  if (online === 0) return 'HALTED';
  return online === needed.length ? 'READY' : 'PARTIAL';
}
