import { blackstartPrincipalId } from '../domain/event';
import { expired } from '../domain/expiry';
import type { Uuid } from '../domain/rows';
import type { Actor } from '../domain/world';
import type { Ledger } from './ledger';
import { change } from './transaction';

const tracker: Actor = {
  id: blackstartPrincipalId,
  kind: 'SERVICE',
  grants: [{ role: 'OBSERVER', incidentId: null, plantId: null }],
};

/**
 * Tells the log what the clock has ended on the boards in memory: whichever process comes first under the head's lock writes
 * it, the others find nothing left to tell.
 */
export async function tellExpired(ledger: Ledger): Promise<void> {
  const { keeper } = ledger;
  const here = keeper.boards().filter((board) => expired(board, board.now).length > 0);
  const elsewhere = (await untoldElsewhere(ledger)).filter((id) => !keeper.loaded(id) && !keeper.closedOff.has(id));
  const failures: unknown[] = [];
  for (const id of [...here.map((board) => board.id), ...elsewhere]) {
    await tellOf(ledger, id).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0]; // the others were told all the same
}

// Incidents that nobody has asked for since this process started.
async function untoldElsewhere(ledger: Ledger): Promise<Uuid[]> {
  // now() stands in a subquery: asked once, so that an index serves
  const { rows } = await ledger.pool.query<{ id: Uuid }>(
    `SELECT s.incident_id AS id FROM blackstart.system s
      WHERE s.verified_at IS NOT NULL AND NOT s.expiry_logged AND s.expires_at <= (SELECT blackstart.now())
        AND EXISTS (SELECT FROM blackstart.incident i WHERE i.incident_id = s.incident_id AND i.status = 'OPEN')
     UNION SELECT o.incident_id FROM blackstart.override o
      WHERE o.status IN ('REQUESTED', 'APPROVED') AND o.expires_at <= (SELECT blackstart.now())
        AND EXISTS (SELECT FROM blackstart.incident i WHERE i.incident_id = o.incident_id AND i.status = 'OPEN')`,
  );
  return rows.map(({ id }) => id);
}

function tellOf(ledger: Ledger, incidentId: Uuid): Promise<unknown> {
  return change(
    { ledger, actor: tracker },
    {
      mutation: 'tellExpired',
      input: { incident: incidentId },
      requested: incidentId,
      find: () => ({ object: null }),
      permit: () => null,
      idOf: (world) => world.incident.id,
      decide: (world, _object, { now }) => ({ facts: expired(world, now) }),
    },
  );
}
