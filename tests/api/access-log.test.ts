import { Client } from 'pg';
import { accessFaults } from '../support/access-log';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { dataOf } from '../support/desk';
import { makePerson, makeToken } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

let database: TestDatabase;
let server: RunningServer;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

const ask = async (args: string, fields: string, token = server.token) =>
  dataOf(await gql(server.url, token, `{ accessLog(${args}) { ${fields} } }`)).accessLog;
const entry = 'position type summary actor { handle } principal { handle } token { label } data hash previousHash at';

test('tells who was made known, what was changed and which tokens came and went, in order and chained', async () => {
  const anna = await makePerson(server, 'anna', [{ role: 'ADMIN' }]);
  const own = await makeToken(server, anna.id, { as: anna.token });
  const change = `mutation { updatePrincipal(input: { principal: "anna", name: "Anna B.", grants: [{ role: ENGINEER }] }) {
    userErrors { message } } }`;
  dataOf(await gql(server.url, server.token, change));
  const revoke = `mutation ($token: ID!) { revokeAccessToken(input: { token: $token }) { userErrors { message } } }`;
  for (let twice = 0; twice < 2; twice++) dataOf(await gql(server.url, anna.token, revoke, { token: own.token.id }));
  const { nodes } = await ask('last: 5', `nodes { ${entry} }`);
  expect(nodes.map((one: any) => [one.type, one.actor.handle, one.principal.handle, one.token?.label])).toEqual([
    ['PRINCIPAL_CREATED', 'owner', 'anna', undefined],
    ['TOKEN_CREATED', 'owner', 'anna', 'test'],
    ['TOKEN_CREATED', 'anna', 'anna', 'test'],
    ['PRINCIPAL_UPDATED', 'owner', 'anna', undefined],
    ['TOKEN_REVOKED', 'anna', 'anna', 'test'],
  ]);
  expect(nodes.map((one: any) => one.data.principal.grants.map(({ role }: any) => role))).toEqual([
    ...[['ADMIN'], ['ADMIN'], ['ADMIN']],
    ...[['ENGINEER'], ['ENGINEER']],
  ]);
  expect(nodes[3].summary).toBe('Owner changed name, grants of Anna B..');
  expect(nodes[3].data.changed).toEqual(['name', 'grants']);
  expect(nodes[4].data.token.revokedAt).toEqual(expect.any(String));
  for (const [n, one] of nodes.entries()) if (n > 0) expect(one.previousHash).toBe(nodes[n - 1].hash);
  expect(await accessFaults(database.appUrl)).toEqual([]);
});

test('holds no secret, and no hash of one', async () => {
  const { secret } = await makeToken(server, 'owner');
  const text = JSON.stringify(await ask('last: 500', `nodes { ${entry} }`));
  expect(text).not.toContain(secret);
  expect(text).not.toContain(server.token);
  const client = new Client(database.ownerUrl);
  await client.connect();
  const { rows } = await client.query<{ hash: string }>('SELECT secret_hash AS hash FROM blackstart.access_token');
  await client.end();
  expect(rows.length).toBeGreaterThan(2);
  for (const { hash } of rows) expect(text).not.toContain(hash);
});

test('is read in pages, from either end', async () => {
  const { totalCount, pageInfo, edges } = await ask(
    'first: 2',
    'totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { position type principal { handle } } }',
  );
  expect(edges.map(({ node }: any) => node)).toEqual([
    { position: 1, type: 'PRINCIPAL_CREATED', principal: { handle: 'owner' } },
    { position: 2, type: 'TOKEN_CREATED', principal: { handle: 'owner' } },
  ]);
  expect(pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false, endCursor: edges[1].cursor });
  const next = await ask(`first: 1, after: "${pageInfo.endCursor}"`, 'nodes { position } pageInfo { hasPreviousPage }');
  expect(next).toEqual({ nodes: [{ position: 3 }], pageInfo: { hasPreviousPage: true } });
  const before = await ask(`last: 1, before: "${pageInfo.endCursor}"`, 'nodes { position } pageInfo { hasNextPage }');
  expect(before).toEqual({ nodes: [{ position: 1 }], pageInfo: { hasNextPage: true } });
  const all = await ask('first: 500', 'nodes { position }');
  expect(all.nodes.map(({ position }: any) => position)).toEqual(Array.from({ length: totalCount }, (_, n) => n + 1));
});

test('is for an ADMIN of all incidents alone', async () => {
  dataOf(
    await gql(server.url, server.token, 'mutation { declareIncident(input: { key: "i" }) { userErrors { code } } }'),
  );
  const people = [
    await makePerson(server, 'commander', [{ role: 'COMMANDER' }]),
    await makePerson(server, 'admin-of-one', [{ role: 'ADMIN', incident: 'i' }]),
  ];
  for (const { token } of people) expect(await ask('first: 1', 'totalCount', token)).toBeNull();
});

test('a change that changes nothing leaves no entry', async () => {
  const count = async () => (await ask('first: 1', 'totalCount')).totalCount;
  const before = await count();
  const nothing = `mutation { updatePrincipal(input: { principal: "owner" }) { principal { handle } userErrors { code } } }`;
  expect(dataOf(await gql(server.url, server.token, nothing)).updatePrincipal).toEqual({
    principal: { handle: 'owner' },
    userErrors: [],
  });
  expect(await count()).toBe(before);
});
