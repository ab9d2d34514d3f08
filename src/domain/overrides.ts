import { type Decision, about, made, no, refuseNoReason, yes } from './decision';
import { blackstartPrincipalId, type Fact } from './event';
import { blockers } from './gate';
import { type Blocker, type Refusal, refuse } from './refusal';
import { isOpenOverride } from './override-force';
import type { OverrideApprovalRow, OverrideRow } from './marks';
import type { Instant } from './rows';
import { plusMinutes } from './time';
import type { Moment, World } from './world';
import { passableKinds } from './words';

const passable: readonly Blocker['kind'][] = passableKinds;

export interface OverrideInput {
  dependencies: readonly number[];
  milestones: readonly number[];
  reason: string;
}

/** Decides requestOverride: for named blockers that stand now and may be passed, while no other request is open. */
export function decideRequest(world: World, system: number, moment: Moment, input: OverrideInput): Decision {
  const row = world.systems.at(system);
  const chosen = chosenBlockers(world, system, moment.now, input);
  const refusal =
    refuseNoReason(input.reason) ?? refuseOpen(world, row, moment.now) ?? ('code' in chosen ? chosen : null);
  if (refusal || 'code' in chosen) return no(refusal as Refusal);
  const override: Omit<OverrideRow, 'version'> = {
    id: moment.newId(),
    systemId: row.id,
    status: 'REQUESTED',
    reason: input.reason,
    blockers: chosen.map(({ kind, systemId, milestoneId }) => ({ kind, systemId, milestoneId })),
    requestedBy: moment.actor.id,
    requestedAt: moment.now,
    expiresAt: plusMinutes(moment.now, world.incident.overrideMinutes),
  };
  // by the clock an earlier one has ended; the log must say so before it may name another
  const ended = overridesExpired(world, moment.now).filter(({ systemId }) => systemId === row.id);
  return made(override.id, ...ended, {
    type: 'OVERRIDE_REQUESTED',
    ...about(row),
    reason: input.reason,
    facts: { system: row.key, override: override.id, blockers: chosen.map(({ message }) => message).slice(0, 100) },
    rows: [{ table: 'override', op: 'insert', row: override }],
  });
}

function refuseOpen(world: World, row: { id: string; key: string }, now: Instant): Refusal | null {
  const isOpen = (override: OverrideRow): boolean => isOpenOverride(override) && override.expiresAt > now;
  if (!world.overrides.some((override) => override.systemId === row.id && isOpen(override))) return null;
  return refuse('ALREADY_EXISTS', `${row.key} has an override that is still open; decide or reject that one first.`);
}

function chosenBlockers(world: World, system: number, now: Instant, input: OverrideInput): Blocker[] | Refusal {
  const found = blockers(world, system, now).filter(({ kind }) => passable.includes(kind));
  const wanted = [
    ...input.dependencies.map((index) => world.systems.at(index)),
    ...input.milestones.map((index) => world.milestones.at(index)),
  ];
  if (wanted.length === 0) {
    return refuse('INVALID_INPUT', 'Name the dependencies or milestones that the override shall pass.', [
      'dependencies',
    ]);
  }
  const chosen: Blocker[] = [];
  for (const { id, key } of wanted) {
    const match = found.find(
      (blocker) => (blocker.kind === 'MILESTONE' ? blocker.milestoneId : blocker.systemId) === id,
    );
    if (!match) return refuse('INVALID_INPUT', `${key} does not block ${world.systems.at(system).key} now.`);
    if (!match.overridable) {
      return { ...refuse('NOT_OVERRIDABLE', `No override passes this: ${match.message}`), blockers: [match] };
    }
    if (!chosen.includes(match)) chosen.push(match);
  }
  return chosen;
}

/** Decides approveOverride: by a human other than the requester, each person once; the clock begins anew. */
export function decideApprove(world: World, override: OverrideRow, moment: Moment, reason: string | null): Decision {
  const { id: actorId } = moment.actor;
  const refusal = refuseDecided(override, moment.now) ?? refuseApprover(world, override, actorId);
  if (refusal) return no(refusal);
  const approval: Omit<OverrideApprovalRow, 'version'> = {
    overrideId: override.id,
    principalId: actorId,
    at: moment.now,
  };
  const isEnough = world.approvalsOf(override.id).length + 1 >= world.incident.overrideApprovals;
  const expiresAt = plusMinutes(moment.now, world.incident.overrideMinutes);
  return yes({
    ...overrideFact(world, override, 'OVERRIDE_APPROVED', reason),
    rows: [
      { table: 'override_approval', op: 'insert', row: approval },
      {
        table: 'override',
        op: 'update',
        row: { id: override.id, expiresAt, status: isEnough ? 'APPROVED' : 'REQUESTED' },
      },
    ],
  });
}

function refuseApprover(world: World, override: OverrideRow, actorId: string): Refusal | null {
  if (override.requestedBy === actorId) {
    return refuse('SEPARATION_OF_DUTIES', 'You requested this override; somebody else must approve it.');
  }
  if (!world.approvalsOf(override.id).some(({ principalId }) => principalId === actorId)) return null;
  return refuse('SEPARATION_OF_DUTIES', 'You approved this override already; another person must.');
}

/** Decides rejectOverride: by a commander, or by the requester himself. */
export function decideReject(world: World, override: OverrideRow, moment: Moment, reason: string | null): Decision {
  const refusal = refuseDecided(override, moment.now);
  if (refusal) return no(refusal);
  return yes(closedOverride(world, override, 'OVERRIDE_REJECTED', 'REJECTED', reason));
}

function refuseDecided(override: OverrideRow, now: Instant): Refusal | null {
  if (!isOpenOverride(override)) {
    return refuse('INVALID_TRANSITION', `This override is ${override.status} already.`);
  }
  if (override.expiresAt > now) return null;
  return refuse('OVERRIDE_EXPIRED', `This override expired at ${override.expiresAt}; request a new one.`);
}

/** The facts that open overrides have expired, by the tracker itself. */
export function overridesExpired(world: World, now: Instant): Fact[] {
  return world.overrides
    .filter((override) => isOpenOverride(override) && override.expiresAt <= now)
    .map((override) => ({
      ...closedOverride(world, override, 'OVERRIDE_EXPIRED', 'EXPIRED', null),
      actorId: blackstartPrincipalId,
    }));
}

type Closed = 'REJECTED' | 'EXPIRED';

function closedOverride(
  world: World,
  override: OverrideRow,
  type: Fact['type'],
  status: Closed,
  reason: string | null,
): Fact {
  return {
    ...overrideFact(world, override, type, reason),
    rows: [{ table: 'override', op: 'update', row: { id: override.id, status } }],
  };
}

function overrideFact(
  world: World,
  override: OverrideRow,
  type: Fact['type'],
  reason: string | null,
): Omit<Fact, 'rows'> {
  const row = world.systems.at(world.systems.indexOf(override.systemId));
  return { type, ...about(row), reason, facts: { system: row.key, override: override.id } };
}
