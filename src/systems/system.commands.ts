import type { CommandName } from '../domain/permission.table';
import { onSystem } from '../domain/named';
import { type SystemEdit, decideUpdate } from '../domain/system-edit';
import type { CommandContext, Outcome } from '../log/ledger';
import { change } from '../log/transaction';

/** Changes what is known of a system, its state apart; null clears a field. The tier is a commander's. */
export function updateSystem(
  context: CommandContext,
  input: SystemEdit & {
    idempotencyKey?: string | null;
    incident: string;
    system: string;
    expectedVersion?: number | null;
  },
): Promise<Outcome> {
  const { idempotencyKey: _key, incident: _incident, system, expectedVersion: _version, ...edit } = input;
  const needed: CommandName[] = edit.tier === undefined ? ['updateSystem'] : ['changeTier'];
  if (edit.tier !== undefined && Object.keys(edit).length > 1) needed.push('updateSystem');
  return change(context, {
    ...onSystem(...needed),
    mutation: 'updateSystem',
    input,
    requested: system,
    decide: (world, index, moment) => decideUpdate(world, index, moment, edit),
  });
}
