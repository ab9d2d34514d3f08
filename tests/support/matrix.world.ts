import { randomUUID } from 'node:crypto';
import { gql } from './client';
import { createDatabase } from './database';
import { dataOf, mutate } from './desk';
import type { Names } from './matrix.examples';
import { type Asker, type Target, askers } from './matrix.oracle';
import { makePerson, makeToken, type Person } from './people';
import { type RunningServer, startServer } from './process';

type Incident = 'own' | 'other';

const planOf = (incident: Incident): string => `format: blackstart/v1
plants: [{key: P1-${incident}, name: Plant one}, {key: P2-${incident}, name: Plant two}]
systems:
  - {key: base-${incident}, name: Base, tier: 0, zone: L4}
  - {key: core-${incident}, name: Core, tier: 0, zone: L4, dependsOn: [base-${incident}]}
  - {key: one-${incident}, name: One, tier: 2, zone: L3, plant: P1-${incident}, dependsOn: [base-${incident}]}
  - {key: two-${incident}, name: Two, tier: 2, zone: L3, plant: P2-${incident}, dependsOn: [base-${incident}]}
lines:
  - {key: L1-${incident}, name: Line one, plant: P1-${incident}, systems: [one-${incident}]}
  - {key: L2-${incident}, name: Line two, plant: P2-${incident}, systems: [two-${incident}]}
milestones:
  - {key: G-${incident}, name: Gate, systems: [core-${incident}], gate: true}
  - {key: G1-${incident}, name: Gate one, plant: P1-${incident}, systems: [one-${incident}], gate: true}
  - {key: G2-${incident}, name: Gate two, plant: P2-${incident}, systems: [two-${incident}], gate: true}`;

/** The three places of an incident: what belongs to no plant, and to each of two. */
const places = {
  none: { system: 'core', milestone: 'G', line: 'L1', plant: 'P1' },
  first: { system: 'one', milestone: 'G1', line: 'L1', plant: 'P1' },
  second: { system: 'two', milestone: 'G2', line: 'L2', plant: 'P2' },
};
type Place = keyof typeof places;

const ofPayload: Record<string, [input: string, selection: string]> = {
  placeHold: ['PlaceHoldInput', '{ userErrors { message } event { id } hold { id } }'],
  requestOverride: ['RequestOverrideInput', '{ userErrors { message } override { id } }'],
  addNote: ['AddNoteInput', '{ userErrors { message } note { id } }'],
};
const idsOfPlan = `query ($incident: ID!) { incident(id: $incident) { id
  systems { nodes { id key dependencies { id } } } plants { id key lines { id key } } milestones { id key } } }`;

/** A server with two incidents of the same shape, somebody for each grant, and the names of all that can be asked for. */
export interface MatrixWorld {
  server: RunningServer;
  tokenOf(asker: Asker): string | undefined;
  /** The names in a place, for who asks; by key, and by UUID. */
  namesFor(asker: Asker, target: Target): Names[];
  /** The same names of what is not there. */
  absent(): Names[];
  /** Where the logs of both incidents and of the directory stand. */
  stand(): Promise<string>;
  end(): Promise<void>;
}

export async function openMatrixWorld(): Promise<MatrixWorld> {
  const database = await createDatabase();
  const rates = { BLACKSTART_RATE_PRINCIPAL: '1000000', BLACKSTART_RATE_ADDRESS: '1000000' };
  const server = await startServer({ ...database.env, ...rates, BLACKSTART_RATE_STRANGER: '1000000' });
  const named = { own: await declared(server, 'own'), other: await declared(server, 'other') };
  const people = new Map<string, Owner>();
  for (const [number, { name, role, reach }] of askers.entries()) {
    if (role === null) continue;
    const incident = reach === 'everything' ? {} : { incident: 'own-incident' };
    const grant = { role, ...incident, ...(reach === 'own plant' && { plant: 'P1-own' }) };
    people.set(name, await madePerson(server, `asker-${number}`, grant));
  }
  const somebody = await madePerson(server, 'somebody', { role: 'OBSERVER' });
  return {
    server,
    tokenOf: ({ name }) => people.get(name)?.person.token,
    namesFor: ({ name }, target) => {
      const { principal, token } = (target === 'own incident' ? people.get(name) : null) ?? somebody;
      const place = {
        'own incident': 'none',
        'own plant': 'first',
        'other plant': 'second',
        'other incident': 'first',
      };
      const incident = target === 'other incident' ? 'other' : 'own';
      return named[incident][place[target] as Place].map((names) => ({ ...names, principal, token }));
    },
    absent,
    stand: async () => {
      const query =
        '{ accessLog { totalCount } own: incident(id: "own-incident") { position } other: incident(id: "other-incident") { position } }';
      return JSON.stringify(dataOf(await gql(server.url, server.token, query)));
    },
    end: async () => {
      await server.stop();
      await database.drop();
    },
  };
}

/** Somebody, and a token of theirs that has ended: ending it again changes nothing. */
interface Owner extends Pick<Names, 'principal' | 'token'> {
  person: Person;
}

async function declared(server: RunningServer, incident: Incident): Promise<Record<Place, Names[]>> {
  const key = `${incident}-incident`;
  const input = { key, plan: { content: planOf(incident) } };
  await mutate(server, 'declareIncident', 'DeclareIncidentInput', input, '{ userErrors { message } }');
  const { incident: found } = dataOf(await gql(server.url, server.token, idsOfPlan, { incident: key }));
  const names = {} as Record<Place, Names[]>;
  for (const place of Object.keys(places) as Place[]) names[place] = await namesIn(server, incident, found, place);
  return names;
}

async function namesIn(server: RunningServer, incident: Incident, found: any, place: Place): Promise<Names[]> {
  const give = async (mutation: string, input: object) => {
    const [type = '', selection = ''] = ofPayload[mutation] ?? [];
    const payload = await mutate(server, mutation, type, { incident: found.id, ...input }, selection);
    if (payload.userErrors.length > 0) throw new Error(JSON.stringify(payload.userErrors));
    return payload;
  };
  const key = (name: string) => `${name}-${incident}`;
  const byKey = (rows: { key: string; id: string }[], name: string): any => rows.find((row) => row.key === key(name));
  const { system, milestone, line, plant } = places[place];
  const row = byKey(found.systems.nodes, system);
  const base = byKey(found.systems.nodes, 'base');
  const placed = await give('placeHold', { system: row.id, reason: 'an attacker was seen' });
  const { override } = await give('requestOverride', { system: row.id, dependencies: [base.id], reason: 'in a hurry' });
  const { note } = await give('addNote', { system: row.id, text: 'looked at' });
  const plantRow = byKey(found.plants, plant);
  const ids = { incident: found.id, system: row.id, dependsOn: base.id, plant: plantRow.id };
  const more = { milestone: byKey(found.milestones, milestone).id, line: byKey(plantRow.lines, line).id };
  const marks = { hold: placed.hold.id, override: override.id, cursor: cursorTo(found.id) };
  const nodes = {
    ...{ Incident: ids.incident, System: ids.system, Plant: ids.plant, Milestone: more.milestone, Line: more.line },
    ...{ Hold: marks.hold, Override: marks.override, Note: note.id, Event: placed.event.id },
    Dependency: row.dependencies[0].id,
  };
  const keys = { incident: `${incident}-incident`, system: key(system), dependsOn: key('base') };
  const others = { plant: key(plant), milestone: key(milestone), line: key(line) };
  const nobody = { principal: '', token: '' };
  return [
    { ...keys, ...others, ...marks, ...nobody, nodes },
    { ...ids, ...more, ...marks, ...nobody, nodes },
  ];
}

const cursorTo = (id: string): string => Buffer.from(`DECLARED:${id}`).toString('base64url');

function absent(): Names[] {
  const id = randomUUID;
  const kinds = ['Incident', 'System', 'Plant', 'Milestone', 'Line', 'Hold', 'Override', 'Note', 'Event', 'Dependency'];
  const nodes = Object.fromEntries(kinds.map((kind) => [kind, id()]));
  const same = { hold: id(), override: id(), principal: 'nobody-at-all', token: id(), cursor: cursorTo(id()), nodes };
  const keys = { incident: 'no-incident', system: 'no-system', dependsOn: 'no-base', plant: 'no-plant' };
  const ids = { incident: id(), system: id(), dependsOn: id(), plant: id(), milestone: id(), line: id() };
  return [
    { ...keys, milestone: 'no-gate', line: 'no-line', ...same },
    { ...ids, ...same },
  ];
}

async function madePerson(server: RunningServer, handle: string, grant: object): Promise<Owner> {
  const person = await makePerson(server, handle, [grant as never]);
  const { token } = await makeToken(server, person.id);
  await mutate(server, 'revokeAccessToken', 'RevokeAccessTokenInput', { token: token.id }, '{ userErrors { code } }');
  return { person, principal: handle, token: token.id };
}
