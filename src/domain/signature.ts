import { checksInTheWay, hasSignature, minutesOfValidity, unsigned } from './containment';
import { blastRadius } from './reach';
import { type Decision, about, no, refuseNoReason, systemChange, yes } from './decision';
import type { Fact } from './event';
import { type Refusal, refuse } from './refusal';
import type { SystemRow } from './rows';
import type { RowChange } from './tables';
import { refuseSeparation } from './separation';
import { plusMinutes } from './time';
import { isCounted, refuseTransition, stateAfter } from './transitions';
import type { CheckKind, SystemState } from './words';
import type { Moment, World } from './world';

/** Decides verifyContainment: every required check settled, fresh where a signature is renewed, by somebody else's hand. */
export function decideVerify(world: World, system: number, moment: Moment, input: { note?: string | null }): Decision {
  const row = world.systems.at(system);
  const refusal =
    refuseTransition('verifyContainment', row) ??
    refuseSeparation(world, system, moment.actor, 'verify') ??
    refuseIncomplete(world, system);
  if (refusal) return no(refusal);
  const minutes = minutesOfValidity(world, row);
  const signature = {
    verifiedAt: moment.now,
    verifiedBy: moment.actor.id,
    expiresAt: minutes === null ? null : plusMinutes(moment.now, minutes),
    requiredAtSigning: [...world.requiredOf(system)],
    expiryLogged: false,
    revokedAt: null,
    revokedReason: null,
  };
  return yes({
    type: 'CONTAINMENT_VERIFIED',
    ...about(row),
    reason: input.note ?? null,
    facts: { system: row.key, renewal: row.verifiedAt !== null, checks: outcomes(world, system) },
    rows: [systemChange(row, signature)],
  });
}

function refuseIncomplete(world: World, system: number): Refusal | null {
  const kinds = checksInTheWay(world, system);
  if (kinds.length === 0) return null;
  const row = world.systems.at(system);
  const what = row.verifiedAt === null ? 'pending or failed' : 'pending, failed or older than the signature';
  return refuse('CHECKS_INCOMPLETE', `${row.key} has required checks that are ${what}: ${kinds.join(', ')}.`);
}

function outcomes(world: World, system: number): unknown[] {
  const checks = world.checksOf(system);
  return world.requiredOf(system).map((kind) => {
    const check = checks.get(kind);
    const hashes = (check?.evidence ?? []).flatMap(({ sha256 }) => sha256 ?? []);
    return { kind, outcome: check?.outcome ?? 'PENDING', evidence: hashes };
  });
}

export interface RevocationInput {
  reason: string;
  cascade: boolean;
  expectedCount: number | null;
}

/**
 * Decides revokeContainment: a reason, and nothing stands in its way. With `cascade` every signed system of its blast radius
 * is revoked too, dependents first, one fact each; `expectedCount` guards against surprise.
 */
export function decideRevoke(world: World, system: number, moment: Moment, input: RevocationInput): Decision {
  const row = world.systems.at(system);
  const above = input.cascade ? signedAbove(world, system) : [];
  const refusal =
    refuseCount(world, system, above, input) ??
    refuseNoReason(input.reason) ??
    refuseTransition('revokeContainment', row);
  if (refusal) return no(refusal);
  const voided = new Set<number>();
  return yes(
    ...[...above, system].map((each) =>
      revoked(world, each, moment, input.reason, world.checksOf(each).keys(), voided),
    ),
  );
}

function signedAbove(world: World, system: number): number[] {
  const rank = (each: number): number => world.rankOf(world.systems.at(each).id);
  return blastRadius(world, system)
    .filter((each) => hasSignature(world.systems.at(each)) && isCounted(world.systems.at(each).state))
    .sort((one, other) => rank(other) - rank(one));
}

function refuseCount(world: World, system: number, above: readonly number[], input: RevocationInput): Refusal | null {
  if (!input.cascade || input.expectedCount === null) return null;
  const count = above.length + Number(hasSignature(world.systems.at(system)));
  if (count === input.expectedCount) return null;
  const message = `${count} systems would lose their signature, not ${input.expectedCount}: look again, then decide.`;
  return refuse('STALE_VERSION', message, ['expectedCount']);
}

/**
 * The fact that a system's containment is revoked: an ONLINE one must stop, every recorded check falls back to PENDING, and
 * gates that it was declared for must be declared again. `recorded`: the kinds that have a record when it happens; `voided`:
 * the gates that an earlier fact of the same decision has voided.
 */
export function revoked(
  world: World,
  system: number,
  moment: Moment,
  reason: string,
  recorded: Iterable<CheckKind>,
  voided = new Set<number>(),
): Fact {
  const row = world.systems.at(system);
  const to = stateAfter('revokeContainment', row.state) as SystemState;
  const stops: Partial<SystemRow> =
    to === row.state ? {} : { state: to, stateSince: moment.now, serviceLevel: 'NONE' as const, onlineUnder: null };
  const change = systemChange(row, { ...stops, ...unsigned, revokedAt: moment.now, revokedReason: reason });
  const reset = Array.from(recorded, (kind): RowChange => ({
    table: 'containment_check',
    op: 'delete',
    row: { systemId: row.id, kind },
  }));
  return {
    type: 'CONTAINMENT_REVOKED',
    ...about(row),
    reason,
    facts: { system: row.key, from: row.state, to },
    rows: [change, ...reset, ...voidedGates(world, system, voided)],
  };
}

function voidedGates(world: World, system: number, before: Set<number>): RowChange[] {
  const ofLines = Array.from(world.linesNeeding(system)).flatMap((line) => Array.from(world.milestonesOfLine(line)));
  const touched = new Set([...Array.from(world.milestonesNeeding(system)), ...ofLines]);
  const standing = [...touched].filter((milestone) => {
    const { gate, achievedAt, voided } = world.milestones.at(milestone);
    return gate && achievedAt !== null && !voided && !before.has(milestone);
  });
  for (const milestone of standing) before.add(milestone);
  return standing
    .map((milestone) => world.milestones.at(milestone))
    .map(({ id }) => ({ table: 'milestone', op: 'update', row: { id, voided: true } }));
}
