import { containmentStatus, isRevoked, isVerified, missingChecks } from './containment';
import { isOpen } from './incident';
import { overrideInForce, passes } from './override-force';
import type { Blocker, Refusal } from './refusal';
import type { Instant, SystemRow } from './rows';
import { hasReached, isAwaited } from './transitions';
import type { BlockerKind, SystemState } from './words';
import type { Fault, World } from './world';

/** A blocker that names nothing yet. */
export function blocker(kind: BlockerKind, message: string, about: Partial<Blocker> = {}): Blocker {
  return {
    kind,
    message,
    systemId: null,
    causeId: null,
    milestoneId: null,
    holdId: null,
    lineId: null,
    overrideId: null,
    requiredState: null,
    missingChecks: [],
    teamId: null,
    overridable: false,
    ...about,
  };
}

/**
 * The gate: every reason why a system may not go ONLINE at this moment, in the order of the rules; empty when it may, and
 * for one that is ONLINE or RETIRED. The query `blockers` and the decision of bringSystemOnline are this function.
 */
export function blockers(world: World, system: number, now: Instant): Blocker[] {
  const row = world.systems.at(system);
  if (!isAwaited(row.state)) return [];
  const override = overrideInForce(world, system, now);
  return everyBlocker(world, system, row, now).filter((found) => override === null || !passes(override, found));
}

function everyBlocker(world: World, system: number, row: SystemRow, now: Instant): Blocker[] {
  return [
    ...incidentBlockers(world),
    ...stateBlockers(row),
    ...containmentBlockers(world, system, row, now),
    ...dependencyBlockers(world, system, now),
    ...milestoneBlockers(world, system),
    ...holdBlockers(world, system),
  ];
}

/** Whether the gate stands open for the system: VALIDATED, and no blocker. */
export function isReady(world: World, system: number, found: readonly Blocker[]): boolean {
  return found.length === 0 && isAwaited(world.systems.at(system).state);
}

const blocking: readonly BlockerKind[] = ['DEPENDENCY', 'DEPENDENCY_UNTRUSTED', 'MILESTONE', 'HOLD'];

/** Whether something other than its own work holds the system back. */
export function isBlocked(found: readonly Blocker[]): boolean {
  return found.some(({ kind }) => blocking.includes(kind));
}

/** The refusal of the gate, with every blocker. */
export function blockedBy(key: string, verb: string, found: Blocker[]): Refusal {
  const first = found[0]?.message ?? '';
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
  return {
    code: 'BLOCKED',
    message: `${key} may not ${verb}: ${first}${more}`,
    field: null,
    blockers: found,
    cycle: null,
  };
}

function incidentBlockers({ incident }: World): Blocker[] {
  if (isOpen(incident)) return [];
  return [blocker('INCIDENT', `The incident ${incident.key} is ${incident.status}; reopen it first.`)];
}

function stateBlockers(row: SystemRow): Blocker[] {
  if (row.state === 'VALIDATED') return [];
  const message = `${row.key} is ${row.state}; it must be VALIDATED.`;
  return [blocker('STATE', message, { systemId: row.id, teamId: row.teamId })];
}

function containmentBlockers(world: World, system: number, row: SystemRow, now: Instant): Blocker[] {
  const status = containmentStatus(world, system, now);
  if (status === 'VERIFIED') return [];
  const missing = missingChecks(world, system);
  const rest = missing.length > 0 ? `missing: ${missing.join(', ')}` : 'a verifier must sign it';
  const message = `The containment of ${row.key} is ${status}; ${rest}.`;
  return [blocker('CONTAINMENT', message, { systemId: row.id, teamId: row.teamId, missingChecks: missing })];
}

function dependencyBlockers(world: World, system: number, now: Instant): Blocker[] {
  const found: Blocker[] = [];
  const edges = world.dependenciesOf(system);
  for (let n = 0; n < edges.length; n++) {
    const edge = edges[n] as number;
    const dependency = world.dependencies.at(edge);
    if (dependency.strength !== 'HARD') continue;
    const target = world.targetOf(edge);
    const row = world.systems.at(target);
    const fault = world.faultBelow(target);
    if (!hasReached(row.state, dependency.requiredState)) found.push(missing(row, dependency.requiredState, fault));
    else if (!isVerified(row, now) || fault) found.push(untrusted(world, row, fault, now));
  }
  // every DEPENDENCY stands before the first DEPENDENCY_UNTRUSTED; the sort is stable
  return found.sort((one, other) => Number(one.kind !== 'DEPENDENCY') - Number(other.kind !== 'DEPENDENCY'));
}

// No override passes a safety system, nor one that was revoked, or has such a one below it.
function mayBeOverridden(row: SystemRow, fault: Fault | null): boolean {
  return !row.safety && !isRevoked(row) && fault?.revoked !== true;
}

function missing(row: SystemRow, required: SystemState, fault: Fault | null): Blocker {
  const message = `${row.key} is ${row.state}; it must be ${required}.`;
  return blocker('DEPENDENCY', message, {
    systemId: row.id,
    requiredState: required,
    teamId: row.teamId,
    overridable: mayBeOverridden(row, fault),
  });
}

// The cause: a revoked one first, then the nearest. The dependency itself lies nearer than anything below it.
function causeOf(row: SystemRow, fault: Fault | null, now: Instant): Fault | null {
  if (!fault || isVerified(row, now)) return fault;
  return fault.revoked && !isRevoked(row) ? fault : null;
}

function untrusted(world: World, row: SystemRow, fault: Fault | null, now: Instant): Blocker {
  const cause = causeOf(row, fault, now);
  const deeper = cause ? world.systems.at(cause.system) : null;
  const message = deeper
    ? `${row.key} cannot be trusted: ${deeper.key} below it ${isRevoked(deeper) ? 'was revoked and not signed since' : `is ${deeper.state}`}.`
    : `${row.key} cannot be trusted: its containment is not verified now.`;
  return blocker('DEPENDENCY_UNTRUSTED', message, {
    systemId: row.id,
    causeId: deeper?.id ?? null,
    teamId: (deeper ?? row).teamId,
    overridable: mayBeOverridden(row, fault),
  });
}

function milestoneBlockers(world: World, system: number): Blocker[] {
  return Array.from(world.afterOf(system))
    .filter((milestone) => world.milestoneStatusOf(milestone) !== 'ACHIEVED')
    .map((milestone) => {
      const row = world.milestones.at(milestone);
      const status = world.milestoneStatusOf(milestone);
      const message = `Milestone ${row.key} (${row.name}) is ${status}; it must be ACHIEVED.`;
      return blocker('MILESTONE', message, { milestoneId: row.id, overridable: true });
    });
}

/** One blocker for each hold on the system, its plant or the incident. */
export function holdBlockers(world: World, system: number): Blocker[] {
  return world.holdsOn(system).map((hold) => {
    const on = hold.systemId ? 'the system' : hold.plantId ? 'its plant' : 'the incident';
    const { teamId } = world.systems.at(system);
    return blocker('HOLD', `A hold is on ${on}: ${hold.reason}`, { holdId: hold.id, systemId: hold.systemId, teamId });
  });
}
