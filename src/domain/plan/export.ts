import { formatDuration } from '../duration';
import type { ContainmentRule, DependencyRow, IncidentRow, LineRow, MilestoneRow, SystemRow, Uuid } from '../rows';
import type { KeyedRows, World } from '../world';

/** A plan document as the values of YAML or JSON, its fields in reading order. */
export type PlanDocument = Record<string, unknown>;

/**
 * The document that would recreate an incident's topology: every system by itself, every section in the order of its keys. What
 * happened (states, checks, signatures) is not in it.
 */
export function exportPlan(world: World): PlanDocument {
  const { incident } = world;
  return {
    format: 'blackstart/v1',
    incident: whole({
      key: incident.key,
      title: incident.title,
      mode: incident.mode,
      declaredAt: incident.declaredAt,
      compromisedSince: incident.compromisedSince,
    }),
    policy: policyOf(incident),
    teams: rowsOf(world.teams, ({ key, name, capacity, contact }) => whole({ key, name, capacity, contact })),
    plants: rowsOf(world.plants, ({ key, name }) => ({ key, name })),
    systems: rowsOf(world.systems, (row, index) => systemOf(world, row, index)),
    lines: rowsOf(world.lines, (row, index) => lineOf(world, row, index)),
    milestones: rowsOf(world.milestones, (row, index) => milestoneOf(world, row, index)),
  };
}

function rowsOf<R>(rows: KeyedRows<R>, describe: (row: R, index: number) => PlanDocument): PlanDocument[] {
  return Array.from({ length: rows.size }, (_, index) => describe(rows.at(index), index));
}

/** Without the fields that say nothing: null, an empty list, a flag that is down. */
function whole(fields: PlanDocument): PlanDocument {
  const said = Object.entries(fields).filter(([, value]) => {
    return value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  });
  return Object.fromEntries(said);
}

function keysOf<R extends { key: string }>(rows: KeyedRows<R>, indexes: ArrayLike<number>): string[] {
  return Array.from(indexes, (index) => rows.at(index).key);
}

function keyOf<R extends { key: string }>(rows: KeyedRows<R>, id: Uuid | null): string | null {
  return id === null ? null : rows.at(rows.indexOf(id)).key;
}

function durationOf(minutes: number | null): string | null {
  return minutes === null ? null : formatDuration(minutes);
}

function policyOf(incident: IncidentRow): PlanDocument {
  return {
    separationOfDuties: incident.separationOfDuties,
    verificationTtl: durationOf(incident.verificationMinutes) ?? 'never',
    otVerificationTtl: durationOf(incident.otVerificationMinutes) ?? 'never',
    overrideApprovals: incident.overrideApprovals,
    overrideTtl: formatDuration(incident.overrideMinutes),
    neverWaive: incident.neverWaive,
    rules: incident.rules.map(({ zones, minTier, maxTier, safetyOnly, require }: ContainmentRule) =>
      whole({ zones, minTier, maxTier, safetyOnly, require }),
    ),
  };
}

function systemOf(world: World, row: SystemRow, index: number): PlanDocument {
  const { key, name, tier, zone, description, tags, links, safety, workaround } = row;
  const hasEstimate = row.optimistic !== null && row.likely !== null && row.pessimistic !== null;
  const estimate = hasEstimate ? [row.optimistic, row.likely, row.pessimistic].map(durationOf) : null;
  const fields = whole({
    ...{
      key,
      name,
      description,
      tier,
      zone,
      plant: keyOf(world.plants, row.plantId),
      team: keyOf(world.teams, row.teamId),
    },
    rto: durationOf(row.rtoMinutes),
    mtd: durationOf(row.mtdMinutes),
    estimate,
    dependsOn: Array.from(world.dependenciesOf(index), (dependency) => {
      return dependencyOf(world.dependencies.at(dependency), world.systems.at(world.targetOf(dependency)).key);
    }),
    after: keysOf(world.milestones, world.afterOf(index)),
    ...{ tags, links, safety, workaround },
  });
  // The one flag whose default depends on another field: said whenever it differs, up or down.
  return row.essential === (row.plantId !== null) ? fields : { ...fields, essential: row.essential };
}

function dependencyOf({ strength, kind, requiredState, reason }: DependencyRow, key: string): unknown {
  const isPlain = strength === 'HARD' && kind === 'TECHNICAL' && requiredState === 'ONLINE' && reason === null;
  return isPlain ? key : whole({ system: key, strength, kind, requiredState, reason });
}

function lineOf(world: World, { key, name, plantId }: LineRow, index: number): PlanDocument {
  const systems = keysOf(world.systems, world.systemsOfLine(index));
  const fedBy = keysOf(world.lines, world.feedsOfLine(index));
  return whole({ key, name, plant: keyOf(world.plants, plantId), systems, fedBy });
}

function milestoneOf(world: World, row: MilestoneRow, index: number): PlanDocument {
  const { key, name, gate, linesMustRun } = row;
  return whole({
    ...{ key, name, plant: keyOf(world.plants, row.plantId), gate, linesMustRun },
    systems: keysOf(world.systems, world.systemsOf(index)),
    lines: keysOf(world.lines, world.linesOf(index)),
    milestones: keysOf(world.milestones, world.milestonesOf(index)),
    ...dueOf(row, world.incident),
  });
}

/** Counted from the declaration where it is whole minutes after it, so that a rehearsal can take the plan over. */
function dueOf({ dueAt }: MilestoneRow, { declaredAt }: IncidentRow): PlanDocument {
  if (dueAt === null) return {};
  const minutes = (Date.parse(dueAt) - Date.parse(declaredAt)) / 60_000;
  return minutes >= 0 && Number.isInteger(minutes) ? { due: formatDuration(minutes) } : { dueAt };
}
