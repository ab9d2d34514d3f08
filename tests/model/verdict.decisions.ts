import type { Instant, SystemRow, Uuid } from '../../src/domain/rows';
import type { Actor, Grant } from '../../src/domain/world';
import type { Command, Mutation } from '../support/history.commands';
import type { Known } from './known';
import { blockersAsTheyAre } from './oracle';
import { closingReasons, edgesOf, isAcyclic, lineStatus, needs } from './oracle.lines';
import { approvers } from './oracle.overrides';
import { type Tables, incidentOf, lineOf, milestoneOf, openOverrides, systemOf } from './plain';
import { isReadable } from './verdict';

interface Asked {
  tables: Tables;
  actor: Actor;
  input: Command['input'];
  now: Instant;
}

/** Who may, about what of which plant: or the code of what can't be found. */
interface Place {
  plantId: Uuid | null;
  /** The plants of what else it writes. */
  others?: (Uuid | null)[];
}
interface Station<T extends Place> {
  roles: Grant['role'][];
  humansOnly?: true;
  find(asked: Asked): T | 'NOT_FOUND';
  /** Who may though no role says so. */
  own?(found: T, actor: Actor): boolean;
  whileClosed?: true;
  judge(asked: Asked, found: T): string | null;
}

const isBlank = (reason: unknown): boolean => typeof reason !== 'string' || reason.trim() === '';
const anywhere = (): Place => ({ plantId: null });
const hasName = (name: string) => (row: { id: Uuid; key: string }) => row.key === name || row.id === name.toLowerCase();

function named<R extends { id: Uuid; key: string }>(rows: ReadonlyMap<string, R>, name: string): R | 'NOT_FOUND' {
  return [...rows.values()].find(hasName(name)) ?? 'NOT_FOUND';
}

function station<T extends Place>(station: Station<T>): Station<any> {
  return station;
}

const onLine = {
  roles: ['ENGINEER', 'COMMANDER'] as Grant['role'][],
  find: ({ tables, input }: Asked) => named(tables.line, input.line),
};

const onOverride = {
  roles: ['COMMANDER'] as Grant['role'][],
  find: ({ tables, input }: Asked) => {
    const row = [...tables.override.values()].find(({ id }) => id === input.override.toLowerCase());
    return row ? { row, plantId: systemOf(tables, row.systemId).plantId } : 'NOT_FOUND';
  },
};

const stations: Partial<Record<Mutation, Station<any>>> = {
  addNote: station({
    roles: ['ENGINEER', 'VERIFIER', 'COMMANDER'],
    find: ({ tables, input }) => (input.system === undefined ? anywhere() : named(tables.system, input.system)),
    judge: ({ input }) => (isBlank(input.text) ? 'INVALID_INPUT' : null),
  }),
  markLineRunning: station({
    ...onLine,
    judge: ({ tables, input }, { id, running }) => {
      const status = lineStatus(tables, id);
      if (status === 'STARVED' && isBlank(input.reason)) return 'INVALID_INPUT';
      return running || status === 'BLOCKED' ? 'INVALID_TRANSITION' : null;
    },
  }),
  markLineStopped: station({ ...onLine, judge: (_asked, { running }) => (running ? null : 'INVALID_TRANSITION') }),
  requestOverride: station({
    roles: ['ENGINEER', 'COMMANDER'],
    find: ({ tables, input }) => {
      const systems = [input.system, ...(input.dependencies ?? [])].map((name) => named(tables.system, name));
      const goals = (input.milestones ?? []).map((name: string) => named(tables.milestone, name));
      const [system] = systems;
      return [...systems, ...goals].includes('NOT_FOUND') ? 'NOT_FOUND' : system!;
    },
    judge: judgeRequest,
  }),
  approveOverride: station({
    ...onOverride,
    humansOnly: true,
    judge: ({ tables, actor, now }, { row }) => {
      if (!openOverrides(tables).includes(row)) return 'INVALID_TRANSITION';
      if (row.expiresAt <= now) return 'OVERRIDE_EXPIRED';
      return row.requestedBy === actor.id || approvers(tables, row).has(actor.id) ? 'SEPARATION_OF_DUTIES' : null;
    },
  }),
  rejectOverride: station({
    ...onOverride,
    own: ({ row }, { id }) => row.requestedBy === id,
    judge: ({ tables, now }, { row }) => {
      if (!openOverrides(tables).includes(row)) return 'INVALID_TRANSITION';
      return row.expiresAt <= now ? 'OVERRIDE_EXPIRED' : null;
    },
  }),
  retireSystem: station({
    roles: ['COMMANDER'],
    find: ({ tables, input }) => {
      if (input.replacedBy !== undefined && named(tables.system, input.replacedBy) === 'NOT_FOUND') return 'NOT_FOUND';
      const system = named(tables.system, input.system);
      if (system === 'NOT_FOUND' || input.replacedBy === undefined) return system;
      return { ...system, others: plantsOfWaiters(tables, system.id) };
    },
    judge: judgeRetirement,
  }),
  reinstateSystem: station({
    roles: ['COMMANDER'],
    find: ({ tables, input }) => named(tables.system, input.system),
    judge: ({ input }, { state }) => {
      if (isBlank(input.reason)) return 'INVALID_INPUT';
      return state === 'RETIRED' ? null : 'INVALID_TRANSITION';
    },
  }),
  closeIncident: station({
    roles: ['COMMANDER'],
    humansOnly: true,
    find: anywhere,
    judge: ({ tables, input, now }) => {
      if (isBlank(input.reason)) return 'INVALID_INPUT';
      return !input.abandon && closingReasons(tables, now).length > 0 ? 'CRITERIA_NOT_MET' : null;
    },
  }),
  reopenIncident: station({
    roles: ['COMMANDER'],
    find: anywhere,
    whileClosed: true,
    judge: ({ tables, input }) => {
      if (isBlank(input.reason)) return 'INVALID_INPUT';
      return incidentOf(tables).status === 'OPEN' ? 'INVALID_TRANSITION' : null;
    },
  }),
};

/** The code with which a command beside the gate must be refused; null where it must be taken, undefined if not judged here. */
export function decisionVerdict(
  { tables }: Known,
  actor: Actor,
  { mutation, input }: Pick<Command, 'mutation' | 'input'>,
  now: Instant,
): string | null | undefined {
  const rules = stations[mutation];
  if (!rules) return undefined;
  const asked = { tables, actor, input, now };
  const found = rules.find(asked);
  if (found === 'NOT_FOUND') return 'NOT_FOUND';
  if (!rules.own?.(found, actor) && !isPermitted(rules, actor, found)) return 'FORBIDDEN';
  if (!rules.whileClosed && incidentOf(tables).status !== 'OPEN') return 'INCIDENT_CLOSED';
  if (!isReadable(input)) return 'INVALID_INPUT';
  return rules.judge(asked, found);
}

function isPermitted(
  { roles, humansOnly }: Station<any>,
  { kind, grants }: Actor,
  { plantId, others = [] }: Place,
): boolean {
  if (humansOnly && kind === 'SERVICE') return false;
  return [plantId, ...others].every((plant) =>
    grants.some((grant) => roles.includes(grant.role) && (grant.plantId ?? plant) === plant),
  );
}

/** "every object that a command writes must": what waits for a system goes over with it. */
function plantsOfWaiters(tables: Tables, id: Uuid): (Uuid | null)[] {
  const waiting = [...tables.dependency.values()].filter(({ dependsOnId }) => dependsOnId === id);
  const lines = [...tables.line_system.values()].filter(({ systemId }) => systemId === id);
  const goals = [...tables.milestone_system.values()].filter(({ systemId }) => systemId === id);
  return [
    ...waiting.map(({ systemId }) => systemOf(tables, systemId).plantId),
    ...lines.map(({ lineId }) => lineOf(tables, lineId).plantId),
    ...goals.map(({ milestoneId }) => milestoneOf(tables, milestoneId).plantId),
  ];
}

function judgeRequest({ tables, input, now }: Asked, { id }: SystemRow): string | null {
  const wanted: Uuid[] = [
    ...(input.dependencies ?? []).map((name: string) => (named(tables.system, name) as { id: Uuid }).id),
    ...(input.milestones ?? []).map((name: string) => (named(tables.milestone, name) as { id: Uuid }).id),
  ];
  if (isBlank(input.reason)) return 'INVALID_INPUT';
  if (openOverrides(tables, id).some(({ expiresAt }) => now < expiresAt)) return 'ALREADY_EXISTS';
  if (wanted.length === 0) return 'INVALID_INPUT';
  const found = blockersAsTheyAre(tables, id, now).filter(
    ({ kind }) => kind.startsWith('DEPENDENCY') || kind === 'MILESTONE',
  );
  for (const about of wanted) {
    const match = found.find(({ system, milestone }) => (milestone ?? system) === about);
    if (!match) return 'INVALID_INPUT';
    if (!match.overridable) return 'NOT_OVERRIDABLE';
  }
  return null;
}

function judgeRetirement({ tables, input }: Asked, { id, state }: SystemRow): string | null {
  const other = input.replacedBy === undefined ? null : named(tables.system, input.replacedBy);
  if (isBlank(input.reason)) return 'INVALID_INPUT';
  if (other && other !== 'NOT_FOUND' && (other.id === id || other.state === 'RETIRED')) return 'INVALID_INPUT';
  if (['ONLINE', 'STOPPING', 'RETIRED'].includes(state)) return 'INVALID_TRANSITION';
  if (!other || other === 'NOT_FOUND') return needs(tables, id) ? 'IN_USE' : null;
  const moved = edgesOf(tables)
    .filter(([waiting, awaited]) => waiting !== other.id || awaited !== id)
    .map(([waiting, awaited]) => [waiting, awaited === id ? other.id : awaited] as const);
  return isAcyclic(moved) ? null : 'CYCLE';
}
