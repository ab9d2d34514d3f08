import { type Decision, about, no, systemChange, yes } from './decision';
import { type Refusal, refuse } from './refusal';
import { requiredChecks } from './required-checks';
import type { SystemRow, Uuid } from './rows';
import { isSame } from './same';
import { hasReached } from './transitions';
import type { ServiceLevel } from './words';
import type { Moment, World } from './world';

/** What updateSystem may set: left out = unchanged, null = cleared. */
export interface SystemEdit {
  name?: string | null;
  description?: string | null;
  team?: string | null;
  tier?: number | null;
  rtoMinutes?: number | null;
  mtdMinutes?: number | null;
  estimate?: { optimistic: number; likely: number; pessimistic: number } | null;
  serviceLevel?: ServiceLevel | null;
  workaround?: string | null;
  tags?: string[] | null;
}

const noEstimate = { optimistic: null, likely: null, pessimistic: null };

/** Decides updateSystem; what does not change anything makes no event. */
export function decideUpdate(world: World, system: number, moment: Moment, edit: SystemEdit): Decision {
  const row = world.systems.at(system);
  const refusal = refuseEdit(world, row, edit);
  if (refusal) return no(refusal);
  const patch = patchOf(world, row, moment, edit);
  const changed = Object.keys(patch);
  if (changed.length === 0) return yes();
  return yes({
    type: 'SYSTEM_UPDATED',
    ...about(row),
    facts: { system: row.key, fields: changed.filter((field) => field !== 'weakenedBy') },
    rows: [systemChange(row, patch)],
  });
}

function refuseEdit(world: World, row: SystemRow, edit: SystemEdit): Refusal | null {
  if (edit.team && world.teams.find(edit.team) === undefined) {
    return refuse('NOT_FOUND', `There is no team ${edit.team.slice(0, 100)} in this incident.`, ['team']);
  }
  for (const field of ['name', 'tier', 'serviceLevel'] as const) {
    if (edit[field] === null) return refuse('INVALID_INPUT', `${field} can't be cleared.`, [field]);
  }
  if (edit.name?.trim() === '') return refuse('INVALID_INPUT', 'name must not be empty.', ['name']);
  return refuseNumbers(edit) ?? refuseServiceLevel(row, edit.serviceLevel);
}

function refuseNumbers(edit: SystemEdit): Refusal | null {
  const { tier, rtoMinutes, mtdMinutes, estimate } = edit;
  if (typeof tier === 'number' && (tier < 0 || tier > 99)) {
    return refuse('INVALID_INPUT', 'tier is a whole number from 0 to 99.', ['tier']);
  }
  for (const [field, minutes] of Object.entries({ rtoMinutes, mtdMinutes })) {
    if (typeof minutes === 'number' && minutes < 0) {
      return refuse('INVALID_INPUT', `${field} must not be negative.`, [field]);
    }
  }
  if (!estimate) return null;
  const ordered =
    0 <= estimate.optimistic && estimate.optimistic <= estimate.likely && estimate.likely <= estimate.pessimistic;
  if (ordered) return null;
  return refuse('INVALID_INPUT', 'An estimate rises: 0 <= optimistic <= likely <= pessimistic.', ['estimate']);
}

function refuseServiceLevel(row: SystemRow, level: ServiceLevel | null | undefined): Refusal | null {
  if (!level) return null;
  const online = hasReached(row.state, 'ONLINE');
  const allowed: ServiceLevel[] = online ? ['DEGRADED', 'FULL'] : ['NONE', 'WORKAROUND'];
  if (allowed.includes(level)) return null;
  const message = `${row.key} is ${row.state}: its service level can be ${allowed.join(' or ')}.`;
  return refuse('INVALID_INPUT', message, ['serviceLevel']);
}

function patchOf(world: World, row: SystemRow, moment: Moment, edit: SystemEdit): Partial<SystemRow> {
  const { team, estimate, tags, ...plain } = edit;
  const wanted: Partial<SystemRow> = { ...(plain as Partial<SystemRow>) };
  if (team !== undefined) wanted.teamId = team === null ? null : teamId(world, team);
  if (estimate !== undefined) Object.assign(wanted, estimate ?? noEstimate);
  if (tags !== undefined) wanted.tags = tags ?? [];
  const patch = Object.fromEntries(
    Object.entries(wanted).filter(
      ([field, value]) => value !== undefined && !isSame(value, row[field as keyof SystemRow]),
    ),
  ) as Partial<SystemRow>;
  return { ...patch, ...weakening(world, row, { ...row, ...patch }, moment.actor.id) };
}

function teamId(world: World, team: string): Uuid {
  return world.teams.at(world.teams.find(team) as number).id;
}

/** Notes who weakened a system's rules: where fewer checks apply to it than before. */
function weakening(world: World, before: SystemRow, after: SystemRow, actorId: Uuid): Partial<SystemRow> {
  const { rules } = world.incident;
  const left = requiredChecks(rules, after);
  const fewer = requiredChecks(rules, before).some((kind) => !left.includes(kind));
  return fewer ? weakenedBy(before, actorId) : {};
}

/** The mark of who weakened a system's rules, each person once. */
export function weakenedBy(row: SystemRow, actorId: Uuid): Partial<SystemRow> {
  return row.weakenedBy.includes(actorId) ? {} : { weakenedBy: [...row.weakenedBy, actorId] };
}
