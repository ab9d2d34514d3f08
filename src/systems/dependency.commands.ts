import { decideAdd, decideRemove, dependencyBetween } from '../domain/dependencies';
import { findNamed, onSystem } from '../domain/named';
import { refuse } from '../domain/refusal';
import type { DependencyRow } from '../domain/rows';
import type { DependencyKind, DependencyStrength, SystemState } from '../domain/words';
import type { Moment, World } from '../domain/world';
import type { CommandContext, Outcome } from '../log/ledger';
import { change } from '../log/transaction';

interface EdgeCommand {
  idempotencyKey?: string;
  incident: string;
  system: string;
  dependsOn: string;
}

/** Lets a system wait for another one; closes no cycle. */
export function addDependency(
  context: CommandContext,
  input: EdgeCommand & {
    strength?: DependencyStrength;
    kind?: DependencyKind;
    requiredState?: SystemState;
    reason?: string;
  },
): Promise<Outcome> {
  const { strength = 'HARD', kind = 'TECHNICAL', requiredState = 'ONLINE', reason = null } = input;
  const { find, permit, idOf } = onSystem('addDependency');
  return change(context, {
    mutation: 'addDependency',
    input,
    requested: input.system,
    find: (world, name) => {
      const [waiting, target] = [find(world, name), findNamed(world.systems, 'system', input.dependsOn, 'dependsOn')];
      if ('refusal' in waiting) return waiting;
      return 'refusal' in target ? target : { object: { system: waiting.object, dependsOn: target.object } };
    },
    permit: (world, { system }, moment) => permit(world, system, moment),
    idOf: (world, { system }) => idOf(world, system),
    decide: (world, { system, dependsOn }, moment) =>
      decideAdd(world, system, moment, { dependsOn, strength, kind, requiredState, reason }),
  });
}

interface Edge {
  system: number;
  dependency: DependencyRow;
}

/** Lets a system no longer wait for another one. */
export function removeDependency(context: CommandContext, input: EdgeCommand & { reason: string }): Promise<Outcome> {
  const { find, permit } = onSystem('removeDependency');
  return change<Edge>(context, {
    mutation: 'removeDependency',
    input,
    requested: input.system,
    find: (world, name) => {
      const [waiting, target] = [find(world, name), findNamed(world.systems, 'system', input.dependsOn, 'dependsOn')];
      if ('refusal' in waiting) return waiting;
      if ('refusal' in target) return target;
      const dependency = dependencyBetween(world, waiting.object, target.object);
      const message = `${name} does not depend on ${input.dependsOn}.`;
      if (!dependency) return { refusal: refuse('NOT_FOUND', message, ['dependsOn']) };
      return { object: { system: waiting.object, dependency } };
    },
    permit: (world: World, { system }: Edge, moment: Moment) => permit(world, system, moment),
    idOf: (_world, { dependency }) => dependency.id,
    decide: (world, { system, dependency }, moment) => decideRemove(world, system, dependency, moment, input),
  });
}
