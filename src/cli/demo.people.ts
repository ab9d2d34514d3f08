import { createAccessToken, createPrincipal } from '../access/access.commands';
import type { AccessOutcome } from '../access/change';
import type { Viewer } from '../access/directory';
import type { Role } from '../domain/words';
import type { House } from '../house';

export interface DemoPerson {
  handle: string;
  does: string;
  secret: string;
}

const cast: { handle: string; name: string; role: Role; does: string }[] = [
  { handle: 'commander', name: 'Casey Commander', role: 'COMMANDER', does: 'leads: milestones, waivers, the plan' },
  { handle: 'engineer-1', name: 'Erin Engineer', role: 'ENGINEER', does: 'restores and validates' },
  { handle: 'engineer-2', name: 'Eli Engineer', role: 'ENGINEER', does: 'brings online what the other restored' },
  { handle: 'verifier', name: 'Vera Verifier', role: 'VERIFIER', does: 'signs containment' },
  { handle: 'observer', name: 'Oscar Observer', role: 'OBSERVER', does: 'reads' },
];

/** Makes five people who may work on this one incident, each with a token. */
export async function makePeople(house: House, viewer: Viewer, incident: string): Promise<DemoPerson[]> {
  const context = { ...house, viewer };
  const people: DemoPerson[] = [];
  for (const { handle: part, name, role, does } of cast) {
    const handle = `${part}.${incident}`;
    const { principal } = told(await createPrincipal(context, { handle, name, grants: [{ role, incident }] }));
    const { secret } = told(await createAccessToken(context, { principal: principal?.id ?? handle, label: 'demo' }));
    people.push({ handle, does, secret: secret ?? '' });
  }
  return people;
}

function told(outcome: AccessOutcome): AccessOutcome {
  const [refusal] = outcome.refusals;
  if (refusal) throw new Error(`The demo could not be prepared: ${refusal.message}`);
  return outcome;
}
