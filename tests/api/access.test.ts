import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { makePerson, makeToken, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';
import { withClient } from '../../src/postgres/client';

let database: TestDatabase;
let server: RunningServer;

const plan = `format: blackstart/v1
plants: [{key: P1, name: Plant one}, {key: P2, name: Plant two}]
systems:
  - {key: core, name: Core, tier: 0, zone: L4}
  - {key: one, name: One, tier: 2, zone: L3, plant: P1}
  - {key: two, name: Two, tier: 2, zone: L3, plant: P2}
milestones: [{key: G, name: Gate, systems: [core], gate: true}]`;

const declare = `mutation ($key: String!, $content: String!) {
  declareIncident(input: { key: $key, plan: { content: $content } }) { incident { id } userErrors { code message } } }`;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  for (const key of ['here', 'elsewhere']) {
    const { data } = await gql(server.url, server.token, declare, { key, content: plan });
    expect(data.declareIncident.userErrors).toEqual([]);
  }
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const viewer = (token: string | undefined) => gql(server.url, token, '{ viewer { handle } }');

describe('who asks', () => {
  test('nobody, a stranger and a malformed header are UNAUTHENTICATED, for introspection too', async () => {
    for (const token of [undefined, 'bs_unknown', '', 'two words']) {
      for (const query of ['{ viewer { handle } }', '{ __schema { types { name } } }', '{ nobody }']) {
        const { status, data, errors } = await gql(server.url, token, query);
        expect({ status, data, code: errors?.[0]?.extensions?.code }).toEqual({
          status: 401,
          data: undefined,
          code: 'UNAUTHENTICATED',
        });
      }
    }
  });

  test('a token lets in until it is revoked', async () => {
    const person = await makePerson(server, 'short-stay', [{ role: 'OBSERVER' }]);
    expect((await viewer(person.token)).data).toEqual({ viewer: { handle: 'short-stay' } });
    const revoke = `mutation ($token: ID!) { revokeAccessToken(input: { token: $token }) { token { revokedAt } userErrors { code } } }`;
    const { data } = await gql(server.url, person.token, revoke, { token: person.tokenId });
    expect(data.revokeAccessToken).toEqual({ token: { revokedAt: expect.any(String) }, userErrors: [] });
    expect((await viewer(person.token)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });

  test('a token lets in until it expires by the clock of the database', async () => {
    const person = await makePerson(server, 'until-tomorrow', [{ role: 'OBSERVER' }]);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { secret } = await makeToken(server, person.id, { expiresAt });
    expect((await viewer(secret)).data).toEqual({ viewer: { handle: 'until-tomorrow' } });
    await moveClock(7_200_000);
    await eventually(async () => ((await viewer(secret)).status === 401 ? true : undefined), 'the end of the token');
    expect((await viewer(person.token)).status).toBe(200);
    await moveClock(0);
    await eventually(async () => ((await viewer(secret)).status === 200 ? true : undefined), 'the clock as it was');
  });

  test('the last use of a token is written down', async () => {
    const person = await makePerson(server, 'seen', [{ role: 'OBSERVER' }]);
    await viewer(person.token);
    await eventually(async () => {
      const { rows } = await withClient(database.ownerUrl, (client) =>
        client.query('SELECT 1 FROM blackstart.access_token WHERE id = $1 AND last_used_at IS NOT NULL', [
          person.tokenId,
        ]),
      );
      return rows[0];
    }, 'its last use');
  });

  test('the secret itself is stored nowhere', async () => {
    const { rows } = await withClient(database.ownerUrl, (client) =>
      client.query('SELECT row_to_json(t)::text AS text FROM blackstart.access_token t'),
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { text } of rows) expect(text).not.toContain(server.token);
  });
});

async function moveClock(offset: number): Promise<void> {
  await withClient(database.ownerUrl, (client) => client.query('UPDATE blackstart.clock SET offset_ms = $1', [offset]));
}

describe('what cannot be given', () => {
  const create = `mutation ($input: CreatePrincipalInput!) { createPrincipal(input: $input) { principal { id } userErrors { code field } } }`;
  const person = { name: 'Somebody', grants: [] };

  test.each([
    ['a taken handle', { ...person, handle: 'owner' }, 'ALREADY_EXISTS', ['handle']],
    ['a handle with a space', { ...person, handle: 'two words' }, 'INVALID_INPUT', ['handle']],
    [
      'a handle like a UUID',
      { ...person, handle: '00000000-0000-4000-8000-000000000001' },
      'INVALID_INPUT',
      ['handle'],
    ],
    ['a NUL in the name', { ...person, handle: 'nul', name: 'a\u0000b' }, 'INVALID_INPUT', ['name']],
    ['an empty name', { ...person, handle: 'empty', name: '  ' }, 'INVALID_INPUT', ['name']],
    [
      'an unknown incident',
      { ...person, handle: 'g', grants: [{ role: 'OBSERVER', incident: 'no' }] },
      'NOT_FOUND',
      ['grants', '0', 'incident'],
    ],
    [
      'an unknown plant',
      { ...person, handle: 'g', grants: [{ role: 'OBSERVER', incident: 'here', plant: 'no' }] },
      'NOT_FOUND',
      ['grants', '0', 'plant'],
    ],
    [
      'a plant without its incident',
      { ...person, handle: 'g', grants: [{ role: 'OBSERVER', plant: 'P1' }] },
      'INVALID_INPUT',
      ['grants', '0', 'incident'],
    ],
  ])('%s', async (_name, input, code, field) => {
    const { data } = await gql(server.url, server.token, create, { input });
    expect(data.createPrincipal).toEqual({ principal: null, userErrors: [{ code, field }] });
  });

  test.each([
    [
      'an end in the past',
      { principal: 'owner', label: 'x', expiresAt: '2020-01-01T00:00:00.000Z' },
      'INVALID_INPUT',
      ['expiresAt'],
    ],
    ['a token for nobody', { principal: 'nobody', label: 'x' }, 'NOT_FOUND', ['principal']],
    ['a token for the tracker itself', { principal: 'blackstart', label: 'x' }, 'INVALID_INPUT', ['principal']],
    ['a token without a label', { principal: 'owner', label: '' }, 'INVALID_INPUT', ['label']],
  ])('%s', async (_name, input, code, field) => {
    const query = `mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { token { id } secret userErrors { code field } } }`;
    const { data } = await gql(server.url, server.token, query, { input });
    expect(data.createAccessToken).toEqual({ token: null, secret: null, userErrors: [{ code, field }] });
  });
});

describe('tokens of others', () => {
  test('are for an ADMIN alone; one makes and revokes one’s own', async () => {
    const [anna, ben] = [
      await makePerson(server, 'anna', [{ role: 'COMMANDER' }]),
      await makePerson(server, 'ben', []),
    ];
    const query = `mutation ($principal: ID!) { createAccessToken(input: { principal: $principal, label: "own" }) { secret userErrors { code } } }`;
    const own = await gql(server.url, ben.token, query, { principal: ben.id });
    expect((await viewer(own.data.createAccessToken.secret)).data.viewer.handle).toBe('ben');
    const others = await gql(server.url, anna.token, query, { principal: ben.id });
    expect(others.data.createAccessToken).toEqual({ secret: null, userErrors: [{ code: 'FORBIDDEN' }] });
    const revoke = `mutation ($token: ID!) { revokeAccessToken(input: { token: $token }) { userErrors { code } } }`;
    const refused = await gql(server.url, anna.token, revoke, { token: ben.tokenId });
    expect(refused.data.revokeAccessToken).toEqual({ userErrors: [{ code: 'FORBIDDEN' }] });
    expect((await viewer(ben.token)).status).toBe(200);
  });

  test('and their grants are shown to themselves and to an ADMIN', async () => {
    const carl: Person = await makePerson(server, 'carl', [{ role: 'ENGINEER', incident: 'here' }]);
    const query = `query ($id: ID!) { node(id: $id) { ... on Principal { handle grants { role incident { key } } } } }`;
    const grants = [{ role: 'ENGINEER', incident: { key: 'here' } }];
    for (const token of [carl.token, server.token]) {
      expect((await gql(server.url, token, query, { id: carl.id })).data.node).toEqual({ handle: 'carl', grants });
    }
    const other = await makePerson(server, 'dora', [{ role: 'OBSERVER' }]);
    expect((await gql(server.url, other.token, query, { id: carl.id })).data.node).toEqual({
      handle: 'carl',
      grants: null,
    });
  });
});

describe('an incident that the viewer may not see', () => {
  test('is as if it were not there', async () => {
    const guest = await makePerson(server, 'guest', [{ role: 'COMMANDER', incident: 'here' }]);
    const { data } = await gql(server.url, server.token, '{ incident(id: "elsewhere") { id } }');
    const ask = (query: string, id: string) => gql(server.url, guest.token, query, { id });
    for (const id of ['elsewhere', data.incident.id, 'never-declared']) {
      const read = `query ($id: ID!) { incident(id: $id) { key } system(incident: $id, id: "core") { key } plant(incident: $id, id: "P1") { key } node(id: "${data.incident.id}") { id } }`;
      expect((await ask(read, id)).data).toEqual({ incident: null, system: null, plant: null, node: null });
      const write = `mutation ($id: ID!) { placeHold(input: { incident: $id, reason: "x" }) { hold { id } userErrors { code } } }`;
      expect((await ask(write, id)).data.placeHold).toEqual({ hold: null, userErrors: [{ code: 'NOT_FOUND' }] });
    }
    const list = await gql(server.url, guest.token, '{ incidents { nodes { key } totalCount } }');
    expect(list.data.incidents).toEqual({ nodes: [{ key: 'here' }], totalCount: 1 });
  });
});
