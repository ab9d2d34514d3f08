import type { Instant } from '../domain/rows';
import { eachOnce, onSystem, refuseNumber } from '../domain/named';
import { type ValidationInput, decideMarkRestored, decideStartRestore, decideValidation } from '../domain/restore';
import type { BatchOutcome, CommandContext, Outcome } from '../log/ledger';
import { change, changeEach } from '../log/transaction';
import type { SystemCommand, SystemsCommand } from './system.command';

/** Starts the restore of a system: OFFLINE → RESTORING; its old signature ends. */
export function startRestore(context: CommandContext, input: SystemCommand & { note?: string }): Promise<Outcome> {
  return change(context, {
    ...onSystem('startRestore'),
    mutation: 'startRestore',
    input,
    requested: input.system,
    decide: (world, system, moment) => decideStartRestore(world, system, moment, input),
  });
}

/** Starts the restore of up to 500 systems, each judged by itself. */
export function startRestores(context: CommandContext, input: SystemsCommand): Promise<BatchOutcome> {
  return changeEach(context, {
    ...onSystem('startRestore'),
    mutation: 'startRestores',
    input,
    requested: input.systems,
    refuseRequest: () => refuseNumber(input.systems),
    inOrder: eachOnce,
    decide: (world, system, moment) => decideStartRestore(world, system, moment, input),
  });
}

/** Marks a system as restored: OFFLINE or RESTORING → RESTORED. */
export function markSystemRestored(
  context: CommandContext,
  input: SystemCommand & { note?: string; restorePoint?: string; restorePointAt?: Instant },
): Promise<Outcome> {
  return change(context, {
    ...onSystem('markSystemRestored'),
    mutation: 'markSystemRestored',
    input,
    requested: input.system,
    decide: (world, system, moment) => decideMarkRestored(world, system, moment, input),
  });
}

/** Marks up to 500 systems as restored, each judged by itself. */
export function markSystemsRestored(context: CommandContext, input: SystemsCommand): Promise<BatchOutcome> {
  return changeEach(context, {
    ...onSystem('markSystemRestored'),
    mutation: 'markSystemsRestored',
    input,
    requested: input.systems,
    refuseRequest: () => refuseNumber(input.systems),
    inOrder: eachOnce,
    decide: (world, system, moment) => decideMarkRestored(world, system, moment, input),
  });
}

/** Records whether a restored system works: RESTORED → VALIDATED, or back to RESTORING. */
export function recordValidation(context: CommandContext, input: SystemCommand & ValidationInput): Promise<Outcome> {
  return change(context, {
    ...onSystem('recordValidation'),
    mutation: 'recordValidation',
    input,
    requested: input.system,
    decide: (world, system, moment) => decideValidation(world, system, moment, input),
  });
}
