import { inDependencyOrder, onSystem, refuseNumber } from '../domain/named';
import { decideOffline, decideOnline } from '../domain/online';
import type { BatchOutcome, CommandContext, Outcome } from '../log/ledger';
import { change, changeEach } from '../log/transaction';
import type { SystemCommand, SystemsCommand } from './system.command';

/** Brings a system online: VALIDATED → ONLINE, through the gate. */
export function bringSystemOnline(context: CommandContext, input: SystemCommand & { note?: string }): Promise<Outcome> {
  return change(context, {
    ...onSystem('bringSystemOnline'),
    mutation: 'bringSystemOnline',
    input,
    requested: input.system,
    decide: (world, system, moment) => decideOnline(world, system, moment, input),
  });
}

/** Brings up to 500 systems online through the same gate, in dependency order: the earlier ones free the later. */
export function bringSystemsOnline(context: CommandContext, input: SystemsCommand): Promise<BatchOutcome> {
  return changeEach(context, {
    ...onSystem('bringSystemOnline'),
    mutation: 'bringSystemsOnline',
    input,
    requested: input.systems,
    refuseRequest: () => refuseNumber(input.systems),
    inOrder: inDependencyOrder,
    decide: (world, system, moment) => decideOnline(world, system, moment, input),
  });
}

/** Takes a system offline, whatever stands against it; confirms a STOPPING one. */
export function takeSystemOffline(
  context: CommandContext,
  input: SystemCommand & { reason: string },
): Promise<Outcome> {
  return change(context, {
    ...onSystem('takeSystemOffline'),
    mutation: 'takeSystemOffline',
    input,
    requested: input.system,
    decide: (world, system, moment) => decideOffline(world, system, moment, input),
  });
}
