import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { type ForgedChange, append, inserted, updated } from './forge';
import { type ForgedIncident, type SystemName, about, commitFact, instant, riseOf } from './forged-incident';

type Person = keyof ForgedIncident['people'];

interface Named {
  kind: string;
  systemId: string | null;
  milestoneId: string | null;
}

export const dependency = (systemId: string): Named => ({ kind: 'DEPENDENCY', systemId, milestoneId: null });
export const untrusted = (systemId: string): Named => ({ kind: 'DEPENDENCY_UNTRUSTED', systemId, milestoneId: null });
export const milestone = (milestoneId: string): Named => ({ kind: 'MILESTONE', systemId: null, milestoneId });

/** Requests an override of app, by the engineer, inside a transaction that is open; `changes` are columns that differ. */
export async function request(
  client: Client,
  incident: ForgedIncident,
  blockers: Named[],
  changes: Record<string, unknown> = {},
): Promise<string> {
  const id = randomUUID();
  const { engineer: actor } = incident.people;
  const row = {
    ...{ id, systemId: incident.systems.app, status: 'REQUESTED', reason: 'go', blockers, requestedBy: actor },
    ...{ requestedAt: await instant(client), expiresAt: await instant(client, 400), ...changes },
  };
  const rows = [inserted('override', row)];
  await append(client, incident.id, [about(incident, 'app', { type: 'OVERRIDE_REQUESTED', actor, rows })]);
  return id;
}

/** Approves an override, inside a transaction that is open; `status` is what it becomes. */
export async function approve(
  client: Client,
  incident: ForgedIncident,
  override: string,
  person: Person,
  status: string,
): Promise<void> {
  const actor = incident.people[person];
  const rows = [
    inserted('override_approval', { overrideId: override, principalId: actor, at: await instant(client) }),
    decided(override, status, await instant(client, 400)),
  ];
  await append(client, incident.id, [about(incident, 'app', { type: 'OVERRIDE_APPROVED', actor, rows })]);
}

/** The change of an override's status, and of until when it lasts where that is given. */
export function decided(override: string, status: string, expiresAt?: string): ForgedChange {
  return updated('override', { id: override, status, ...(expiresAt !== undefined && { expiresAt }) });
}

/** An override of app that two commanders have approved, in honest transactions. */
export async function approvedOverride(client: Client, incident: ForgedIncident, blockers: Named[]): Promise<string> {
  await client.query('BEGIN');
  const override = await request(client, incident, blockers);
  await client.query('COMMIT');
  for (const [person, status] of [['commander', 'REQUESTED'] as const, ['deputy', 'APPROVED'] as const]) {
    await client.query('BEGIN');
    await approve(client, incident, override, person, status);
    await client.query('COMMIT');
  }
  return override;
}

/** Brings app ONLINE under an override, and spends it, inside a transaction that is open. */
export async function bringUnder(client: Client, incident: ForgedIncident, override: string): Promise<void> {
  const fact = await riseOf(client, incident, 'app', incident.people.operator, { onlineUnder: override });
  await append(client, incident.id, [{ ...fact, rows: [...fact.rows!, decided(override, 'USED')] }]);
}

/** Sets columns of a system as a plan may, by the commander. */
export async function changeSystem(
  client: Client,
  incident: ForgedIncident,
  name: SystemName,
  changes: Record<string, unknown>,
): Promise<void> {
  const rows = [updated('system', { id: incident.systems[name], ...changes })];
  await commitFact(client, incident, { type: 'PLAN_APPLIED', actor: incident.people.commander, rows });
}
