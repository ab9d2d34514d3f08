import { findNamed, refusePlace } from '../domain/named';
import { decideNote } from '../domain/notes';
import type { CommandContext, Outcome } from '../log/ledger';
import { change } from '../log/transaction';

/** Writes a note on a system, or on the incident. */
export function addNote(
  context: CommandContext,
  input: { idempotencyKey?: string; incident: string; system?: string; text: string },
): Promise<Outcome> {
  return change<number | null>(context, {
    mutation: 'addNote',
    input,
    requested: input.system ?? input.incident,
    find: (world) => (input.system === undefined ? { object: null } : findNamed(world.systems, 'system', input.system)),
    permit: (world, system, { actor }) =>
      refusePlace(world, ['addNote'], actor, system === null ? null : world.systems.at(system).plantId),
    idOf: (world, system) => (system === null ? world.incident.id : world.systems.at(system).id),
    decide: (world, system, moment) => decideNote(world, system, moment, input),
  });
}
