import { type Decision, about, made, no, refuseNoReason, systemChange, yes } from './decision';
import { raisedFor } from './raising';
import { type Refusal, refuse } from './refusal';
import type { DependencyRow } from './rows';
import { weakenedBy } from './system-edit';
import { isCounted } from './transitions';
import { type DependencyKind, type DependencyStrength, requirableStates, type SystemState } from './words';
import type { Moment, World } from './world';

export interface DependencyInput {
  dependsOn: number;
  strength: DependencyStrength;
  kind: DependencyKind;
  requiredState: SystemState;
  reason: string | null;
}

const requirable: readonly SystemState[] = requirableStates;

/** Decides addDependency: between two systems that have none, and a HARD one closes no cycle. */
export function decideAdd(world: World, system: number, moment: Moment, input: DependencyInput): Decision {
  const [row, target] = [world.systems.at(system), world.systems.at(input.dependsOn)];
  const refusal = refuseEdge(world, system, input);
  if (refusal) return no(refusal);
  const raised = input.strength === 'HARD' ? raisedFor(world, input.dependsOn, { systems: [system] }) : [];
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
