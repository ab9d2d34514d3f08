import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { SystemState } from '../../src/domain/words';
import { toldChange } from './forged-access';
import { type ForgedFact, append, insertRows, updateSystem } from './forge';

const names = ['net', 'dir', 'db', 'app'] as const;
type SystemName = (typeof names)[number];
const people = ['engineer', 'operator', 'verifier', 'commander', 'deputy', 'second'] as const;

/**
 * An incident that is written with nothing but SQL, as the application's role: app waits for db to be ONLINE and for
 * milestone M1, a gate over net; db waits for dir to be VALIDATED. app and plant P belong together.
 */
export interface ForgedIncident {
  id: string;
  plant: string;
  milestone: string;
  systems: Record<SystemName, string>;
  people: Record<(typeof people)[number], string>;
}

export const signedFor = ['ISOLATION_IN_FORCE', 'ROOT_CAUSE_CLOSED'];
export const validMinutes = 60;
const evidence = [{ label: 'proof', uri: null, sha256: null, tool: null, collectedAt: null }];
const rule = { zones: ['L4'], minTier: null, maxTier: 3, safetyOnly: false, require: signedFor };
const idsOf = <T extends string>(keys: readonly T[]) =>
  Object.fromEntries(keys.map((key) => [key, randomUUID()])) as Record<T, string>;

/** One honest transaction: an event, and the rows that it changes. */
export async function commitFact(
  client: Client,
  incident: ForgedIncident,
  fact: ForgedFact,
  write: (position: number) => Promise<unknown>,
): Promise<void> {
  await client.query('BEGIN');
  const [position] = await append(client, incident.id, [fact]);
  await write(position as number);
  await client.query('COMMIT');
}

/** Declares the incident: everything OFFLINE, nothing signed, M1 not achieved. */
export async function declareForged(client: Client): Promise<ForgedIncident> {
  const incident = { id: randomUUID(), plant: randomUUID(), milestone: randomUUID() };
  const forged = { ...incident, systems: idsOf(names), people: idsOf(people) };
  await makePeople(client, forged);
  await commitFact(client, forged, { type: 'INCIDENT_DECLARED', actor: forged.people.commander }, () =>
    insertTopology(client, forged),
  );
  return forged;
}

async function makePeople(client: Client, { people: ids }: ForgedIncident): Promise<void> {
  await toldChange(client, Object.values(ids), () => insertPeople(client, ids));
}

async function insertPeople(client: Client, ids: ForgedIncident['people']): Promise<void> {
  for (const [name, id] of Object.entries(ids)) {
    const values = [id, `${name}-${id}`, name];
    await client.query(`INSERT INTO blackstart.principal VALUES ($1, $2, $3, 'HUMAN', true, blackstart.now())`, values);
  }
  const grants = { verifier: 'VERIFIER', commander: 'COMMANDER', deputy: 'COMMANDER', second: 'COMMANDER' } as const;
  for (const name of ['verifier', 'commander', 'deputy', 'second'] as const) {
    const values = [ids[name], grants[name]];
    await client.query('INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), $1, $2)', values);
  }
}

async function insertTopology(client: Client, { id, plant, milestone, systems }: ForgedIncident): Promise<void> {
  const row = { incident_id: id, version: 1 };
  const plain = { tier: 1, zone: 'L4', essential: true, safety: false, tags: [], links: [], iteration: 1 };
  const began = {
    state: 'OFFLINE',
    state_since: new Date(),
    service_level: 'NONE',
    required_at_signing: [],
    weakened_by: [],
    expiry_logged: false,
  };
  const policy = {
    separation_of_duties: true,
    verification_minutes: validMinutes,
    override_approvals: 2,
    override_minutes: 480,
  };
  const rules = { never_waive: ['ISOLATION_IN_FORCE'], rules: [rule] };
  const about = { key: `forged-${id}`, title: 'Forged', mode: 'EXERCISE', status: 'OPEN', declared_at: new Date() };
  await insertRows(client, 'incident', [{ ...row, id, ...about, ...policy, ...rules }]);
  await insertRows(client, 'plant', [{ ...row, id: plant, key: 'P', name: 'Plant' }]);
  await insertRows(client, 'system', [
    ...names.map((key) => ({
      ...row,
      ...plain,
      ...began,
      id: systems[key],
      key,
      name: key,
      plant_id: key === 'app' ? plant : null,
    })),
  ]);
  const gate = { key: 'M1', name: 'Contained', gate: true, lines_must_run: false, voided: false };
  await insertRows(client, 'milestone', [{ ...row, id: milestone, ...gate }]);
  await insertRows(client, 'node_rank', [
    ...[systems.net, systems.dir, milestone, systems.db, systems.app].map((node_id, rank) => ({
      ...row,
      node_id,
      rank,
    })),
  ]);
  const hard = { ...row, strength: 'HARD', kind: 'TECHNICAL' };
  await insertRows(client, 'dependency', [
    { ...hard, id: randomUUID(), system_id: systems.app, depends_on_id: systems.db, required_state: 'ONLINE' },
    { ...hard, id: randomUUID(), system_id: systems.db, depends_on_id: systems.dir, required_state: 'VALIDATED' },
  ]);
  await insertRows(client, 'system_after', [{ ...row, system_id: systems.app, milestone_id: milestone }]);
  await insertRows(client, 'milestone_system', [{ ...row, milestone_id: milestone, system_id: systems.net }]);
}

const none = { verified_at: null, verified_by: null, expires_at: null, required_at_signing: [] };
const unsigned = { ...none, expiry_logged: false };

/** Takes one system from OFFLINE to VALIDATED, by the engineer; a restore ends its signature. */
export async function validateForged(client: Client, incident: ForgedIncident, name: SystemName): Promise<void> {
  const { id, systems, people: who } = incident;
  const system = systems[name];
  const by = { actor: who.engineer, system };
  await commitFact(client, incident, { type: 'SYSTEM_RESTORED', ...by }, (version) =>
    updateSystem(client, id, system, { state: 'RESTORED', restored_by: who.engineer, ...unsigned, version }),
  );
  await commitFact(client, incident, { type: 'VALIDATION_PASSED', ...by }, (version) =>
    updateSystem(client, id, system, { state: 'VALIDATED', version }),
  );
}

/** Records the required checks of one system. */
export async function passChecks(client: Client, incident: ForgedIncident, name: SystemName): Promise<void> {
  const fact = { type: 'CHECK_RECORDED' as const, actor: incident.people.engineer, system: incident.systems[name] };
  await commitFact(client, incident, fact, (version) =>
    insertRows(client, 'containment_check', [
      ...signedFor.map((kind) => ({
        ...{ incident_id: incident.id, system_id: incident.systems[name], kind, outcome: 'PASSED', evidence, version },
        ...{ recorded_at: new Date(), recorded_by: incident.people.engineer },
      })),
    ]),
  );
}

/** The columns of a signature that begins now, by the clock of the database. */
export async function signature(client: Client, by: string): Promise<Record<string, unknown>> {
  const { rows } = await client.query<{ from: Date; until: Date }>(
    `SELECT blackstart.now() AS from, blackstart.now() + $1 * interval '1 minute' AS until`,
    [validMinutes - 1],
  );
  return {
    ...{ verified_at: rows[0]?.from, expires_at: rows[0]?.until, verified_by: by, required_at_signing: signedFor },
    ...{ revoked_at: null, revoked_reason: null, expiry_logged: false },
  };
}

/** Signs one system, by the verifier. */
export async function signForged(client: Client, incident: ForgedIncident, name: SystemName): Promise<void> {
  const { id, systems, people: who } = incident;
  const signed = await signature(client, who.verifier);
  const fact = { type: 'CONTAINMENT_VERIFIED' as const, actor: who.verifier, system: systems[name] };
  await commitFact(client, incident, fact, (version) =>
    updateSystem(client, id, systems[name], { ...signed, version }),
  );
}

/** Brings one system ONLINE inside a transaction that is open, in the name of `actor`. */
export async function bringForged(
  client: Client,
  { id, systems }: ForgedIncident,
  name: SystemName,
  actor: string,
): Promise<void> {
  const [version] = await append(client, id, [{ type: 'SYSTEM_ONLINE', actor, system: systems[name] }]);
  await updateSystem(client, id, systems[name], { state: 'ONLINE', service_level: 'FULL', version });
}

/** The same as a transaction of its own, by the operator. */
export async function commitForged(client: Client, incident: ForgedIncident, name: SystemName): Promise<void> {
  await client.query('BEGIN');
  await bringForged(client, incident, name, incident.people.operator);
  await client.query('COMMIT');
}

/** Takes one system OFFLINE, by the operator. */
export async function stopForged(client: Client, incident: ForgedIncident, name: SystemName): Promise<void> {
  const { id, systems, people: who } = incident;
  const fact = { type: 'SYSTEM_OFFLINE' as const, actor: who.operator, system: systems[name] };
  const stopped = { state: 'OFFLINE', service_level: 'NONE', online_under: null };
  await commitFact(client, incident, fact, (version) =>
    updateSystem(client, id, systems[name], { ...stopped, version }),
  );
}

/** Revokes the containment of one system; `state` is the one that it has, or STOPPING where it is ONLINE. */
export async function revokeForged(
  client: Client,
  incident: ForgedIncident,
  name: SystemName,
  state: SystemState,
): Promise<void> {
  const { id, systems, people: who } = incident;
  const fact = { type: 'CONTAINMENT_REVOKED' as const, actor: who.engineer, system: systems[name] };
  const revoked = {
    state,
    service_level: 'NONE',
    online_under: null,
    revoked_at: new Date(),
    revoked_reason: 'an implant was found',
  };
  await commitFact(client, incident, fact, (version) =>
    updateSystem(client, id, systems[name], { ...unsigned, ...revoked, version }),
  );
}

/** Declares M1, by the commander. */
export async function achieveForged(client: Client, incident: ForgedIncident): Promise<void> {
  const { id, milestone, people: who } = incident;
  const fact = { type: 'MILESTONE_ACHIEVED' as const, actor: who.commander, milestone };
  await commitFact(client, incident, fact, (version) =>
    client.query(
      `UPDATE blackstart.milestone SET achieved_at = blackstart.now(), achieved_by = $3, version = $4
        WHERE incident_id = $1 AND id = $2`,
      [id, milestone, who.commander, version],
    ),
  );
}
