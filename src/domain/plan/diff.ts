import { type Refusal, refuse } from '../refusal';
import type { IncidentRow, Instant, Uuid } from '../rows';
import type { RowChange } from '../tables';
import type { World } from '../world';
import { type PlanDiffEntry, PlanRows } from './changes';
import { changeIncident } from './incident.diff';
import { changeLines, changeMilestones, changePlants, changeTeams } from './objects.diff';
import type { Plan } from './plan';
import { changeRanks } from './ranks.diff';
import { refuseReferences } from './references.diff';
import { refuseRemovals } from './removal.diff';
import { changeSystems } from './systems.diff';
import { matchedTopology } from './target';

/** A row as it is inserted: its version comes with its event. */
export type NewIncident = Omit<IncidentRow, 'version'>;

export interface PlanOptions {
  /** Remove what present sections do not name. */
  prune: boolean;
  now: Instant;
  actorId: Uuid;
  newId: () => Uuid;
  /** The row of a new incident; needed where there is no World. */
  incident?: NewIncident;
  /** Whether a system has what does not live in the World, such as notes or overrides: then it can't be removed. */
  hasHistory?: (systemId: Uuid) => boolean;
}

/** What applying a plan changes, or why it can't; no rows = it changes nothing. */
export interface PlanChanges {
  /** In the order in which they can be written. */
  rows: RowChange[];
  entries: PlanDiffEntry[];
  refusals: Refusal[];
}

/**
 * Turns a plan into the row changes that make an incident's topology equal to it: an absent section stays, a named object is
 * replaced whole (what happened to it stays), what is new starts OFFLINE and unverified. Without a World all is new.
 */
export function planChanges(world: World | null, plan: Plan, options: PlanOptions): PlanChanges {
  const incident = world?.incident ?? options.incident;
  if (!incident) return refused([refuse('INVALID_INPUT', 'A new incident needs a row of its own.')]);
  const topology = matchedTopology(world, plan, options.prune, options.newId);
  const refusals = [
    ...refuseOtherIncident(world, plan),
    ...refuseReferences(topology),
    ...refuseRemovals(topology, options.hasHistory ?? (() => false)),
  ];
  if (refusals.length > 0) return refused(refusals);
  const rows = new PlanRows();
  changeIncident(rows, world, plan, incident);
  changeTeams(rows, topology);
  changePlants(rows, topology);
  changeLines(rows, topology);
  changeSystems(rows, topology, { ...options, rules: plan.policy?.rules ?? incident.rules });
  changeMilestones(rows, topology, incident);
  const cycles = changeRanks(rows, topology);
  return cycles.length > 0 ? refused(cycles) : { rows: rows.inOrder(), entries: rows.entries, refusals: [] };
}

function refused(refusals: Refusal[]): PlanChanges {
  return { rows: [], entries: [], refusals };
}

function refuseOtherIncident(world: World | null, { incident }: Plan): Refusal[] {
  const key = incident?.key ?? null;
  if (world === null || key === null || key === world.incident.key) return [];
  const message = `The document is for the incident ${key}, not for ${world.incident.key}: mend incident.key or leave it out.`;
  return [refuse('INVALID_INPUT', message, ['plan', 'content'])];
}
