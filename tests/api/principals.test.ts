import { gql, openSubscriber } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { makePerson } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

let database: TestDatabase;
let server: RunningServer;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  const declare = 'mutation { declareIncident(input: { key: "i" }) { userErrors { message } } }';
  expect((await gql(server.url, server.token, declare)).data.declareIncident.userErrors).toEqual([]);
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

const fields = 'principal { handle name active grants { role incident { key } } } userErrors { code message field }';

const updatePrincipal = (input: object, token: string) =>
  gql(server.url, token, `mutation ($input: UpdatePrincipalInput!) { updatePrincipal(input: $input) { ${fields} } }`, {
    input,
  });

async function update(input: object, token = server.token): Promise<any> {
  const { data, errors } = await updatePrincipal(input, token);
  expect(errors).toBeUndefined();
  return data.updatePrincipal;
}
/** The code of whatever refuses it: the rule, or the door. */
async function outcomeOf(input: object, token: string): Promise<any> {
  const { data, errors } = await updatePrincipal(input, token);
  return errors?.[0]?.extensions?.code ?? data.updatePrincipal.userErrors[0]?.code;
}
const codeOf = async (input: object, token?: string) => (await update(input, token)).userErrors[0]?.code;

describe('principals', () => {
  test('are listed by handle, in pages, to an ADMIN alone', async () => {
    const { token } = await makePerson(server, 'zoe', [{ role: 'COMMANDER' }]);
    const query =
      '{ principals(first: 2) { totalCount pageInfo { endCursor hasNextPage } nodes { handle grants { role } } } }';
    expect((await gql(server.url, token, query)).data).toEqual({ principals: null });
    const { principals } = (await gql(server.url, server.token, query)).data;
    expect(principals).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(principals.nodes.map(({ handle }: any) => handle)).toEqual(['blackstart', 'owner']);
    const rest = `{ principals(after: "${principals.pageInfo.endCursor}") { nodes { handle grants { role } } } }`;
    expect((await gql(server.url, server.token, rest)).data.principals.nodes).toEqual([
      { handle: 'zoe', grants: [{ role: 'COMMANDER' }] },
    ]);
  });
});

describe('updatePrincipal', () => {
  test('changes what is given and leaves the rest; grants are replaced as a whole', async () => {
    await makePerson(server, 'ann', [{ role: 'ENGINEER' }, { role: 'VERIFIER' }]);
    const renamed = await update({ principal: 'ann', name: 'Ann B.', active: null, grants: null });
    expect(renamed.userErrors).toEqual([]);
    expect(renamed.principal).toMatchObject({ name: 'Ann B.', active: true });
    expect(renamed.principal.grants).toHaveLength(2);
    const granted = await update({ principal: 'ann', grants: [{ role: 'OBSERVER', incident: 'i' }] });
    const grants = [{ role: 'OBSERVER', incident: { key: 'i' } }];
    expect(granted.principal).toEqual({ handle: 'ann', name: 'Ann B.', active: true, grants });
    expect((await update({ principal: 'ann' })).principal).toEqual(granted.principal);
    expect((await update({ principal: 'ann', grants: [] })).principal.grants).toEqual([]);
  });

  test('is for an ADMIN, of somebody who is there, with a name and grants that say something', async () => {
    const { token } = await makePerson(server, 'bob', [{ role: 'COMMANDER' }]);
    expect(await codeOf({ principal: 'bob', name: 'King' }, token)).toBe('FORBIDDEN');
    expect(await codeOf({ principal: 'nobody', name: 'x' })).toBe('NOT_FOUND');
    expect(await codeOf({ principal: 'bob', name: ' ' })).toBe('INVALID_INPUT');
    expect(await codeOf({ principal: 'bob', grants: [{ role: 'ENGINEER', incident: 'none' }] })).toBe('NOT_FOUND');
    expect(await codeOf({ principal: 'blackstart', active: false })).toBe('INVALID_INPUT');
  });

  test('lets nobody in who is not active, and ends his sockets', async () => {
    const { token, id } = await makePerson(server, 'cid', [{ role: 'OBSERVER' }]);
    const socket = openSubscriber(server.wsUrl, token);
    const progress = socket.iterate('subscription { incidentProgress(incident: "i") { position } }');
    expect((await progress.next()).value.data).toEqual({ incidentProgress: { position: 1 } });
    expect((await update({ principal: id, active: false })).principal.active).toBe(false);
    await expect(progress.next()).rejects.toMatchObject({ code: 4403 });
    expect((await gql(server.url, token, '{ viewer { handle } }')).status).toBe(401);
    await update({ principal: id.toUpperCase(), active: true });
    expect((await gql(server.url, token, '{ viewer { handle } }')).status).toBe(200);
    await socket.end();
  });

  test('refuses to take away the last active ADMIN', async () => {
    expect(await codeOf({ principal: 'owner', active: false })).toBe('IN_USE');
    expect(await codeOf({ principal: 'owner', grants: [{ role: 'ADMIN', incident: 'i' }] })).toBe('IN_USE');
    expect((await update({ principal: 'owner', name: 'Olga Owner' })).userErrors).toEqual([]);
    const { token } = await makePerson(server, 'dan', [{ role: 'ADMIN' }]);
    const both = [
      { principal: 'owner', active: false },
      { principal: 'dan', grants: [] },
    ] as const;
    const codes = await Promise.all([outcomeOf(both[0], token), outcomeOf(both[1], server.token)]);
    // the owner who comes second is the last one, may not any more, or is not let in any more
    expect(codes.filter((code) => ['IN_USE', 'FORBIDDEN', 'UNAUTHENTICATED'].includes(code))).toHaveLength(1);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
  });
});
