import { findNamed, onSystem } from '../domain/named';
import { decideReinstate, decideRetire } from '../domain/retirement';
import { permitRetirement } from '../domain/retirement-places';
import type { CommandContext, Outcome } from '../log/ledger';
import { change } from '../log/transaction';
import type { SystemCommand } from './system.command';

interface Retirement {
  system: number;
  replacedBy: number | null;
}

/** Takes a system out of the recovery for good; what replaces it takes its place. */
export function retireSystem(
  context: CommandContext,
  input: { idempotencyKey?: string; incident: string; system: string; reason: string; replacedBy?: string },
): Promise<Outcome> {
  const { find, idOf } = onSystem('retireSystem');
  return change<Retirement>(context, {
    mutation: 'retireSystem',
    input,
    requested: input.system,
    find: (world, name) => {
      const system = find(world, name);
      if ('refusal' in system) return system;
      if (input.replacedBy === undefined) return { object: { system: system.object, replacedBy: null } };
      const other = findNamed(world.systems, 'system', input.replacedBy, 'replacedBy');
      return 'refusal' in other ? other : { object: { system: system.object, replacedBy: other.object } };
    },
    permit: permitRetirement,
    idOf: (world, { system }) => idOf(world, system),
    decide: (world, { system, replacedBy }, moment) =>
      decideRetire(world, system, moment, { reason: input.reason, replacedBy }),
  });
}

/** Takes a retired system back into the recovery: OFFLINE. */
export function reinstateSystem(context: CommandContext, input: SystemCommand & { reason: string }): Promise<Outcome> {
  return change(context, {
    ...onSystem('reinstateSystem'),
    mutation: 'reinstateSystem',
    input,
    requested: input.system,
    decide: (world, system, moment) => decideReinstate(world, system, moment, input),
  });
}
