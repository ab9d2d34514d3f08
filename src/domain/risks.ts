import { hasSignature, isVerified } from './containment';
import type { Instant, SystemRow, Uuid } from './rows';
import { hasReached, isOnline } from './transitions';
import type { RiskKind } from './words';
import type { World } from './world';

/** Why something that is there should not be trusted as it is. */
export interface Risk {
  kind: RiskKind;
  /** One sentence for a person. */
  message: string;
  systemId: Uuid | null;
}

/** Why an ONLINE system should not be trusted as it is; empty when it may, and for one that is not ONLINE. */
export function risks(world: World, system: number, now: Instant): Risk[] {
  const row = world.systems.at(system);
  if (!isOnline(row.state)) return [];
  return [...dependencyRisks(world, system, now), ...ownRisks(world, system, row, now)];
}

function dependencyRisks(world: World, system: number, now: Instant): Risk[] {
  const found: Risk[] = [];
  for (const edge of Array.from(world.dependenciesOf(system))) {
    const { strength, requiredState } = world.dependencies.at(edge);
    const target = world.targetOf(edge);
    const row = world.systems.at(target);
    const isThere = hasReached(row.state, requiredState);
    const say = (kind: RiskKind, what: string): number =>
      found.push({ kind, message: `${row.key} ${what}.`, systemId: row.id });
    if (!isThere) {
      const kind = strength === 'HARD' ? 'DEPENDENCY_BELOW_REQUIRED' : 'DEPENDENCY_SOFT';
      say(kind, `is ${row.state} and should be ${requiredState}`);
    } else if (strength === 'HARD' && (!isVerified(row, now) || world.faultBelow(target) !== null)) {
      say('DEPENDENCY_UNTRUSTED', 'cannot be trusted now');
    }
  }
  return found;
}

function ownRisks(world: World, system: number, row: SystemRow, now: Instant): Risk[] {
  const found: Risk[] = [];
  const say = (kind: RiskKind, message: string): number => found.push({ kind, message, systemId: row.id });
  if (hasSignature(row) && !isVerified(row, now)) {
    say('VERIFICATION_EXPIRED', `The verification of ${row.key} expired at ${row.expiresAt}; renew it.`);
  }
  if (row.onlineUnder !== null) say('ONLINE_UNDER_OVERRIDE', `${row.key} went online under an override.`);
  for (const { reason } of world.holdsOn(system)) say('HELD', `A hold is on ${row.key}: ${reason}`);
  for (const { kind, outcome, note } of world.checksOf(system).values()) {
    if (outcome === 'WAIVED') say('CHECK_WAIVED', `${kind} was waived for ${row.key}: ${note ?? ''}`);
  }
  if (row.weakenedBy.length > 0) say('RULES_WEAKENED', `The rules of ${row.key} were weakened since the declaration.`);
  return found;
}

/** The risk of a line that is marked running while it lacks a system. */
export function lineRisks(world: World, line: number): Risk[] {
  const row = world.lines.at(line);
  if (!row.running || world.lineStatusOf(line) !== 'BLOCKED') return [];
  return Array.from(world.systemsOfLine(line), (system) => world.systems.at(system))
    .filter(({ state }) => !isOnline(state) && state !== 'RETIRED')
    .map(({ id, key, state }) => ({
      kind: 'RUNNING_WITHOUT_SYSTEM',
      message: `Line ${row.key} is marked running while ${key} is ${state}.`,
      systemId: id,
    }));
}
