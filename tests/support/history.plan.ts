import type { PlanDocument } from '../../src/domain/plan/export';
import type { Dice } from './history.dice';

const zones = ['L5', 'L4', 'L4', 'L3', 'L2', 'L1', 'CLOUD', 'EXTERNAL'];

// Fewer checks than the default policy, so that a history of some hundred commands brings many systems online.
const policyOf = (dice: Dice): PlanDocument => ({
  separationOfDuties: dice.chance(0.8),
  verificationTtl: dice.pick(['3d', '36h', 'never']),
  otVerificationTtl: dice.pick(['24h', '2d']),
  overrideApprovals: dice.pick([1, 2, 2, 3]),
  overrideTtl: dice.pick(['6h', '24h', '3d']),
  neverWaive: ['ISOLATION_IN_FORCE', 'SAFETY_TESTED'],
  rules: [
    { require: ['ISOLATION_IN_FORCE', 'EVIDENCE_PRESERVED'] },
    { zones: ['L5', 'L4', 'L3', 'CLOUD'], require: ['IOC_SWEEP_CLEAN'] },
    { zones: ['L5', 'L4', 'L3', 'CLOUD'], minTier: 2, require: ['TELEMETRY_LIVE', 'PERSISTENCE_REMOVED'] },
    { zones: ['L2', 'L1'], maxTier: 3, require: ['CONTROL_LOGIC_MATCHED', 'DRY_RUN_PASSED'] },
    { safetyOnly: true, require: ['SAFETY_TESTED'] },
  ],
});

/** A small company at random: systems in a DAG, two plants, lines that feed each other, gates and automatic milestones that systems wait for. */
export function randomPlan(dice: Dice, systems: number): PlanDocument {
  const keys = Array.from({ length: systems }, (_, n) => keyOf(n));
  const [third, twoThirds] = [Math.floor(systems / 3), Math.floor((2 * systems) / 3)];
  const [first, second, last] = [keys.slice(0, third), keys.slice(third, twoThirds), keys.slice(twoThirds)];
  return {
    format: 'blackstart/v1',
    policy: policyOf(dice),
    teams: [
      { key: 'it', name: 'IT' },
      { key: 'ot', name: 'OT', capacity: 2 },
    ],
    plants: [
      { key: 'P1', name: 'Plant one' },
      { key: 'P2', name: 'Plant two' },
    ],
    systems: keys.map((key, n) => systemOf(dice, key, keys, n, afterOf(dice, n, third, twoThirds))),
    lines: [
      { key: 'L1', name: 'Line one', plant: 'P1', systems: [dice.pick(first)] },
      { key: 'L2', name: 'Line two', plant: 'P2', systems: [dice.pick(first), dice.pick(second)], fedBy: ['L1'] },
      { key: 'L3', name: 'Line three', plant: 'P1', systems: someOf(dice, last), fedBy: dice.some(['L1', 'L2'], 0.5) },
    ],
    milestones: [
      { key: 'M1', name: 'Foundation', gate: true, systems: someOf(dice, first), due: '20h' },
      { key: 'M2', name: 'Platforms', plant: 'P1', systems: someOf(dice, second), milestones: ['M1'] },
      {
        key: 'M3',
        name: 'Go',
        gate: true,
        plant: 'P2',
        systems: someOf(dice, second),
        milestones: dice.some(['M2'], 0.5),
      },
      ...(dice.chance(0.7) ? [{ key: 'M4', name: 'Half', systems: someOf(dice, first), due: '3d' }] : []),
      { key: 'M6', name: 'Material', gate: dice.chance(0.5), lines: ['L1', 'L2'], linesMustRun: dice.chance(0.5) },
      ...(dice.chance(0.5) ? [{ key: 'M5', name: 'Producing', lines: ['L3'], milestones: ['M3'] }] : []),
    ],
  };
}

function keyOf(n: number): string {
  return `s${String(n).padStart(2, '0')}`;
}

function someOf(dice: Dice, keys: readonly string[]): string[] {
  const some = dice.some(keys, 0.4);
  return some.length > 0 ? some : [dice.pick(keys)];
}

function afterOf(dice: Dice, n: number, third: number, twoThirds: number): string[] {
  if (n < third) return [];
  return dice.some(n < twoThirds ? ['M1'] : ['M1', 'M2', 'M3'], 0.2);
}

function systemOf(dice: Dice, key: string, keys: readonly string[], n: number, after: string[]): PlanDocument {
  return {
    key,
    name: `System ${key}`,
    tier: dice.between(0, 4),
    zone: dice.pick(zones),
    team: dice.pick(['it', 'ot', null]),
    plant: dice.pick(['P1', 'P2', null]),
    safety: dice.chance(0.1),
    rto: dice.pick(['4h', '30h', '5d', null]),
    dependsOn: dependenciesOf(dice, keys, n),
    after,
    tags: dice.some(['erp', 'mes'], 0.3),
  };
}

// Upwards in the list only, but for SOFT ones, which may close cycles.
function dependenciesOf(dice: Dice, keys: readonly string[], n: number): unknown[] {
  const below = dice.some(keys.slice(Math.max(0, n - 8), n), 0.25).map((system) => dependencyOn(dice, system));
  const soft =
    n + 1 < keys.length && dice.chance(0.1) ? [{ system: dice.pick(keys.slice(n + 1)), strength: 'SOFT' }] : [];
  return [...below, ...soft];
}

/** A dependency as a plan document says it, of any strength, kind and required state. */
export function dependencyOn(dice: Dice, system: string): unknown {
  if (dice.chance(0.5)) return system;
  return {
    system,
    strength: dice.chance(0.75) ? 'HARD' : 'SOFT',
    kind: dice.pick(['TECHNICAL', 'TRUST', 'DATA']),
    requiredState: dice.pick(['RESTORED', 'VALIDATED', 'ONLINE']),
  };
}
