import type { DependencyRow } from '../rows';
import type { PlanDependency } from './plan';
import type { LineTarget, MilestoneTarget, SystemTarget, Target, Topology } from './target';

type NodeKind = 'systems' | 'lines' | 'milestones';

/** The tables that hold lists of references: who waits, and for what. */
export const linkTables = {
  system_after: { field: 'after', kind: 'milestones', waiting: 'systemId', awaited: 'milestoneId' },
  line_system: { field: 'systems', kind: 'systems', waiting: 'lineId', awaited: 'systemId' },
  line_feed: { field: 'fedBy', kind: 'lines', waiting: 'lineId', awaited: 'fedById' },
  milestone_system: { field: 'systems', kind: 'systems', waiting: 'milestoneId', awaited: 'systemId' },
  milestone_line: { field: 'lines', kind: 'lines', waiting: 'milestoneId', awaited: 'lineId' },
  milestone_milestone: { field: 'milestones', kind: 'milestones', waiting: 'milestoneId', awaited: 'needsId' },
} as const satisfies Record<string, { field: string; kind: NodeKind; waiting: string; awaited: string }>;
type LinkTable = keyof typeof linkTables;

/** One list of references of an object: what it names in the incident, and after the plan (undefined: a key that is not there). */
export interface Link {
  table: LinkTable;
  present: Target[];
  wanted: (Target | undefined)[];
}

function linkOf(
  topology: Topology,
  table: LinkTable,
  target: Target,
  indexes: ArrayLike<number> | undefined,
  keys: readonly string[] | undefined,
): Link {
  const objects = topology[linkTables[table].kind];
  const present = Array.from(indexes ?? [], (index): Target => objects.all[index]!);
  if (target.isRemoved) return { table, present, wanted: [] };
  return { table, present, wanted: keys?.map((key) => objects.get(key)) ?? present };
}

function worldOf({ world }: Topology, { index }: Target): Topology['world'] {
  return index < 0 ? null : world;
}

/** The milestones that a system waits for. */
export function linksOfSystem(topology: Topology, target: SystemTarget): Link[] {
  const after = worldOf(topology, target)?.afterOf(target.index);
  return [linkOf(topology, 'system_after', target, after, target.plan?.after)];
}

/** The systems that a line needs, and the lines that feed it. */
export function linksOfLine(topology: Topology, target: LineTarget): Link[] {
  const { plan, index } = target;
  const world = worldOf(topology, target);
  return [
    linkOf(topology, 'line_system', target, world?.systemsOfLine(index), plan?.systems),
    linkOf(topology, 'line_feed', target, world?.feedsOfLine(index), plan?.fedBy),
  ];
}

/** The criteria of a milestone. */
export function linksOfMilestone(topology: Topology, target: MilestoneTarget): Link[] {
  const { plan, index } = target;
  const world = worldOf(topology, target);
  return [
    linkOf(topology, 'milestone_system', target, world?.systemsOf(index), plan?.systems),
    linkOf(topology, 'milestone_line', target, world?.linesOf(index), plan?.lines),
    linkOf(topology, 'milestone_milestone', target, world?.milestonesOf(index), plan?.milestones),
  ];
}

/** One dependency of a system: its row in the incident, and what the plan makes of it. */
export interface Edge {
  row: DependencyRow | null;
  wanted: Pick<DependencyRow, 'strength' | 'kind' | 'requiredState' | 'reason'> | null;
  /** The system that is waited for; undefined for a key that is not there. */
  to: SystemTarget | undefined;
  key: string;
}

/** The dependencies of a system, those of the incident first; worked out once. */
export function edgesOf(topology: Topology, target: SystemTarget): Edge[] {
  const known = topology.edges.get(target);
  if (known !== undefined) return known;
  const edges = target.index < 0 ? newEdges(topology, target) : matchedEdges(topology, target);
  topology.edges.set(target, edges);
  return edges;
}

function newEdges(topology: Topology, target: SystemTarget): Edge[] {
  const dependencies = target.plan?.dependencies ?? [];
  return dependencies.map((wanted) => {
    const to = targetOf(topology, target, wanted);
    return { row: null, wanted, to, key: to?.key ?? wanted.on };
  });
}

/** A bare key that the document could not bind means the instance at the same plant, where the incident has one. */
function targetOf({ systems }: Topology, { plan }: SystemTarget, { on }: PlanDependency): SystemTarget | undefined {
  const named = systems.get(on);
  return named !== undefined || plan?.plant == null ? named : systems.get(`${on}.${plan.plant}`);
}

function matchedEdges(topology: Topology, target: SystemTarget): Edge[] {
  const wanted = new Map(newEdges(topology, target).map((edge) => [edge.key, edge]));
  const present = Array.from(topology.world?.dependenciesOf(target.index) ?? [], (dependency) => {
    const row = topology.world!.dependencies.at(dependency);
    const to = topology.systems.all[topology.world!.targetOf(dependency)]!;
    const named = target.isRemoved ? null : target.plan === null ? row : (wanted.get(to.key)?.wanted ?? null);
    wanted.delete(to.key);
    return { row, wanted: named, to, key: to.key };
  });
  return [...present, ...wanted.values()];
}
