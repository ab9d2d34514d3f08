import type { CheckRow, Instant, SystemRow } from './rows';
import type { CheckKind, ContainmentStatus, Zone } from './words';
import type { World } from './world';

/** What must have been looked at again, where required, before a signature is renewed. */
export const freshAtRenewal: readonly CheckKind[] = ['IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'CONTROL_LOGIC_MATCHED'];

/** What a new image proves nothing about: set back to PENDING when a system is restored anew. */
export const resetByRestore: readonly CheckKind[] = [
  'RESTORE_POINT_CLEAN',
  'BASELINE_MATCHED',
  'PERSISTENCE_REMOVED',
  'IOC_SWEEP_CLEAN',
  'CONTROL_LOGIC_MATCHED',
  'DRY_RUN_PASSED',
  'SAFETY_TESTED',
  'WALKDOWN_DONE',
];

const otZones: readonly Zone[] = ['L2', 'L1', 'L0'];

/** How long a signature on this system holds, in minutes; null = for ever. */
export function minutesOfValidity(world: World, system: SystemRow): number | null {
  const { verificationMinutes, otVerificationMinutes } = world.incident;
  return otZones.includes(system.zone) ? otVerificationMinutes : verificationMinutes;
}

/** Whether a recorded check counts towards a signature. */
export function isSettled(check: CheckRow | undefined): boolean {
  return check !== undefined && (check.outcome === 'PASSED' || check.outcome === 'WAIVED');
}

/** The required checks that are neither passed nor waived. */
export function missingChecks(world: World, system: number): CheckKind[] {
  const checks = world.checksOf(system);
  return world.requiredOf(system).filter((kind) => !isSettled(checks.get(kind)));
}

/** Whether a signature stands, expired or not. */
export function hasSignature(system: SystemRow): boolean {
  return system.verifiedAt !== null;
}

/** Whether a system was revoked and not signed since. */
export function isRevoked(system: SystemRow): boolean {
  return system.revokedAt !== null;
}

/** Whether a standing signature still holds at a moment. */
export function isVerified(system: SystemRow, now: Instant): boolean {
  return system.verifiedAt !== null && (system.expiresAt === null || system.expiresAt > now);
}

/** The containment of a system at a moment: the first that holds. */
export function containmentStatus(world: World, system: number, now: Instant): ContainmentStatus {
  const row = world.systems.at(system);
  if (hasSignature(row)) return isVerified(row, now) ? 'VERIFIED' : 'EXPIRED';
  if (missingChecks(world, system).length === 0) return 'READY_TO_VERIFY';
  return isRevoked(row) ? 'REVOKED' : 'UNVERIFIED';
}

/**
 * The kinds that keep a verifier from signing: not settled, or, where a signature is being renewed, last recorded before
 * it. A waiver ends with the signature that it served, so renewal needs it anew.
 */
export function checksInTheWay(world: World, system: number): CheckKind[] {
  const row = world.systems.at(system);
  const checks = world.checksOf(system);
  return world.requiredOf(system).filter((kind) => {
    const check = checks.get(kind);
    if (!check || !isSettled(check)) return true;
    return hasServed(row, check) && (freshAtRenewal.includes(kind) || check.outcome === 'WAIVED');
  });
}

/** Whether a record is one that the standing signature could rest on; what was recorded after it has served none yet. */
export function hasServed(system: SystemRow, check: CheckRow): boolean {
  return system.verifiedAt !== null && check.recordedAt <= system.verifiedAt;
}

/** The columns of a system without a signature. */
export const unsigned = {
  verifiedAt: null,
  verifiedBy: null,
  expiresAt: null,
  requiredAtSigning: [] as CheckKind[],
  expiryLogged: false,
};
