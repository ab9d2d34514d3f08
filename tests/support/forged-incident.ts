import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { SystemState } from '../../src/domain/words';
import { toldChange } from './forged-access';
import { type ForgedChange, type ForgedFact, append, inserted, updated } from './forge';

const names = ['net', 'dir', 'db', 'app'] as const;
export type SystemName = (typeof names)[number];
const people = ['engineer', 'operator', 'verifier', 'commander', 'deputy', 'second'] as const;

/**
 * An incident that is written with nothing but SQL, as the application's role: app waits for db to be ONLINE and for
 * milestone M1, a gate over net; db waits for dir to be VALIDATED. app and plant P belong together.
 */
export interface ForgedIncident {
  id: string;
  plant: string;
  milestone: string;
  /** The dependencies of app on db, and of db on dir. */
  edges: { app: string; db: string };
  systems: Record<SystemName, string>;
  people: Record<(typeof people)[number], string>;
}

export const signedFor = ['ISOLATION_IN_FORCE', 'ROOT_CAUSE_CLOSED'];
export const validMinutes = 60;
export const evidence = [{ label: 'proof', uri: null, sha256: null, tool: null, collectedAt: null }];
export const rule = { zones: ['L4'], minTier: null, maxTier: 3, safetyOnly: false, require: signedFor };
const idsOf = <T extends string>(keys: readonly T[]) =>
  Object.fromEntries(keys.map((key) => [key, randomUUID()])) as Record<T, string>;

/** Minutes from the database's now, as an event tells a time. */
export async function instant(client: Client, minutes = 0): Promise<string> {
  const { rows } = await client.query<{ at: string }>(
    `SELECT blackstart.told_time(blackstart.now() + $1 * interval '1 minute') AS at`,
    [minutes],
  );
  return rows[0]!.at;
}

/** A fact about one of the systems, at its plant. */
export function about(
  incident: ForgedIncident,
  name: SystemName,
  fact: Omit<ForgedFact, 'system' | 'plant'>,
): ForgedFact {
  return { ...fact, system: incident.systems[name], ...(name === 'app' && { plant: incident.plant }) };
}

/** One honest transaction: an event, and the rows that it changes. */
export async function commitFact(client: Client, incident: ForgedIncident, ...facts: ForgedFact[]): Promise<void> {
  await client.query('BEGIN');
  await append(client, incident.id, facts);
  await client.query('COMMIT');
}

/** Declares the incident: everything OFFLINE, nothing signed, M1 not achieved. */
export async function declareForged(client: Client): Promise<ForgedIncident> {
  const incident = { id: randomUUID(), plant: randomUUID(), milestone: randomUUID() };
  const edges = { app: randomUUID(), db: randomUUID() };
  const forged = { ...incident, edges, systems: idsOf(names), people: idsOf(people) };
  await makePeople(client, forged);
  const rows = await declaredRows(client, forged);
  await commitFact(client, forged, { type: 'INCIDENT_DECLARED', actor: forged.people.commander, rows });
  return forged;
}

async function makePeople(client: Client, { people: ids }: ForgedIncident): Promise<void> {
  await toldChange(client, Object.values(ids), () => insertPeople(client, ids));
}

const roles = {
  ...{ engineer: 'ENGINEER', operator: 'ENGINEER', verifier: 'VERIFIER' },
  ...{ commander: 'COMMANDER', deputy: 'COMMANDER', second: 'COMMANDER' },
} as const;

async function insertPeople(client: Client, ids: ForgedIncident['people']): Promise<void> {
  for (const [name, id] of Object.entries(ids)) {
    const values = [id, `${name}-${id}`, name];
    await client.query(`INSERT INTO blackstart.principal VALUES ($1, $2, $3, 'HUMAN', true, blackstart.now())`, values);
    const grant = [id, roles[name as keyof typeof roles]];
    await client.query('INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), $1, $2)', grant);
  }
}

/** A system as a plan makes it. */
export function newSystem(id: string, key: string, at: string, columns: Record<string, unknown> = {}): ForgedChange {
  return inserted('system', {
    ...{ id, key, name: key, description: null, tier: 1, zone: 'L4', plantId: null, teamId: null },
    ...{ essential: true, safety: false, tags: [], links: [], rtoMinutes: null, mtdMinutes: null },
    ...{ optimistic: null, likely: null, pessimistic: null, state: 'OFFLINE', stateSince: at },
    ...{ serviceLevel: 'NONE', workaround: null, firstStartedAt: null, restoredBy: null, restoredAt: null },
    ...{ restorePoint: null, restorePointAt: null, lastValidation: null, iteration: 1, ...unsigned },
    ...{ revokedAt: null, revokedReason: null, onlineUnder: null, weakenedBy: [], ...columns },
  });
}

/** The rows of the declaration, in the order in which they can be written. */
export async function declaredRows(client: Client, forged: ForgedIncident): Promise<ForgedChange[]> {
  const { id, plant, milestone, edges, systems } = forged;
  const at = await instant(client);
  const policy = {
    ...{ separationOfDuties: true, verificationMinutes: validMinutes, otVerificationMinutes: null },
    ...{ overrideApprovals: 2, overrideMinutes: 480, neverWaive: ['ISOLATION_IN_FORCE'], rules: [rule] },
  };
  const gate = { key: 'M1', name: 'Contained', plantId: null, gate: true, linesMustRun: false, dueAt: null };
  const hard = { strength: 'HARD', kind: 'TECHNICAL', reason: null };
  return [
    inserted('incident', {
      ...{ id, key: `forged-${id}`, title: 'Forged', mode: 'EXERCISE', status: 'OPEN' },
      ...{ declaredAt: at, compromisedSince: null, closedAt: null, ...policy },
    }),
    inserted('plant', { id: plant, key: 'P', name: 'Plant' }),
    ...[systems.net, systems.dir, milestone, systems.db, systems.app].map((nodeId, rank) =>
      inserted('node_rank', { nodeId, rank }),
    ),
    ...names.map((key) => newSystem(systems[key], key, at, { plantId: key === 'app' ? plant : null })),
    inserted('milestone', { id: milestone, ...gate, achievedAt: null, achievedBy: null, voided: false }),
    inserted('dependency', {
      ...{ id: edges.app, systemId: systems.app, dependsOnId: systems.db, requiredState: 'ONLINE', ...hard },
    }),
    inserted('dependency', {
      ...{ id: edges.db, systemId: systems.db, dependsOnId: systems.dir, requiredState: 'VALIDATED', ...hard },
    }),
    inserted('system_after', { systemId: systems.app, milestoneId: milestone }),
    inserted('milestone_system', { milestoneId: milestone, systemId: systems.net }),
  ];
}

/** The columns of a system without a signature. */
export const unsigned = {
  ...{ verifiedAt: null, verifiedBy: null, expiresAt: null, requiredAtSigning: [], expiryLogged: false },
};

/** The facts that take one system from OFFLINE to VALIDATED, by the engineer; a restore ends its signature. */
export async function validationOf(client: Client, incident: ForgedIncident, name: SystemName): Promise<ForgedFact[]> {
  const id = incident.systems[name];
  const actor = incident.people.engineer;
  const at = await instant(client);
  const restored = { id, state: 'RESTORED', stateSince: at, restoredBy: actor, restoredAt: at, ...unsigned };
  return [
    about(incident, name, { type: 'SYSTEM_RESTORED', actor, rows: [updated('system', restored)] }),
    about(incident, name, {
      ...{ type: 'VALIDATION_PASSED', actor },
      rows: [updated('system', { id, state: 'VALIDATED', stateSince: at })],
    }),
  ];
}

/** Takes one system from OFFLINE to VALIDATED. */
export async function validateForged(client: Client, incident: ForgedIncident, name: SystemName): Promise<void> {
  for (const fact of await validationOf(client, incident, name)) await commitFact(client, incident, fact);
}

/** Records the required checks of one system. */
export async function passChecks(client: Client, incident: ForgedIncident, name: SystemName): Promise<void> {
  const { engineer: actor } = incident.people;
  const systemId = incident.systems[name];
  const recordedAt = await instant(client);
  const record = { systemId, outcome: 'PASSED', evidence, note: null, recordedAt, recordedBy: actor };
  const rows = [
    updated('system', { id: systemId }),
    ...signedFor.map((kind) => inserted('containment_check', { ...record, kind })),
  ];
  await commitFact(client, incident, about(incident, name, { type: 'CHECK_RECORDED', actor, rows }));
}

/** The columns of a signature that begins now, by the clock of the database. */
export async function signature(client: Client, by: string): Promise<Record<string, unknown>> {
  return {
    ...{ verifiedAt: await instant(client), expiresAt: await instant(client, validMinutes - 1), verifiedBy: by },
    ...{ requiredAtSigning: signedFor, revokedAt: null, revokedReason: null, expiryLogged: false },
  };
}

/** Signs one system, by the verifier. */
export async function signForged(client: Client, incident: ForgedIncident, name: SystemName): Promise<void> {
  const { verifier: actor } = incident.people;
  const rows = [updated('system', { id: incident.systems[name], ...(await signature(client, actor)) })];
  await commitFact(client, incident, about(incident, name, { type: 'CONTAINMENT_VERIFIED', actor, rows }));
}

/** The fact that one system goes ONLINE, in the name of `actor`; `changes` are columns that differ. */
export async function riseOf(
  client: Client,
  incident: ForgedIncident,
  name: SystemName,
  actor: string,
  changes: Record<string, unknown> = {},
): Promise<ForgedFact> {
  const risen = { state: 'ONLINE', stateSince: await instant(client), serviceLevel: 'FULL', onlineUnder: null };
  const rows = [updated('system', { id: incident.systems[name], ...risen, ...changes })];
  return about(incident, name, { type: 'SYSTEM_ONLINE', actor, rows });
}

/** Brings one system ONLINE inside a transaction that is open, in the name of `actor`. */
export async function bringForged(
  client: Client,
  incident: ForgedIncident,
  name: SystemName,
  actor: string,
): Promise<void> {
  await append(client, incident.id, [await riseOf(client, incident, name, actor)]);
}

/** The same as a transaction of its own, by the operator. */
export async function commitForged(client: Client, incident: ForgedIncident, name: SystemName): Promise<void> {
  await client.query('BEGIN');
  await bringForged(client, incident, name, incident.people.operator);
  await client.query('COMMIT');
}

/** Takes one system OFFLINE, by the operator. */
export async function stopForged(client: Client, incident: ForgedIncident, name: SystemName): Promise<void> {
  const stopped = { state: 'OFFLINE', stateSince: await instant(client), serviceLevel: 'NONE', onlineUnder: null };
  const rows = [updated('system', { id: incident.systems[name], ...stopped })];
  const fact = about(incident, name, { type: 'SYSTEM_OFFLINE', actor: incident.people.operator, rows });
  await commitFact(client, incident, fact);
}

/** Revokes the containment of one system; `state` is the one that it has, or STOPPING where it is ONLINE. */
export async function revokeForged(
  client: Client,
  incident: ForgedIncident,
  name: SystemName,
  state: SystemState,
): Promise<void> {
  const at = await instant(client);
  const revoked = {
    ...{ id: incident.systems[name], state, stateSince: at, serviceLevel: 'NONE', onlineUnder: null },
    ...{ ...unsigned, revokedAt: at, revokedReason: 'an implant was found' },
  };
  const rows = [updated('system', revoked)];
  const fact = about(incident, name, { type: 'CONTAINMENT_REVOKED', actor: incident.people.engineer, rows });
  await commitFact(client, incident, fact);
}

/** Declares M1, by the commander. */
export async function achieveForged(client: Client, incident: ForgedIncident): Promise<void> {
  const { milestone, people: who } = incident;
  const row = { id: milestone, achievedAt: await instant(client), achievedBy: who.commander, voided: false };
  const rows = [updated('milestone', row)];
  await commitFact(client, incident, { type: 'MILESTONE_ACHIEVED', actor: who.commander, milestone, rows });
}
