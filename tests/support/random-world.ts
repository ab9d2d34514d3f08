import { boardOf } from '../../src/board/load';
import { type BoardRows, noRows } from '../../src/board/tables';
import { blockers } from '../../src/domain/gate';
import type { OverriddenBlocker, OverrideRow } from '../../src/domain/marks';
import { requiredChecks } from '../../src/domain/required-checks';
import type { ContainmentRule, IncidentRow, Instant, SystemRow, Uuid } from '../../src/domain/rows';
import { plusMinutes } from '../../src/domain/time';
import { type CheckKind, type SystemState, systemStates } from '../../src/domain/words';
import { idOf } from './board-builder';
import type { Dice } from './history.dice';

/** Humans with every role, so that only duties can come in their way. */
export const people = ['ann', 'ben', 'cleo', 'dan', 'eve'].map((name) => idOf(name));

const kinds: CheckKind[] = ['SCOPE_ASSESSED', 'IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'CONTROL_LOGIC_MATCHED', 'OTHER'];
const plants = ['p0', 'p1'].map((key) => idOf(key));
const restored: readonly SystemState[] = ['RESTORED', 'VALIDATED', 'ONLINE'];
const near: readonly SystemState[] = ['ONLINE', 'ONLINE', 'VALIDATED', 'VALIDATED', 'VALIDATED'];
const over: readonly SystemState[] = [...Array.from({ length: 14 }, () => 'ONLINE' as const), 'RETIRED', 'VALIDATED'];
const unsigned = { verifiedAt: null, verifiedBy: null, expiresAt: null, requiredAtSigning: [] };

// A world that is nearly over, so that closing it is tried too.
const recovered = 1.5;

/** The head of the log of every random world. */
export const worldHead = (now: Instant) => ({ position: 1, logHead: 'ab'.repeat(32), lastAt: plusMinutes(now, -600) });

/** Any state in which an incident may be, most of it near to the gate: every column that a rule reads falls at random. */
export function randomWorld(dice: Dice, now: Instant): BoardRows {
  const incident = randomIncident(dice, now);
  const health = dice.pick([0.5, 0.8, 0.95, 1, recovered]);
  const size = dice.between(2, 7);
  const system = Array.from({ length: size }, (_, n) => randomSystem(dice, { n, now, health, incident }));
  const bare: BoardRows = { ...noRows, ...randomGraph(dice, system, now, health), incident: [incident], system };
  const rows = { ...bare, containment_check: randomChecks(dice, bare, now), hold: randomHolds(dice, bare, now) };
  return { ...rows, ...randomOverrides(dice, rows, now) };
}

function randomIncident(dice: Dice, now: Instant): IncidentRow {
  const status = dice.weighted([
    [14, 'OPEN'],
    [1, 'CLOSED'],
    [1, 'ABANDONED'],
  ] as const);
  const id = idOf(`world ${dice.roll()}`);
  return {
    ...{ id, key: id, title: 'world', mode: 'EXERCISE', status, declaredAt: plusMinutes(now, -900), version: 1 },
    ...{ compromisedSince: null, closedAt: status === 'OPEN' ? null : plusMinutes(now, -30) },
    ...{ separationOfDuties: dice.chance(0.6), overrideApprovals: dice.between(1, 3), overrideMinutes: 240 },
    verificationMinutes: dice.pick([null, 600]),
    otVerificationMinutes: dice.pick([null, 120]),
    neverWaive: dice.some(kinds, 0.2),
    rules: Array.from({ length: dice.between(0, 3) }, () => randomRule(dice)),
  };
}

function randomRule(dice: Dice): ContainmentRule {
  return {
    zones: dice.pick([[], ['L4'], ['L1', 'L2']]),
    minTier: dice.pick([null, null, 1]),
    maxTier: dice.pick([null, null, 2]),
    safetyOnly: dice.chance(0.2),
    require: dice.some(kinds, 0.4),
  };
}

interface Around {
  n: number;
  now: Instant;
  health: number;
  incident: IncidentRow;
}

function randomSystem(dice: Dice, { n, now, health, incident }: Around): SystemRow {
  const isWell = dice.chance(health);
  const state = isWell
    ? dice.pick(health === recovered ? over : near)
    : dice.pick([...systemStates, 'VALIDATED', 'VALIDATED', 'ONLINE'] as const);
  const placed = { zone: dice.pick(['L4', 'L1', 'L2'] as const), tier: dice.between(0, 3), safety: dice.chance(0.15) };
  const restoredBy = restored.includes(state) || dice.chance(0.3) ? dice.pick(people) : null;
  return {
    ...{ id: idOf(`s${n}`), key: `s${n}`, name: `s${n}`, description: null, teamId: null, essential: false },
    ...{ tags: [], links: [], rtoMinutes: null, mtdMinutes: null, optimistic: null, likely: null, pessimistic: null },
    ...{ ...placed, state, stateSince: plusMinutes(now, -500), serviceLevel: state === 'ONLINE' ? 'FULL' : 'NONE' },
    ...{ plantId: dice.maybe([...plants, undefined]) ?? null, workaround: null, firstStartedAt: null },
    ...{ restoredBy, restoredAt: restoredBy && plusMinutes(now, -400), restorePoint: null, restorePointAt: null },
    ...{ lastValidation: null, iteration: 1, onlineUnder: null, expiryLogged: false, version: 1 },
    weakenedBy: dice.some(people, 0.06),
    ...randomSignature(dice, { state, isWell, now, required: requiredChecks(incident.rules, placed) }),
  };
}

interface Signing {
  state: SystemState;
  isWell: boolean;
  now: Instant;
  required: CheckKind[];
}

function randomSignature(dice: Dice, { state, isWell, now, required }: Signing) {
  const standing = dice.weighted([
    [isWell ? 12 : 3, 'signed'],
    [1, 'expired'],
    [state === 'ONLINE' ? 0 : 2, 'revoked'],
    [state === 'ONLINE' ? 0 : 1, 'none'],
  ] as const);
  const none = { revokedAt: null, revokedReason: null };
  if (standing === 'none') return { ...unsigned, ...none };
  if (standing === 'revoked') return { ...unsigned, revokedAt: plusMinutes(now, -90), revokedReason: 'seen again' };
  const expiresAt = standing === 'expired' ? plusMinutes(now, -20) : dice.pick([null, plusMinutes(now, 90)]);
  const signature = { verifiedAt: plusMinutes(now, -120), verifiedBy: dice.pick(people), expiresAt };
  return { ...signature, ...none, requiredAtSigning: required };
}

/** What waits for what: each thing only for what comes before it, in the order of the ranks. */
function randomGraph(dice: Dice, systems: readonly SystemRow[], now: Instant, health: number) {
  const version = 1;
  const dependency = systems.flatMap((waiting, n) =>
    dice.some(systems.slice(0, n), 0.4).map((awaited) => ({
      ...{ id: idOf(`${waiting.key} ${awaited.key}`), systemId: waiting.id, dependsOnId: awaited.id, version },
      strength: dice.chance(0.8) ? ('HARD' as const) : ('SOFT' as const),
      ...{ kind: 'TECHNICAL' as const, requiredState: dice.pick(restored), reason: null },
    })),
  );
  const places = Array.from({ length: dice.between(0, 3) }, () => dice.between(1, systems.length)).sort(
    (a, b) => a - b,
  );
  const linePlaces = Array.from({ length: dice.between(0, 3) }, () => dice.between(0, systems.length)).sort(
    (a, b) => a - b,
  );
  const line = linePlaces.map((_, n) => ({
    ...{
      id: idOf(`l${n}`),
      key: `l${n}`,
      name: `l${n}`,
      plantId: dice.pick(plants),
      running: dice.chance(0.3),
      version,
    },
  }));
  const milestone = places.map((_, n) => {
    const achieved = dice.chance(health) ? plusMinutes(now, -100) : null;
    return {
      ...{
        id: idOf(`m${n}`),
        key: `m${n}`,
        name: `m${n}`,
        plantId: dice.maybe([...plants, undefined]) ?? null,
        version,
      },
      ...{ gate: dice.chance(0.6), linesMustRun: dice.chance(0.4), dueAt: null },
      ...{
        achievedAt: achieved,
        achievedBy: achieved && dice.pick(people),
        voided: achieved !== null && dice.chance(0.15),
      },
    };
  });
  const pairs = <T, U>(list: readonly T[], others: (at: number) => readonly U[], probability: number): [T, U][] =>
    list.flatMap((one, at) => dice.some(others(at), probability).map((other): [T, U] => [one, other]));
  const rank = (node: { id: Uuid }, value: number) => ({ nodeId: node.id, rank: value, version });
  return {
    ...{ dependency, line, milestone },
    plant: plants.map((id, n) => ({ id, key: `p${n}`, name: `p${n}`, version })),
    system_after: pairs(milestone, (at) => systems.slice(places[at]), 0.4).map(([m, s]) => ({
      systemId: s.id,
      milestoneId: m.id,
      version,
    })),
    milestone_system: pairs(milestone, (at) => systems.slice(0, places[at]), 0.3).map(([m, s]) => ({
      milestoneId: m.id,
      systemId: s.id,
      version,
    })),
    milestone_line: pairs(milestone, (at) => line.filter((_, n) => linePlaces[n]! <= places[at]!), 0.4).map(
      ([m, l]) => ({ milestoneId: m.id, lineId: l.id, version }),
    ),
    milestone_milestone: pairs(milestone, (at) => milestone.slice(0, at), 0.3).map(([m, o]) => ({
      milestoneId: m.id,
      needsId: o.id,
      version,
    })),
    line_system: pairs(line, (at) => systems.slice(0, linePlaces[at]), 0.3).map(([l, s]) => ({
      lineId: l.id,
      systemId: s.id,
      version,
    })),
    line_feed: pairs(line, (at) => line.slice(0, at), 0.8).map(([l, o]) => ({ lineId: l.id, fedById: o.id, version })),
    node_rank: [
      ...systems.map((s, n) => rank(s, 20 * (n + 1))),
      ...line.map((l, n) => rank(l, 20 * linePlaces[n]! + 1 + n)),
      ...milestone.map((m, n) => rank(m, 20 * places[n]! + 8 + n)),
    ],
  };
}

function randomChecks(dice: Dice, { system }: BoardRows, now: Instant) {
  const proof = { label: 'scan', uri: null, sha256: null, tool: null, collectedAt: null };
  return system.flatMap(({ id: systemId }) =>
    dice.some(kinds, 0.85).map((kind) => {
      const outcome = dice.weighted([
        [12, 'PASSED'],
        [4, 'WAIVED'],
        [1, 'FAILED'],
      ] as const);
      const recordedAt = plusMinutes(now, dice.pick([-200, -120, -60, -60]));
      const evidence = outcome === 'PASSED' ? [proof] : [];
      return { systemId, kind, outcome, evidence, note: null, recordedAt, recordedBy: dice.pick(people), version: 1 };
    }),
  );
}

function randomHolds(dice: Dice, { system }: BoardRows, now: Instant) {
  const none = { systemId: null, plantId: null };
  const on = [
    ...dice.some(system, 0.05).map(({ id }) => ({ ...none, systemId: id })),
    ...dice.some(plants, 0.06).map((plantId) => ({ ...none, plantId })),
    ...dice.some([none], 0.05),
  ];
  return on.map((place, n) => ({
    ...{
      ...place,
      id: idOf(`hold ${n}`),
      reason: 'wait',
      placedAt: plusMinutes(now, -50),
      placedBy: people[0]!,
      version: 1,
    },
  }));
}

function randomOverrides(dice: Dice, rows: BoardRows, now: Instant): Pick<BoardRows, 'override' | 'override_approval'> {
  const board = boardOf(rows, worldHead(now), now);
  const override = rows.system.flatMap(({ id, key }) => {
    const found = blockers(board, board.systems.indexOf(id), now).filter(
      ({ kind }) => kind.startsWith('DEPENDENCY') || kind === 'MILESTONE',
    );
    const named = found.map(({ kind, systemId, milestoneId }) => ({ kind, systemId, milestoneId }));
    const probability = named.length > 0 ? 0.7 : 0.1;
    return [
      ...dice.some(['open'], probability).map((which) => overrideOf(dice, { which, id, key, named, rows, now })),
      ...dice.some(['old'], 0.1).map((which) => overrideOf(dice, { which, id, key, named, rows, now })),
    ];
  });
  const override_approval = override.flatMap((row) => {
    const others = people.filter((id) => id !== row.requestedBy);
    const count =
      row.status === 'APPROVED' && dice.chance(0.85) ? rows.incident[0]!.overrideApprovals : dice.between(0, 3);
    return others.slice(0, count).map((principalId) => ({
      ...{ overrideId: row.id, principalId, at: plusMinutes(now, -40), version: 1 },
    }));
  });
  return { override, override_approval };
}

interface Wanted {
  which: string;
  id: Uuid;
  key: string;
  named: OverriddenBlocker[];
  rows: BoardRows;
  now: Instant;
}

function overrideOf(dice: Dice, { which, id, key, named, rows, now }: Wanted): OverrideRow {
  const kept = dice.chance(0.7) ? named : dice.some(named, 0.5).map((one) => otherKind(dice, one));
  const goal = dice.maybe(rows.milestone);
  const stray: OverriddenBlocker =
    goal && dice.chance(0.6)
      ? { kind: 'MILESTONE', systemId: null, milestoneId: goal.id }
      : { kind: 'DEPENDENCY', systemId: dice.pick(rows.system).id, milestoneId: null };
  const status =
    which === 'open'
      ? dice.pick(['APPROVED', 'APPROVED', 'APPROVED', 'REQUESTED'] as const)
      : dice.pick(['USED', 'REJECTED', 'EXPIRED'] as const);
  return {
    ...{ id: idOf(`${which} override of ${key}`), systemId: id, status, reason: 'the line must run', version: 1 },
    ...{ blockers: kept.length > 0 ? kept : [stray], requestedBy: dice.pick(people) },
    ...{ requestedAt: plusMinutes(now, -60), expiresAt: plusMinutes(now, dice.chance(0.8) ? 100 : -10) },
  };
}

function otherKind(dice: Dice, named: OverriddenBlocker): OverriddenBlocker {
  if (named.kind === 'MILESTONE' || dice.chance(0.4)) return named;
  return { ...named, kind: named.kind === 'DEPENDENCY' ? 'DEPENDENCY_UNTRUSTED' : 'DEPENDENCY' };
}
