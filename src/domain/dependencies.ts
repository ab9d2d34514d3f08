import { type Decision, about, made, no, refuseNoReason, systemChange, yes } from './decision';
import { raiseRanks } from './graph-ranks';
import { type Refusal, refuse } from './refusal';
import type { DependencyRow, Uuid } from './rows';
import type { RowChange } from './tables';
import { weakenedBy } from './system-edit';
import { isCounted } from './transitions';
import type { DependencyKind, DependencyStrength, SystemState } from './words';
import type { Moment, World } from './world';

export interface DependencyInput {
  dependsOn: number;
  strength: DependencyStrength;
  kind: DependencyKind;
  requiredState: SystemState;
  reason: string | null;
}

const requirable: readonly SystemState[] = ['RESTORED', 'VALIDATED', 'ONLINE'];

/** Decides addDependency: between two systems that have none, and a HARD one closes no cycle. */
export function decideAdd(world: World, system: number, moment: Moment, input: DependencyInput): Decision {
  const [row, target] = [world.systems.at(system), world.systems.at(input.dependsOn)];
  const refusal = refuseEdge(world, system, input);
  if (refusal) return no(refusal);
  const raised = input.strength === 'HARD' ? raisedRanks(world, system, input.dependsOn) : [];
  if ('code' in raised) return no(raised);
  const { strength, kind, requiredState, reason } = input;
  const dependency = { id: moment.newId(), systemId: row.id, dependsOnId: target.id };
  return made(dependency.id, {
    type: 'DEPENDENCY_ADDED',
    ...about(row),
    reason,
    facts: { system: row.key, dependsOn: target.key, strength, kind, requiredState },
    rows: [
      ...raised,
      systemChange(row),
      { table: 'dependency', op: 'insert', row: { ...dependency, strength, kind, requiredState, reason } },
    ],
  });
}

function refuseEdge(world: World, system: number, { dependsOn, requiredState }: DependencyInput): Refusal | null {
  const [row, target] = [world.systems.at(system), world.systems.at(dependsOn)];
  if (system === dependsOn) {
    const message = `${row.key} can't wait for itself.`;
    return { ...refuse('CYCLE', message, ['dependsOn']), cycle: [row.key, row.key] };
  }
  if (dependencyBetween(world, system, dependsOn)) {
    const message = `${row.key} depends on ${target.key} already; remove that dependency first.`;
    return refuse('ALREADY_EXISTS', message, ['dependsOn']);
  }
  if (!requirable.includes(requiredState)) {
    return refuse('INVALID_INPUT', `requiredState is ${requirable.join(', ')}.`, ['requiredState']);
  }
  if (isCounted(target.state)) return null;
  return refuse('INVALID_INPUT', `${target.key} is ${target.state}: nothing can wait for it.`, ['dependsOn']);
}

/** The dependency of one system on another, if there is one. */
export function dependencyBetween(world: World, system: number, dependsOn: number): DependencyRow | undefined {
  const edge = Array.from(world.dependenciesOf(system)).find((candidate) => world.targetOf(candidate) === dependsOn);
  return edge === undefined ? undefined : world.dependencies.at(edge);
}

// Systems first, then lines, then milestones: one numbering for the one graph.
function raisedRanks(world: World, system: number, dependsOn: number): RowChange[] | Refusal {
  const rows = [world.systems, world.lines, world.milestones];
  const starts = [0, world.systems.size, world.systems.size + world.lines.size];
  const rowOf = (node: number): { id: Uuid; key: string } => {
    const kind = node >= starts[2]! ? 2 : node >= starts[1]! ? 1 : 0;
    return rows[kind]!.at(node - starts[kind]!);
  };
  const change = raiseRanks(
    system,
    dependsOn,
    (node) => world.rankOf(rowOf(node).id),
    (node) => waitersOf(world, node, starts),
  );
  if (change.cycle) return refuseCycle(change.cycle.map((node) => rowOf(node).key));
  return [...change.ranks]
    .sort(([, one], [, other]) => other - one)
    .map(([node, rank]) => ({ table: 'node_rank', op: 'update', row: { nodeId: rowOf(node).id, rank } }));
}

function refuseCycle(cycle: string[]): Refusal {
  const message = `This would close a cycle in which nothing could come first: ${cycle.join(' waits for ')}.`;
  return { ...refuse('CYCLE', message, ['dependsOn']), cycle };
}

function* waitersOf(world: World, node: number, starts: readonly number[]): Generator<number> {
  const [, lines, milestones] = starts as [number, number, number];
  if (node >= milestones) {
    for (const above of Array.from(world.milestonesAbove(node - milestones))) yield milestones + above;
    for (const system of Array.from(world.waitingFor(node - milestones))) yield system;
  } else if (node >= lines) {
    for (const fed of Array.from(world.linesFedBy(node - lines))) yield lines + fed;
    for (const milestone of Array.from(world.milestonesOfLine(node - lines))) yield milestones + milestone;
  } else {
    for (const edge of Array.from(world.dependentsOf(node))) {
      if (world.dependencies.at(edge).strength === 'HARD') yield world.waiterOf(edge);
    }
    for (const line of Array.from(world.linesNeeding(node))) yield lines + line;
    for (const milestone of Array.from(world.milestonesNeeding(node))) yield milestones + milestone;
  }
}

/** Decides removeDependency; who takes a HARD one away has weakened the system's rules. */
export function decideRemove(
  world: World,
  system: number,
  dependency: DependencyRow,
  moment: Moment,
  input: { reason: string },
): Decision {
  const row = world.systems.at(system);
  const refusal = refuseNoReason(input.reason);
  if (refusal) return no(refusal);
  const { strength, kind, requiredState } = dependency;
  const dependsOn = world.systems.at(world.systems.indexOf(dependency.dependsOnId)).key;
  return yes({
    type: 'DEPENDENCY_REMOVED',
    ...about(row),
    reason: input.reason,
    facts: { system: row.key, dependsOn, strength, kind, requiredState },
    rows: [
      { table: 'dependency', op: 'delete', row: { id: dependency.id } },
      systemChange(row, strength === 'HARD' ? weakenedBy(row, moment.actor.id) : {}),
    ],
  });
}
