import { decideRunning, decideStopped } from '../domain/lines';
import { findNamed, refusePlace } from '../domain/named';
import type { CommandName } from '../domain/permission.table';
import type { Moment, World } from '../domain/world';
import type { CommandContext, Outcome } from '../log/ledger';
import { change } from '../log/transaction';

interface LineCommand {
  idempotencyKey?: string;
  incident: string;
  line: string;
  reason?: string;
}

function onLine(command: CommandName) {
  return {
    find: (world: World, name: string) => findNamed(world.lines, 'line', name),
    permit: (world: World, line: number, { actor }: Moment) =>
      refusePlace(world, [command], actor, world.lines.at(line).plantId),
    idOf: (world: World, line: number) => world.lines.at(line).id,
  };
}

/** Marks a line as running: from READY, or for a reason from STARVED. */
export function markLineRunning(context: CommandContext, input: LineCommand): Promise<Outcome> {
  return change(context, {
    ...onLine('markLineRunning'),
    mutation: 'markLineRunning',
    input,
    requested: input.line,
    decide: (world, line) => decideRunning(world, line, input),
  });
}

/** Marks a line as stopped. */
export function markLineStopped(context: CommandContext, input: LineCommand): Promise<Outcome> {
  return change(context, {
    ...onLine('markLineStopped'),
    mutation: 'markLineStopped',
    input,
    requested: input.line,
    decide: (world, line) => decideStopped(world, line, input),
  });
}
