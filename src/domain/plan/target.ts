import type { LineRow, MilestoneRow, PlantRow, SystemRow, TeamRow, Uuid } from '../rows';
import type { KeyedRows, World } from '../world';
import type { Edge } from './links';
import type { Plan, PlanLine, PlanMilestone, PlanPlant, PlanSection, PlanSystem, PlanTeam } from './plan';

/** One object as it stands and as the plan wants it. */
export interface Target<R = unknown, P = unknown> {
  id: Uuid;
  key: string;
  /** As the incident has it, and its index there; null and -1 for a new one. */
  row: R | null;
  index: number;
  /** As the document names it; null where it does not, which leaves it as it is or removes it. */
  plan: P | null;
  isRemoved: boolean;
}

/** All objects of one kind, those of the incident first, at their indexes. */
class Targets<R extends { id: Uuid; key: string }, P extends { key: string }> {
  readonly all: Target<R, P>[] = [];
  private readonly byKey = new Map<string, Target<R, P>>();

  constructor(rows: KeyedRows<R> | undefined, named: readonly P[] | undefined, scope: Scope) {
    for (let index = 0; index < (rows?.size ?? 0); index++) {
      const row = rows!.at(index);
      this.add({ id: row.id, key: row.key, row, index, plan: null, isRemoved: scope.prune && named !== undefined });
    }
    for (const plan of named ?? []) {
      const present = this.byKey.get(plan.key);
      if (!present) this.add({ id: scope.newId(), key: plan.key, row: null, index: -1, plan, isRemoved: false });
      else if (!scope.isImplied) Object.assign(present, { plan, isRemoved: false });
    }
  }

  get(key: string): Target<R, P> | undefined {
    return this.byKey.get(key);
  }

  private add(target: Target<R, P>): void {
    this.all.push(target);
    this.byKey.set(target.key, target);
  }
}

interface Scope {
  prune: boolean;
  isImplied: boolean;
  newId: () => Uuid;
}

export type SystemTarget = Target<SystemRow, PlanSystem>;
export type LineTarget = Target<LineRow, PlanLine>;
export type MilestoneTarget = Target<MilestoneRow, PlanMilestone>;

/** Every object of an incident and of a plan, matched by key. */
export interface Topology {
  world: World | null;
  teams: Targets<TeamRow, PlanTeam>;
  plants: Targets<PlantRow, PlanPlant>;
  systems: Targets<SystemRow, PlanSystem>;
  lines: Targets<LineRow, PlanLine>;
  milestones: Targets<MilestoneRow, PlanMilestone>;
  /** The dependencies of systems, as far as somebody asked for them. */
  edges: Map<SystemTarget, Edge[]>;
}

/** Matches the objects of a plan with those of the incident that it is applied to (null: a new one). */
export function matchedTopology(world: World | null, plan: Plan, prune: boolean, newId: () => Uuid): Topology {
  const scope = (section: PlanSection): Scope => {
    const isImplied = plan.implied.includes(section);
    return { prune: prune && !isImplied, isImplied, newId };
  };
  return {
    world,
    teams: new Targets(world?.teams, plan.teams, scope('teams')),
    plants: new Targets(world?.plants, plan.plants, scope('plants')),
    systems: new Targets(world?.systems, plan.systems, scope('systems')),
    lines: new Targets(world?.lines, plan.lines, scope('lines')),
    milestones: new Targets(world?.milestones, plan.milestones, scope('milestones')),
    edges: new Map(),
  };
}
