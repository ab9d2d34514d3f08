import type { IncidentRow, LineRow, MilestoneRow, PlantRow, SystemRow, TeamRow, Uuid } from '../rows';
import { isSame } from '../same';
import { plusMinutes } from '../time';
import type { PlanLine, PlanMilestone, PlanPlant, PlanSystem, PlanTeam } from './plan';
import type { Topology } from './target';

/** The columns of a row that a plan decides; all others are what happened. */
type SystemColumns = Pick<
  SystemRow,
  | 'name'
  | 'description'
  | 'tier'
  | 'zone'
  | 'plantId'
  | 'teamId'
  | 'essential'
  | 'safety'
  | 'tags'
  | 'links'
  | 'rtoMinutes'
  | 'mtdMinutes'
  | 'optimistic'
  | 'likely'
  | 'pessimistic'
  | 'workaround'
>;

function idOf(objects: Topology['plants'] | Topology['teams'], key: string | null): Uuid | null {
  return key === null ? null : (objects.get(key)?.id ?? null);
}

/** The columns of a team that a plan decides. */
export function teamColumns({ name, capacity, contact }: PlanTeam): Pick<TeamRow, 'name' | 'capacity' | 'contact'> {
  return { name, capacity, contact };
}

/** The columns of a plant that a plan decides. */
export function plantColumns({ name }: PlanPlant): Pick<PlantRow, 'name'> {
  return { name };
}

/** The columns of a line that a plan decides; whether it runs is not among them. */
export function lineColumns({ plants }: Topology, { name, plant }: PlanLine): Pick<LineRow, 'name' | 'plantId'> {
  return { name, plantId: idOf(plants, plant) ?? '' };
}

/** The columns of a system that a plan decides; references are checked by now. */
export function systemColumns({ plants, teams }: Topology, plan: PlanSystem): SystemColumns {
  const { key: _key, plant, team, dependencies: _dependencies, after: _after, ...columns } = plan;
  return { ...columns, plantId: idOf(plants, plant), teamId: idOf(teams, team) };
}

type MilestoneColumns = Pick<MilestoneRow, 'name' | 'plantId' | 'gate' | 'linesMustRun' | 'dueAt'>;

/** `due` counts from the declaration of the incident that the plan is applied to. */
export function milestoneColumns(
  { plants }: Topology,
  plan: PlanMilestone,
  { declaredAt }: Pick<IncidentRow, 'declaredAt'>,
): MilestoneColumns {
  const { name, gate, linesMustRun, dueMinutes } = plan;
  const dueAt = dueMinutes === null ? plan.dueAt : plusMinutes(declaredAt, dueMinutes);
  return { name, plantId: idOf(plants, plan.plant), gate, linesMustRun, dueAt };
}

/** The columns whose values differ from a row's. */
export function changedColumns<R extends object, C extends Partial<R>>(row: R, wanted: C): Partial<C> {
  const entries = Object.entries(wanted).filter(([column, value]) => !isSame(row[column as keyof R], value));
  return Object.fromEntries(entries) as Partial<C>;
}

const fieldOf: Record<string, string> = {
  plantId: 'plant',
  teamId: 'team',
  rtoMinutes: 'rto',
  mtdMinutes: 'mtd',
  optimistic: 'estimate',
  likely: 'estimate',
  pessimistic: 'estimate',
  dueAt: 'due',
  verificationMinutes: 'verificationTtl',
  otVerificationMinutes: 'otVerificationTtl',
  overrideMinutes: 'overrideTtl',
};

/** The fields of the plan document that columns stand for, each once. */
export function fieldsOf(columns: object): string[] {
  return [...new Set(Object.keys(columns).map((column) => fieldOf[column] ?? column))];
}
