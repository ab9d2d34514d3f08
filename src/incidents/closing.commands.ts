import { decideClose, decideReopenIncident } from '../domain/closing';
import { refusePlace } from '../domain/named';
import type { CommandName } from '../domain/permission.table';
import type { Moment, World } from '../domain/world';
import type { CommandContext, Outcome } from '../log/ledger';
import { change } from '../log/transaction';

function onIncident(command: CommandName) {
  return {
    find: () => ({ object: null }),
    permit: (world: World, _object: null, { actor }: Moment) => refusePlace(world, [command], actor, null),
    idOf: (world: World) => world.incident.id,
  };
}

/** Ends a recovery: on met criteria, or abandons it without them. */
export function closeIncident(
  context: CommandContext,
  input: { idempotencyKey?: string; incident: string; reason: string; abandon?: boolean },
): Promise<Outcome> {
  const { reason, abandon = false } = input;
  return change(context, {
    ...onIncident('closeIncident'),
    mutation: 'closeIncident',
    input,
    requested: input.incident,
    decide: (world, _object, moment) => decideClose(world, moment, { reason, abandon }),
  });
}

/** Takes a closed recovery up again. */
export function reopenIncident(
  context: CommandContext,
  input: { idempotencyKey?: string; incident: string; reason: string },
): Promise<Outcome> {
  return change(context, {
    ...onIncident('reopenIncident'),
    mutation: 'reopenIncident',
    input,
    requested: input.incident,
    whileClosed: true,
    decide: (world) => decideReopenIncident(world, input),
  });
}
