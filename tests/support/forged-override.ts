import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { append, insertRows, updateSystem } from './forge';
import { type ForgedIncident, commitFact } from './forged-incident';

type Person = keyof ForgedIncident['people'];

interface Named {
  kind: string;
  systemId: string | null;
  milestoneId: string | null;
}

export const dependency = (systemId: string): Named => ({ kind: 'DEPENDENCY', systemId, milestoneId: null });
export const untrusted = (systemId: string): Named => ({ kind: 'DEPENDENCY_UNTRUSTED', systemId, milestoneId: null });
export const milestone = (milestoneId: string): Named => ({ kind: 'MILESTONE', systemId: null, milestoneId });

/** Minutes from the database's now. */
async function minutesFromNow(client: Client, minutes: number): Promise<Date> {
  const { rows } = await client.query<{ at: Date }>(`SELECT blackstart.now() + $1 * interval '1 minute' AS at`, [
    minutes,
  ]);
  return (rows[0] as { at: Date }).at;
}

/** Requests an override of app, by the engineer, inside a transaction that is open; `changes` are columns that differ. */
export async function request(
  client: Client,
  { id, systems, people }: ForgedIncident,
  blockers: Named[],
  changes: Record<string, unknown> = {},
): Promise<string> {
  const override = randomUUID();
  const [version] = await append(client, id, [
    { type: 'OVERRIDE_REQUESTED', actor: people.engineer, system: systems.app },
  ]);
  await insertRows(client, 'override', [
    {
      ...{
        incident_id: id,
        id: override,
        system_id: systems.app,
        status: 'REQUESTED',
        reason: 'go',
        blockers,
        version,
      },
      ...{ requested_by: people.engineer, requested_at: await minutesFromNow(client, 0) },
      ...{ expires_at: await minutesFromNow(client, 400), ...changes },
    },
  ]);
  return override;
}

/** Approves an override, inside a transaction that is open; `status` is what it becomes. */
export async function approve(
  client: Client,
  { id, systems, people }: ForgedIncident,
  override: string,
  person: Person,
  status: string,
): Promise<void> {
  const actor = people[person];
  const [version] = await append(client, id, [{ type: 'OVERRIDE_APPROVED', actor, system: systems.app }]);
  await insertRows(client, 'override_approval', [
    { incident_id: id, override_id: override, principal_id: actor, at: new Date(), version },
  ]);
  await decide(client, override, status, version as number, await minutesFromNow(client, 400));
}

/** Sets the status of an override, and until when it lasts where that is given. */
export async function decide(
  client: Client,
  override: string,
  status: string,
  version: number,
  expiresAt?: Date,
): Promise<void> {
  await client.query(
    `UPDATE blackstart.override SET status = $2, version = $3, expires_at = coalesce($4, expires_at) WHERE id = $1`,
    [override, status, version, expiresAt ?? null],
  );
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
  const { id, systems, people } = incident;
  const [version] = await append(client, id, [{ type: 'SYSTEM_ONLINE', actor: people.operator, system: systems.app }]);
  await updateSystem(client, id, systems.app, {
    ...{ state: 'ONLINE', service_level: 'FULL', online_under: override, version },
  });
  await decide(client, override, 'USED', version as number);
}

/** Sets columns of a system, under an honest event. */
export async function changeSystem(
  client: Client,
  incident: ForgedIncident,
  name: keyof ForgedIncident['systems'],
  changes: Record<string, unknown>,
): Promise<void> {
  const { id, systems, people } = incident;
  const fact = { type: 'SYSTEM_UPDATED' as const, actor: people.commander, system: systems[name] };
  await commitFact(client, incident, fact, (version) =>
    updateSystem(client, id, systems[name], { ...changes, version }),
  );
}
