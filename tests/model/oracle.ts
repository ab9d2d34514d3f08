import type { Instant, SystemRow, Uuid } from '../../src/domain/rows';
import type { CheckKind, ContainmentStatus, MilestoneStatus, SystemState } from '../../src/domain/words';
import { isLineThere } from './oracle.lines';
import { overrideInForce } from './oracle.overrides';
import { type Tables, checkOf, hardDependencies, inOrder, incidentOf, milestoneOf, systemOf } from './plain';

/*
 * The rules once more, by brute force over plain rows, sentence by sentence: slow, and with nothing of the code that they
 * check but the words.
 */

/** "RETIRED never satisfies", "STOPPING ranks as OFFLINE". */
export function satisfies(state: SystemState, required: SystemState): boolean {
  const steps = ['OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED', 'ONLINE'];
  return steps.indexOf(state === 'STOPPING' ? 'OFFLINE' : state) >= steps.indexOf(required);
}

/** "Required checks of a system = the union of the policy rules that match its zone, tier and safety flag." */
export function required(tables: Tables, { zone, tier, safety }: SystemRow): Set<CheckKind> {
  const matching = incidentOf(tables).rules.filter(
    (rule) =>
      (rule.zones.length === 0 || rule.zones.includes(zone)) &&
      (rule.minTier ?? tier) <= tier &&
      (rule.maxTier ?? tier) >= tier &&
      (!rule.safetyOnly || safety),
  );
  return new Set(matching.flatMap((rule) => rule.require));
}

export function missing(tables: Tables, system: SystemRow): CheckKind[] {
  const settled = (kind: CheckKind) =>
    ['PASSED', 'WAIVED'].includes(checkOf(tables, system.id, kind)?.outcome ?? 'PENDING');
  return [...required(tables, system)].filter((kind) => !settled(kind)).sort();
}

/** "a signature stands and has not expired → VERIFIED; stands → EXPIRED; every required check PASSED or WAIVED → …" */
export function containment(tables: Tables, system: SystemRow, now: Instant): ContainmentStatus {
  const { verifiedAt, expiresAt, revokedAt } = system;
  if (verifiedAt !== null) return expiresAt === null || now < expiresAt ? 'VERIFIED' : 'EXPIRED';
  if (missing(tables, system).length === 0) return 'READY_TO_VERIFY';
  return revokedAt !== null ? 'REVOKED' : 'UNVERIFIED';
}

export interface Reason {
  kind: string;
  system: Uuid | null;
  cause: Uuid | null;
  milestone: Uuid | null;
  hold: Uuid | null;
  line: Uuid | null;
  missing: CheckKind[];
  overridable: boolean;
}

/** A reason of a kind that names nothing but what it is told. */
export function reason(kind: string, about: Partial<Reason> = {}): Reason {
  const nothing = {
    system: null,
    cause: null,
    milestone: null,
    hold: null,
    line: null,
    missing: [],
    overridable: false,
  };
  return { kind, ...nothing, ...about };
}

/** The blockers that are left: an override "removes exactly" those "that it names by kind and object". */
export function blockers(tables: Tables, id: Uuid, now: Instant): Reason[] {
  const override = overrideInForce(tables, id, now);
  const isNamed = ({ kind, system, milestone }: Reason): boolean =>
    override?.blockers.some((named) => {
      return (
        named.kind === kind && (kind === 'MILESTONE' ? named.milestoneId === milestone : named.systemId === system)
      );
    }) ?? false;
  return blockersAsTheyAre(tables, id, now).filter((found) => !(found.overridable && isNamed(found)));
}

/** "`blockers` returns all of these that hold, in this order"; "An ONLINE or RETIRED system has none." No override counts. */
export function blockersAsTheyAre(tables: Tables, id: Uuid, now: Instant): Reason[] {
  const system = systemOf(tables, id);
  if (system.state === 'ONLINE' || system.state === 'RETIRED') return [];
  const found: Reason[] = [];
  if (incidentOf(tables).status !== 'OPEN') found.push(reason('INCIDENT'));
  if (system.state !== 'VALIDATED') found.push(reason('STATE', { system: id }));
  if (containment(tables, system, now) !== 'VERIFIED') {
    found.push(reason('CONTAINMENT', { system: id, missing: missing(tables, system) }));
  }
  const dependencies = hardDependencies(tables, id);
  for (const { dependsOnId, requiredState } of dependencies) {
    if (satisfies(systemOf(tables, dependsOnId).state, requiredState)) continue;
    found.push(reason('DEPENDENCY', { system: dependsOnId, overridable: mayOverride(tables, dependsOnId) }));
  }
  for (const { dependsOnId, requiredState } of dependencies) {
    if (!satisfies(systemOf(tables, dependsOnId).state, requiredState)) continue;
    const [worst] = faults(tables, dependsOnId, now);
    if (!worst) continue;
    const cause = worst.id === dependsOnId ? null : worst.id;
    found.push(
      reason('DEPENDENCY_UNTRUSTED', { system: dependsOnId, cause, overridable: mayOverride(tables, dependsOnId) }),
    );
  }
  return [...found, ...milestonesBefore(tables, id), ...holds(tables, system)];
}

interface FaultFound {
  id: Uuid;
  isRevoked: boolean;
  distance: number;
}

/**
 * "its own containment is not VERIFIED at this moment, or a system in its HARD closure is below its required state or was
 * revoked and not signed since"; "`cause` is a revoked one first, then the nearest, then by key".
 */
function faults(tables: Tables, id: Uuid, now: Instant): FaultFound[] {
  const own = systemOf(tables, id);
  const found: FaultFound[] = [];
  if (containment(tables, own, now) !== 'VERIFIED') found.push({ id, isRevoked: own.revokedAt !== null, distance: 0 });
  for (const [waiting, distance] of closure(tables, id)) {
    for (const { dependsOnId, requiredState } of hardDependencies(tables, waiting)) {
      const { state, revokedAt } = systemOf(tables, dependsOnId);
      const isRevoked = revokedAt !== null;
      if (isRevoked || !satisfies(state, requiredState))
        found.push({ id: dependsOnId, isRevoked, distance: distance + 1 });
    }
  }
  const keyOf = (fault: FaultFound): string => systemOf(tables, fault.id).key;
  return found.sort(
    (one, other) =>
      Number(other.isRevoked) - Number(one.isRevoked) ||
      one.distance - other.distance ||
      (keyOf(one) < keyOf(other) ? -1 : 1),
  );
}

/** Every system that one rests on by HARD dependencies, itself included, with the fewest steps to it. */
export function closure(tables: Tables, id: Uuid): Map<Uuid, number> {
  const distances = new Map([[id, 0]]);
  for (const [system, distance] of distances) {
    for (const { dependsOnId } of hardDependencies(tables, system)) {
      if (!distances.has(dependsOnId)) distances.set(dependsOnId, distance + 1);
    }
  }
  return distances;
}

/** "Nothing overrides … a dependency with `safety`, or one (or a cause) that was revoked and not signed since." */
function mayOverride(tables: Tables, id: Uuid): boolean {
  const isRevoked = (system: Uuid): boolean => systemOf(tables, system).revokedAt !== null;
  return !systemOf(tables, id).safety && ![...closure(tables, id).keys()].some(isRevoked);
}

/** "a milestone in its `after` is not ACHIEVED (REGRESSED counts as not)" */
function milestonesBefore(tables: Tables, id: Uuid): Reason[] {
  const after = [...tables.system_after.values()].filter(({ systemId }) => systemId === id);
  return inOrder(after.map(({ milestoneId }) => milestoneOf(tables, milestoneId)))
    .filter((milestone) => milestoneStatus(tables, milestone.id) !== 'ACHIEVED')
    .map((milestone) => reason('MILESTONE', { milestone: milestone.id, overridable: true }));
}

/** "one for each hold on it, its plant or the incident" */
export function holds(tables: Tables, { id, plantId }: SystemRow): Reason[] {
  return [...tables.hold.values()]
    .filter(
      (hold) => hold.systemId === id || (hold.systemId === null && (hold.plantId === null || hold.plantId === plantId)),
    )
    .sort((one, other) => (`${one.placedAt} ${one.id}` < `${other.placedAt} ${other.id}` ? -1 : 1))
    .map((hold) => reason('HOLD', { hold: hold.id, system: hold.systemId }));
}

/** "Blockers of milestones and lines: DEPENDENCY (a system that is not ONLINE), LINE, MILESTONE." */
export function milestoneBlockers(tables: Tables, id: Uuid): Reason[] {
  const of = <R extends { milestoneId: Uuid }>(rows: Iterable<R>): R[] =>
    [...rows].filter((row) => row.milestoneId === id);
  const systems = of(tables.milestone_system.values()).map(({ systemId }) => systemOf(tables, systemId));
  const lines = of(tables.milestone_line.values()).map(({ lineId }) => tables.line.get(lineId)!);
  const needed = of(tables.milestone_milestone.values()).map(({ needsId }) => milestoneOf(tables, needsId));
  return [
    ...inOrder(systems.filter(({ state }) => state !== 'ONLINE' && state !== 'RETIRED')).map((row) =>
      reason('DEPENDENCY', { system: row.id }),
    ),
    ...inOrder(lines.filter((row) => !isLineThere(tables, row.id, milestoneOf(tables, id).linesMustRun))).map((row) =>
      reason('LINE', { line: row.id }),
    ),
    ...inOrder(needed.filter((row) => milestoneStatus(tables, row.id) !== 'ACHIEVED')).map((row) =>
      reason('MILESTONE', { milestone: row.id }),
    ),
  ];
}

/** "Met and a gate: READY"; "Achieved and no longer met: REGRESSED"; a voided gate "is READY once met again". */
export function milestoneStatus(tables: Tables, id: Uuid): MilestoneStatus {
  const { gate, achievedAt, voided } = milestoneOf(tables, id);
  const isMet = milestoneBlockers(tables, id).length === 0;
  if (achievedAt === null) return isMet && gate ? 'READY' : 'PENDING';
  if (!isMet) return 'REGRESSED';
  return voided ? 'READY' : 'ACHIEVED';
}
