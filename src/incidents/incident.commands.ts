import { decideDeclare } from '../domain/plan/decide';
import { refuseForbidden } from '../domain/permission';
import type { Instant } from '../domain/rows';
import { refuseText } from '../domain/text';
import type { IncidentMode } from '../domain/words';
import { declare } from '../log/declare';
import type { CommandContext, Outcome } from '../log/ledger';
import type { ReadDocument } from '../plans/read';

/** Declares an incident, with its first plan where a document (read already) is given. */
export function declareIncident(
  context: CommandContext,
  input: {
    idempotencyKey?: string;
    key: string;
    title?: string;
    mode?: IncidentMode;
    declaredAt?: Instant;
    compromisedSince?: Instant;
  },
  document: ReadDocument | null,
): Promise<Outcome> {
  const everywhere = { incidentId: null, plantId: null };
  return declare(context, {
    mutation: 'declareIncident',
    input: { ...input, plan: document?.digest ?? null },
    key: input.key,
    decide: (moment) => {
      const refusal = refuseForbidden(moment.actor, 'declareIncident', everywhere) ?? refuseText(input);
      return refusal ? { refusals: [refusal] } : decideDeclare(input, document, moment);
    },
  });
}
