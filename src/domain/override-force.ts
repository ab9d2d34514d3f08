import type { Blocker } from './refusal';
import type { OverriddenBlocker, OverrideRow } from './marks';
import type { Instant } from './rows';
import type { OverrideStatus } from './words';
import type { World } from './world';

/** Whether an override still waits to be decided or used. */
export function isOpenOverride({ status }: OverrideRow): boolean {
  return status === 'REQUESTED' || status === 'APPROVED';
}

/** How far an override is at a moment: the clock ends an open one before the log tells so. */
export function overrideStatus(override: OverrideRow, now: Instant): OverrideStatus {
  return isOpenOverride(override) && override.expiresAt <= now ? 'EXPIRED' : override.status;
}

/** Whether an override lets its system pass at a moment: approved, not spent, not expired, by as many as the policy wants now. */
export function isInForce(world: World, override: OverrideRow, now: Instant): boolean {
  if (override.status !== 'APPROVED' || override.expiresAt <= now) return false;
  return world.approvalsOf(override.id).length >= world.incident.overrideApprovals;
}

/** The override in force for a system, or null. */
export function overrideInForce(world: World, system: number, now: Instant): OverrideRow | null {
  const { id } = world.systems.at(system);
  return world.overrides.find((row) => row.systemId === id && isInForce(world, row, now)) ?? null;
}

/** Whether an override names a blocker, by kind and object, as it was at the request; and nobody forbids passing it now. */
export function passes(override: OverrideRow, blocker: Blocker): boolean {
  return blocker.overridable && override.blockers.some((named) => isSame(named, blocker));
}

function isSame(named: OverriddenBlocker, blocker: Blocker): boolean {
  return (
    named.kind === blocker.kind && named.systemId === blocker.systemId && named.milestoneId === blocker.milestoneId
  );
}
