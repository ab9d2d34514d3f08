import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { makePerson } from '../support/people';
import { type RunningServer, startServer } from '../support/process';
import { withClient } from '../../src/postgres/client';

const plan = `format: blackstart/v1
plants: [{key: P1, name: Plant one}]
systems:
  - {key: core, name: Core, tier: 0, zone: L4}
  - {key: one, name: One, tier: 2, zone: L3, plant: P1, dependsOn: [core]}
  - {key: two, name: Two, tier: 2, zone: L3, plant: P1}
policy: {rules: [], separationOfDuties: false}`;

let database: TestDatabase;
let server: RunningServer;
let engineer: string;
let verifier: string;

async function ask(token: string, query: string, variables: Record<string, unknown> = {}): Promise<any> {
  const { data, errors } = await gql(server.url, token, query, variables);
  expect(errors).toBeUndefined();
  return data;
}

const inIncident = async (fields: string) => (await ask(engineer, `{ incident(id: "i") { ${fields} } }`)).incident;

async function give(token: string, name: string, type: string, input: object, fields = ''): Promise<any> {
  const payload = `${fields} event { position type system { key } } events { type system { key } } userErrors { code message }`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} } }`;
  return (await ask(token, query, { input: { incident: 'i', ...input } }))[name];
}

const addNote = (input: object) =>
  give(engineer, 'addNote', 'AddNoteInput', input, 'note { id text at by { handle } system { key } }');

async function bringOnline(system: string): Promise<void> {
  await give(engineer, 'markSystemRestored', 'MarkSystemRestoredInput', { system });
  await give(engineer, 'recordValidation', 'RecordValidationInput', { system, passed: true, note: 'Works.' });
  const { version } = (await inIncident(`system(id: "${system}") { version }`)).system;
  await give(verifier, 'verifyContainment', 'VerifyContainmentInput', { system, expectedVersion: version });
  const { userErrors } = await give(engineer, 'bringSystemOnline', 'SystemActionInput', { system });
  expect(userErrors).toEqual([]);
}

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  const declare = `mutation ($content: String!) {
    declareIncident(input: { key: "i", plan: { content: $content } }) { userErrors { message } } }`;
  expect((await ask(server.token, declare, { content: plan })).declareIncident.userErrors).toEqual([]);
  engineer = (await makePerson(server, 'erin', [{ role: 'ENGINEER' }])).token;
  verifier = (await makePerson(server, 'vera', [{ role: 'VERIFIER' }])).token;
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

describe('notes', () => {
  test('are shown on their system and on the incident, oldest first, in pages', async () => {
    expect((await inIncident('notes { totalCount nodes { id } }')).notes).toEqual({ totalCount: 0, nodes: [] });
    const about = [{ system: 'core' }, {}, { system: 'core' }, { system: 'one' }];
    for (const [place, input] of about.entries()) {
      const { note, event, userErrors } = await addNote({ ...input, text: `Note ${place}` });
      expect(userErrors).toEqual([]);
      expect(event.type).toBe('NOTE_ADDED');
      expect(note).toMatchObject({ text: `Note ${place}`, by: { handle: 'erin' } });
      expect(note.system?.key).toBe(input.system);
    }
    const fields = 'totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { text } edges { cursor }';
    const { notes } = await inIncident(`notes(first: 3) { ${fields} }`);
    expect(notes.nodes.map(({ text }: any) => text)).toEqual(['Note 0', 'Note 1', 'Note 2']);
    expect(notes).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const rest = await inIncident(`notes(after: "${notes.pageInfo.endCursor}") { ${fields} }`);
    expect(rest.notes.nodes).toEqual([{ text: 'Note 3' }]);
    expect(rest.notes.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const { systems } = await inIncident(`systems(orderBy: NAME) { nodes { key notes(first: 1) { ${fields} } } }`);
    const shown = systems.nodes.map(({ key, notes: own }: any) => [
      key,
      own.totalCount,
      own.nodes,
      own.pageInfo.hasNextPage,
    ]);
    expect(shown).toEqual([
      ['core', 2, [{ text: 'Note 0' }], true],
      ['one', 1, [{ text: 'Note 3' }], false],
      ['two', 0, [], false],
    ]);
  });

  test('are found by UUID, and told by the log', async () => {
    const { note } = await addNote({ system: 'two', text: 'Look here.' });
    const found = await ask(engineer, `{ node(id: "${note.id}") { __typename ... on Note { text system { key } } } }`);
    expect(found.node).toEqual({ __typename: 'Note', text: 'Look here.', system: { key: 'two' } });
    const { events } = await inIncident('events(last: 1) { nodes { summary } }');
    expect(events.nodes).toEqual([{ summary: 'erin wrote a note on two.' }]);
    const stranger = await makePerson(server, 'ada', [{ role: 'ADMIN', incident: 'i' }]);
    expect((await ask(stranger.token, `{ node(id: "${note.id}") { id } }`)).node).toEqual({ id: note.id });
  });

  test('are refused when they say nothing, with a cursor of another list, or on what is not there', async () => {
    expect(await addNote({ text: ' ' })).toMatchObject({
      note: null,
      event: null,
      userErrors: [{ code: 'INVALID_INPUT' }],
    });
    expect(await addNote({ system: 'none', text: 'x' })).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
    const { errors } = await gql(server.url, engineer, '{ incident(id: "i") { notes(after: "x") { totalCount } } }');
    expect(errors![0]!.extensions!.code).toBe('BAD_USER_INPUT');
  });

  test('the same key is answered with the same note', async () => {
    const input = { idempotencyKey: 'note-1', text: 'Once.' };
    const { note } = await addNote(input);
    expect((await addNote(input)).note).toEqual(note);
  });
});

describe('history', () => {
  const points = async (most?: number) =>
    (await inIncident(`history${most ? `(points: ${most})` : ''} { position at online containmentVerified total }`))
      .history;

  test('has a point for each change of a counter, and the present', async () => {
    for (const system of ['core', 'one', 'two']) await bringOnline(system);
    await addNote({ text: 'All there.' });
    const { position, history } = await inIncident('position history { position online containmentVerified total }');
    expect(history.map(({ online, containmentVerified, total }: any) => [online, containmentVerified, total])).toEqual([
      ...[
        [0, 0, 3],
        [0, 1, 3],
        [1, 1, 3],
        [1, 2, 3],
        [2, 2, 3],
        [2, 3, 3],
        [3, 3, 3],
      ],
      [3, 3, 3],
    ]);
    expect(history[0].position).toBe(1);
    expect(history.at(-1).position).toBe(position);
  });

  test('is thinned to so many points, the first and the last among them, in their order', async () => {
    const all = await points();
    for (let most = 2; most < 12; most++) {
      const some = await points(most);
      expect(some).toHaveLength(Math.min(most, all.length));
      expect(all).toEqual(expect.arrayContaining(some));
      expect([some[0], some.at(-1)]).toEqual([all[0], all.at(-1)]);
      expect(some.map(({ position }: any) => position)).toEqual(
        some.map(({ position }: any) => position).sort((one: number, other: number) => one - other),
      );
    }
    expect(await points(1)).toEqual([all.at(-1)]);
    const { errors } = await gql(server.url, engineer, '{ incident(id: "i") { history(points: 0) { position } } }');
    expect(errors![0]!.message).toBe('points must be from 1 to 5000, not 0.');
  });

  test('is thinned in Postgres, whatever the log holds', async () => {
    const { rows } = await withClient(database.ownerUrl, (client) =>
      client.query(`SELECT count(*)::int AS count FROM blackstart.event`),
    );
    expect(rows[0].count).toBeGreaterThan((await points()).length);
  });
});

describe('a revocation with cascade', () => {
  const revoke = (input: object) =>
    give(
      verifier,
      'revokeContainment',
      'RevokeContainmentInput',
      { reason: 'Found again.', ...input },
      'system { state }',
    );

  test('is refused when another number would lose their signature', async () => {
    const refused = await revoke({ system: 'core', cascade: true, expectedCount: 3 });
    expect(refused).toMatchObject({ event: null, events: [], userErrors: [{ code: 'STALE_VERSION' }] });
  });

  test('tells of the dependents first, and its own event is the one about the named system', async () => {
    const done = await revoke({ system: 'core', cascade: true, expectedCount: 2 });
    expect(done.userErrors).toEqual([]);
    expect(done.event).toMatchObject({ type: 'CONTAINMENT_REVOKED', system: { key: 'core' } });
    expect(done.events.map(({ system }: any) => system.key)).toEqual(['one', 'core']);
    expect(done.system.state).toBe('STOPPING');
    const { system } = await inIncident('system(id: "core") { blastRadius { totalCount nodes { key } } unlocks }');
    expect(system).toEqual({ blastRadius: { totalCount: 1, nodes: [{ key: 'one' }] }, unlocks: 1 });
  });
});
