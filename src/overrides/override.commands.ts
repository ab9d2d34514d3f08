import { findNamed, onSystem, refusePlace } from '../domain/named';
import { decideApprove, decideReject, decideRequest } from '../domain/overrides';
import type { CommandName } from '../domain/permission.table';
import { type Refusal, refuse } from '../domain/refusal';
import type { OverrideRow } from '../domain/marks';
import type { KeyedRows, Moment, World } from '../domain/world';
import type { Found } from '../log/judge';
import type { CommandContext, Outcome } from '../log/ledger';
import { change } from '../log/transaction';

interface Target {
  system: number;
  dependencies: number[];
  milestones: number[];
}

/** Asks to let one system pass named dependency or milestone blockers, once, for a limited time. */
export function requestOverride(
  context: CommandContext,
  input: {
    idempotencyKey?: string;
    incident: string;
    system: string;
    dependencies?: string[];
    milestones?: string[];
    reason: string;
  },
): Promise<Outcome> {
  const { find, permit, idOf } = onSystem('requestOverride');
  return change<Target>(context, {
    mutation: 'requestOverride',
    input,
    requested: input.system,
    find: (world, name) => {
      const system = find(world, name);
      if ('refusal' in system) return system;
      const dependencies = allNamed(world.systems, 'system', 'dependencies', input.dependencies);
      if ('code' in dependencies) return { refusal: dependencies };
      const milestones = allNamed(world.milestones, 'milestone', 'milestones', input.milestones);
      if ('code' in milestones) return { refusal: milestones };
      return { object: { system: system.object, dependencies, milestones } };
    },
    permit: (world, { system }, moment) => permit(world, system, moment),
    idOf: (world, { system }) => idOf(world, system),
    decide: (world, target, moment) => decideRequest(world, target.system, moment, { ...target, reason: input.reason }),
  });
}

function allNamed(
  rows: KeyedRows<{ id: string; key: string }>,
  noun: 'system' | 'milestone',
  field: string,
  names: readonly string[] = [],
): number[] | Refusal {
  const found: number[] = [];
  for (const name of names) {
    const one = findNamed(rows, noun, name, field);
    if ('refusal' in one) return one.refusal;
    found.push(one.object);
  }
  return found;
}

interface OverrideCommand {
  idempotencyKey?: string;
  incident: string;
  override: string;
  reason?: string;
}

function onOverride(command: CommandName) {
  return {
    find: (world: World, id: string): Found<OverrideRow> => {
      const object = world.overrides.find((row) => row.id === id.toLowerCase());
      if (object) return { object };
      return {
        refusal: refuse('NOT_FOUND', `There is no override ${id.slice(0, 100)} in this incident.`, ['override']),
      };
    },
    permit: (world: World, override: OverrideRow, { actor }: Moment) =>
      refusePlace(world, [command], actor, world.systems.at(world.systems.indexOf(override.systemId)).plantId),
    idOf: (_world: World, override: OverrideRow) => override.id,
  };
}

/** Approves an override: one of the different people that the policy wants. */
export function approveOverride(context: CommandContext, input: OverrideCommand): Promise<Outcome> {
  return change(context, {
    ...onOverride('approveOverride'),
    mutation: 'approveOverride',
    input,
    requested: input.override,
    decide: (world, override, moment) => decideApprove(world, override, moment, input.reason ?? null),
  });
}

/** Rejects an override: a commander, or who requested it. */
export function rejectOverride(context: CommandContext, input: OverrideCommand): Promise<Outcome> {
  const { find, permit, idOf } = onOverride('rejectOverride');
  return change<OverrideRow>(context, {
    mutation: 'rejectOverride',
    input,
    requested: input.override,
    find,
    permit: (world, override, moment) =>
      override.requestedBy === moment.actor.id ? null : permit(world, override, moment),
    idOf,
    decide: (world, override, moment) => decideReject(world, override, moment, input.reason ?? null),
  });
}
