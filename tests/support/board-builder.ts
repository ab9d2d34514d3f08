import { createHash } from 'node:crypto';
import type { Board } from '../../src/board/board';
import { boardOf } from '../../src/board/load';
import { type BoardRows, noRows } from '../../src/board/tables';
import { requiredChecks } from '../../src/domain/required-checks';
import type { HoldRow, OverriddenBlocker, OverrideRow } from '../../src/domain/marks';
import type { CheckRow, IncidentRow, Instant, MilestoneRow, SystemRow, Uuid } from '../../src/domain/rows';
import type { CheckKind, CheckOutcome, SystemState } from '../../src/domain/words';

/** When the incident of every built board was declared, and the moment that its answers are for. */
export const declared: Instant = '2026-03-02T06:00:00.000Z';
export const noon: Instant = '2026-03-02T12:00:00.000Z';

/** The UUID that a built board gives to whatever has this key, and to a person of this name. */
export function idOf(key: string): Uuid {
  const hex = createHash('sha1').update(key).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

type GivenCheck = CheckOutcome | ({ outcome: CheckOutcome; by?: string } & Partial<CheckRow>);

/** A system in few words: its state alone, or what is not ordinary about it. */
export type GivenSystem = Partial<SystemRow> & {
  plant?: string;
  team?: string;
  /** Signed by `vera` an hour before noon (or at that instant), for ever unless `expiresAt` is given. */
  signed?: boolean | Instant;
  revoked?: boolean;
  checks?: { [K in CheckKind]?: GivenCheck };
  after?: string[];
};

export interface GivenMilestone extends Partial<MilestoneRow> {
  plant?: string;
  systems?: string[];
  lines?: string[];
  milestones?: string[];
  achieved?: boolean;
}

/** An override of a system, requested by `rita` at eleven; four hours to go unless `expiresAt` is given. */
export interface GivenOverride extends Partial<Omit<OverrideRow, 'blockers'>> {
  of: string;
  /** `KIND key` of what it names. */
  passes?: string[];
  /** Who approved it. */
  by?: string[];
}

export interface Given {
  incident?: Partial<IncidentRow>;
  /** Checks that every system needs, where no rules are given. */
  require?: CheckKind[];
  teams?: string[];
  /** How many systems a team works on at once; 1 where nothing is said. */
  capacities?: Record<string, number>;
  plants?: string[];
  systems: Record<string, SystemState | GivenSystem>;
  /** `a > b`: a waits for b, HARD; `a ~ b`: SOFT; `@STATE` at the end for a required state other than ONLINE. */
  dependencies?: string[];
  milestones?: Record<string, GivenMilestone>;
  lines?: Record<string, { plant?: string; systems?: string[]; fedBy?: string[]; running?: boolean }>;
  overrides?: GivenOverride[];
  /** Keys of what is held: a system, a plant, or `incident`. */
  holds?: string[];
  now?: Instant;
}

const signedAt: Instant = '2026-03-02T11:00:00.000Z';

const ordinaryIncident: IncidentRow = {
  id: idOf('incident'),
  key: 'albion',
  title: 'Albion Motors',
  mode: 'EXERCISE',
  status: 'OPEN',
  declaredAt: declared,
  compromisedSince: null,
  closedAt: null,
  separationOfDuties: true,
  verificationMinutes: null,
  otVerificationMinutes: null,
  overrideApprovals: 2,
  overrideMinutes: 240,
  neverWaive: ['ISOLATION_IN_FORCE', 'SAFETY_TESTED', 'WALKDOWN_DONE'],
  rules: [],
  version: 1,
};

const ordinarySystem: Omit<SystemRow, 'id' | 'key' | 'name'> = {
  ...{ description: null, tier: 1, zone: 'L4', plantId: null, teamId: null, essential: false, safety: false },
  ...{ tags: [], links: [], rtoMinutes: null, mtdMinutes: null, optimistic: null, likely: null, pessimistic: null },
  ...{ state: 'OFFLINE', stateSince: declared, serviceLevel: 'NONE', workaround: null, firstStartedAt: null },
  ...{ restoredBy: null, restoredAt: null, restorePoint: null, restorePointAt: null, lastValidation: null },
  ...{ iteration: 1, verifiedAt: null, verifiedBy: null, expiresAt: null, requiredAtSigning: [] },
  ...{ revokedAt: null, revokedReason: null, weakenedBy: [], onlineUnder: null, expiryLogged: false, version: 1 },
};

/** A board from a few lines: one incident, open, declared at `declared`, seen at `noon`. */
export function boardWith(given: Given): Board {
  const now = given.now ?? noon;
  return boardOf(rowsWith(given), { position: 1, logHead: 'ab'.repeat(32), lastAt: declared }, now);
}

/** The rows behind such a board. */
export function rowsWith(given: Given): BoardRows {
  const rules = [{ zones: [], minTier: null, maxTier: null, safetyOnly: false, require: given.require ?? [] }];
  const incident: IncidentRow = { ...ordinaryIncident, ...(given.require ? { rules } : {}), ...given.incident };
  const milestones = Object.entries(given.milestones ?? {});
  const lines = Object.entries(given.lines ?? {});
  const systems = Object.entries(given.systems).map(
    ([key, one]) => [key, typeof one === 'string' ? { state: one } : one] as const,
  );
  const links = {
    system_after: systems.flatMap(([key, { after = [] }]) =>
      after.map((m) => ({ systemId: idOf(key), milestoneId: idOf(m), version: 1 })),
    ),
    milestone_system: milestones.flatMap(([key, m]) =>
      (m.systems ?? []).map((s) => ({ milestoneId: idOf(key), systemId: idOf(s), version: 1 })),
    ),
    milestone_line: milestones.flatMap(([key, m]) =>
      (m.lines ?? []).map((l) => ({ milestoneId: idOf(key), lineId: idOf(l), version: 1 })),
    ),
    milestone_milestone: milestones.flatMap(([key, m]) =>
      (m.milestones ?? []).map((n) => ({ milestoneId: idOf(key), needsId: idOf(n), version: 1 })),
    ),
    line_system: lines.flatMap(([key, l]) =>
      (l.systems ?? []).map((s) => ({ lineId: idOf(key), systemId: idOf(s), version: 1 })),
    ),
    line_feed: lines.flatMap(([key, l]) =>
      (l.fedBy ?? []).map((f) => ({ lineId: idOf(key), fedById: idOf(f), version: 1 })),
    ),
  };
  const dependency = (given.dependencies ?? []).map(dependencyOf);
  const edges: [Uuid, Uuid][] = [
    ...dependency
      .filter(({ strength }) => strength === 'HARD')
      .map((row): [Uuid, Uuid] => [row.systemId, row.dependsOnId]),
    ...links.system_after.map((row): [Uuid, Uuid] => [row.systemId, row.milestoneId]),
    ...links.milestone_system.map((row): [Uuid, Uuid] => [row.milestoneId, row.systemId]),
    ...links.milestone_line.map((row): [Uuid, Uuid] => [row.milestoneId, row.lineId]),
    ...links.milestone_milestone.map((row): [Uuid, Uuid] => [row.milestoneId, row.needsId]),
    ...links.line_system.map((row): [Uuid, Uuid] => [row.lineId, row.systemId]),
    ...links.line_feed.map((row): [Uuid, Uuid] => [row.lineId, row.fedById]),
  ];
  const nodes = [...systems, ...milestones, ...lines].map(([key]) => idOf(key));
  const rankOf = ranksIn(edges);
  return {
    ...noRows,
    ...links,
    incident: [incident],
    team: (given.teams ?? []).map((key) => ({
      ...{ id: idOf(key), key, name: key, capacity: given.capacities?.[key] ?? 1 },
      ...{ contact: null, version: 1 },
    })),
    plant: (given.plants ?? []).map((key) => ({ id: idOf(key), key, name: key, version: 1 })),
    line: lines.map(([key, { plant, running = false }]) => ({
      id: idOf(key),
      key,
      name: key,
      plantId: idOf(plant ?? ''),
      running,
      version: 1,
    })),
    system: systems.map(([key, one]) => systemOf(key, one, incident)),
    milestone: milestones.map(([key, one]) => milestoneOf(key, one)),
    node_rank: nodes.map((nodeId) => ({ nodeId, rank: rankOf(nodeId), version: 1 })),
    dependency,
    containment_check: systems.flatMap(([key, { checks = {} }]) =>
      Object.entries(checks).map(([kind, check]) => checkOf(key, kind as CheckKind, check)),
    ),
    hold: (given.holds ?? []).map((on) => holdOf(on, given)),
    override: (given.overrides ?? []).map(overrideOf),
    override_approval: (given.overrides ?? []).flatMap(({ of, by = [] }) =>
      by.map((name) => ({ overrideId: idOf(`override of ${of}`), principalId: idOf(name), at: signedAt, version: 1 })),
    ),
  };
}

/** The rank of each node: the length of the longest way down from it. */
function ranksIn(edges: readonly (readonly [Uuid, Uuid])[]): (node: Uuid) => number {
  const below = new Map<Uuid, Uuid[]>();
  for (const [waits, awaited] of edges) below.set(waits, [...(below.get(waits) ?? []), awaited]);
  const ranks = new Map<Uuid, number>();
  const rankOf = (node: Uuid): number => {
    const rank = ranks.get(node) ?? Math.max(0, ...(below.get(node) ?? []).map((awaited) => rankOf(awaited) + 1));
    ranks.set(node, rank);
    return rank;
  };
  return rankOf;
}

function systemOf(key: string, one: GivenSystem, incident: IncidentRow): SystemRow {
  const { plant, team, signed, revoked, checks: _checks, after: _after, ...row } = one;
  const placed = { ...ordinarySystem, ...row };
  const verifiedAt = signed === true ? signedAt : signed || null;
  const signature = verifiedAt && {
    verifiedAt,
    verifiedBy: idOf('vera'),
    requiredAtSigning: requiredChecks(incident.rules, placed),
  };
  const revocation = revoked && { revokedAt: signedAt, revokedReason: 'seen on the network' };
  const serviceLevel = placed.state === 'ONLINE' ? ('FULL' as const) : ('NONE' as const);
  return {
    ...{ ...ordinarySystem, serviceLevel, id: idOf(key), key, name: key },
    ...{ plantId: plant ? idOf(plant) : null, teamId: team ? idOf(team) : null },
    ...(signature || {}),
    ...(revocation || {}),
    ...row,
  };
}

function dependencyOf(text: string) {
  const [, waits, sign, awaited, state] = /^(\S+) ([>~]) (\S+?)(?: @(\S+))?$/.exec(text) ?? [];
  if (!waits || !awaited) throw new Error(`no dependency: ${text}`);
  return {
    id: idOf(`${waits} ${awaited}`),
    systemId: idOf(waits),
    dependsOnId: idOf(awaited),
    strength: sign === '~' ? ('SOFT' as const) : ('HARD' as const),
    kind: 'TECHNICAL' as const,
    requiredState: (state ?? 'ONLINE') as SystemState,
    reason: null,
    version: 1,
  };
}

function milestoneOf(key: string, one: GivenMilestone): MilestoneRow {
  const { plant, achieved, systems: _systems, lines: _lines, milestones: _milestones, ...row } = one;
  return {
    ...{
      id: idOf(key),
      key,
      name: `the ${key}`,
      plantId: plant ? idOf(plant) : null,
      gate: false,
      linesMustRun: false,
    },
    ...{ dueAt: null, achievedAt: achieved ? signedAt : null, achievedBy: achieved ? idOf('carla') : null },
    ...{ voided: false, version: 1 },
    ...row,
  };
}

function checkOf(system: string, kind: CheckKind, check: GivenCheck): CheckRow {
  const { by = 'ed', ...row } = typeof check === 'string' ? { outcome: check } : check;
  const evidence = row.outcome === 'PASSED' ? [{ ...proof, sha256: 'c0'.repeat(32) }] : [];
  const recorded = { recordedAt: '2026-03-02T10:00:00.000Z', recordedBy: idOf(by) };
  return { systemId: idOf(system), kind, evidence, note: null, ...recorded, version: 1, ...row };
}

const proof = { label: 'scan', uri: null, tool: null, collectedAt: null };

function holdOf(on: string, { plants = [] }: Given): HoldRow {
  const isPlant = plants.includes(on);
  return {
    id: idOf(`hold on ${on}`),
    systemId: isPlant || on === 'incident' ? null : idOf(on),
    plantId: isPlant ? idOf(on) : null,
    reason: `wait for ${on}`,
    placedAt: signedAt,
    placedBy: idOf('hugo'),
    version: 1,
  };
}

function overrideOf({ of, passes = [], by: _by, ...row }: GivenOverride): OverrideRow {
  return {
    ...{ id: idOf(`override of ${of}`), systemId: idOf(of), status: 'APPROVED', reason: 'the line must run' },
    ...{ blockers: passes.map(overridden), requestedBy: idOf('rita'), requestedAt: signedAt },
    ...{ expiresAt: '2026-03-02T15:00:00.000Z', version: 1 },
    ...row,
  };
}

function overridden(text: string): OverriddenBlocker {
  const [kind = '', key = ''] = text.split(' ');
  const isMilestone = kind === 'MILESTONE';
  return {
    kind: kind as OverriddenBlocker['kind'],
    systemId: isMilestone ? null : idOf(key),
    milestoneId: isMilestone ? idOf(key) : null,
  };
}
