import { withClient } from '../../src/postgres/client';
import { accessFaults } from '../support/access-log';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { dataOf, mutate, refuseRefusals } from '../support/desk';
import { breakGlass, createAccount, makeGlassPerson } from '../support/glass';
import { freePort } from '../support/issuer';
import { openLine } from '../support/line';
import { makePerson } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

let database: TestDatabase;
let server: RunningServer;

beforeAll(async () => {
  database = await createDatabase();
  // an issuer that is not there: nobody waits for it
  const oidc = { OIDC_ISSUER: `http://127.0.0.1:${await freePort()}`, OIDC_AUDIENCE: 'x' };
  server = await startServer({ ...database.env, ...oidc, BLACKSTART_LIMIT_BREAK_GLASS: '1000' });
  dataOf(
    await gql(server.url, server.token, 'mutation { declareIncident(input: { key: "i" }) { userErrors { code } } }'),
  );
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

const viewer = (token: string) => gql(server.url, token, '{ viewer { handle grants { role } } }');
const uses = async (token: string, args = 'first: 1') =>
  dataOf(
    await gql(
      server.url,
      token,
      `{ breakGlass(${args}) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
      nodes { kind at address openUntil principal { handle } } } }`,
    ),
  ).breakGlass;

describe('a password and a code', () => {
  test('open for eight hours, while the issuer is away, and everybody who leads sees it', async () => {
    const gina = await makeGlassPerson(server, 'gina', [{ role: 'COMMANDER', incident: 'i' }]);
    const { status, body } = await breakGlass(server, { handle: 'gina', password: gina.password, code: gina.code() });
    expect({ status, body }).toEqual({
      status: 200,
      body: { token: expect.stringMatching(/^bs_/), expiresAt: expect.any(String), principal: gina.id },
    });
    const hours = (Date.parse(body.expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(7.99);
    expect(hours).toBeLessThanOrEqual(8);
    expect((await viewer(body.token)).data.viewer).toEqual({ handle: 'gina', grants: [{ role: 'COMMANDER' }] });
    const { token: engineer } = await makePerson(server, 'engineer', [{ role: 'ENGINEER' }]);
    const use = { kind: 'USED', address: '127.0.0.1', openUntil: body.expiresAt, principal: { handle: 'gina' } };
    for (const token of [server.token, gina.token]) expect((await uses(token)).nodes).toMatchObject([use]);
    expect(await uses(engineer)).toBeNull();
    const entry = `{ accessLog(last: 3) { nodes { type actor { handle } token { label } data } } }`;
    const { nodes } = dataOf(await gql(server.url, server.token, entry)).accessLog;
    const used = nodes.find(({ type }: any) => type === 'BREAK_GLASS_USED');
    expect(used).toMatchObject({
      actor: { handle: 'gina' },
      token: { label: 'break-glass' },
      data: { address: '127.0.0.1' },
    });
  });

  test('open once: neither the same code nor an older one opens again, and of two at once one does', async () => {
    const hugo = await makeGlassPerson(server, 'hugo');
    const attempt = (code: string) => breakGlass(server, { handle: 'hugo', password: hugo.password, code });
    const [earlier, now, later] = [hugo.code(-1), hugo.code(), hugo.code(1)];
    const both = await Promise.all([attempt(now), attempt(now)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await attempt(now)).status).toBe(401);
    expect((await attempt(earlier)).status).toBe(401);
    expect((await attempt(later)).status).toBe(200);
  });

  test('make no token for oneself, and what they opened can be closed', async () => {
    const ines = await makeGlassPerson(server, 'ines', [{ role: 'ADMIN' }]);
    const { body } = await breakGlass(server, { handle: 'ines', password: ines.password, code: ines.code() });
    const make = (principal: string) =>
      mutate(
        { url: server.url, token: body.token },
        'createAccessToken',
        'CreateAccessTokenInput',
        { principal, label: 'x' },
        '{ secret userErrors { code } }',
      );
    expect(await make('ines')).toEqual({ secret: null, userErrors: [{ code: 'FORBIDDEN' }] });
    expect((await make('owner')).userErrors).toEqual([]); // an ADMIN may let others in again
    const line = openLine(server.wsUrl, body.token, 'subscription { incidentProgress(incident: "i") { position } }');
    await line.answered;
    const end = `mutation { deleteBreakGlassAccount(input: { principal: "ines" }) { principal { breakGlassSince } userErrors { code } } }`;
    const { deleteBreakGlassAccount } = dataOf(await gql(server.url, server.token, end));
    expect(deleteBreakGlassAccount).toEqual({ principal: { breakGlassSince: null }, userErrors: [] });
    expect(await line.closed).toBe(4403);
    expect((await viewer(body.token)).status).toBe(401);
    const again = await breakGlass(server, { handle: 'ines', password: ines.password, code: ines.code(1) });
    expect(again.status).toBe(401);
    expect(dataOf(await gql(server.url, server.token, end)).deleteBreakGlassAccount.userErrors).toEqual([
      { code: 'NOT_FOUND' },
    ]);
    refuseRefusals([await createAccount(server, { principal: 'ines' })]);
  });
});

describe('what does not fit', () => {
  test('is answered alike and after the same work: an unknown name, a wrong password, a wrong code, who is not active', async () => {
    const [jana, karl, left] = await Promise.all(
      ['jana', 'karl', 'left'].map((handle) => makeGlassPerson(server, handle)),
    );
    dataOf(
      await gql(
        server.url,
        server.token,
        'mutation { updatePrincipal(input: { principal: "left", active: false }) { userErrors { code } } }',
      ),
    );
    const wrongCode = (Number(karl!.code()) + 1).toString().slice(-6).padStart(6, '0');
    const attempts = {
      unknown: { handle: 'nobody', password: 'x'.repeat(20), code: '123456' },
      password: { handle: 'jana', password: 'x'.repeat(20), code: jana!.code() },
      code: { handle: 'karl', password: karl!.password, code: wrongCode },
      inactive: { handle: 'left', password: left!.password, code: left!.code() },
    };
    const times: Record<string, number[]> = {};
    for (let round = 0; round < 5; round++) {
      for (const [name, attempt] of Object.entries(attempts)) {
        const { status, body, milliseconds } = await breakGlass(server, attempt);
        expect({ status, body }).toEqual({
          status: 401,
          body: {
            errors: [
              {
                message: 'This handle, password and code do not fit together.',
                extensions: { code: 'UNAUTHENTICATED' },
              },
            ],
          },
        });
        (times[name] ??= []).push(milliseconds);
      }
    }
    const medians = Object.values(times).map((all) => all.sort((a, b) => a - b)[2]!);
    expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(2);
    const sixth = await Promise.all(Object.values(attempts).map((attempt) => breakGlass(server, attempt)));
    expect(sixth.map(({ status }) => status)).toEqual([429, 429, 429, 429]);
  });

  test.each([
    ['no body', ''],
    ['a list', '[{"handle":"a","password":"b","code":"123456"}]'],
    ['a code of letters', { handle: 'gina', password: 'x', code: 'abcdef' }],
    ['a code as a number', { handle: 'gina', password: 'x', code: 123456 }],
    ['no password', { handle: 'gina', code: '123456' }],
    ['a long password', { handle: 'gina', password: 'x'.repeat(129), code: '123456' }],
    ['a handle with a NUL', { handle: 'gi\u0000na', password: 'x', code: '123456' }],
  ])('%s is no attempt', async (_, attempt) => {
    const { status, body } = await breakGlass(server, attempt);
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });
});

describe('accounts', () => {
  const codes = async (input: object, token?: string) =>
    (await createAccount(server, input, token)).userErrors.map(({ code }: any) => code);

  test('are made by an ADMIN, once, for active people, with secrets that are shown once', async () => {
    const lena = await makePerson(server, 'lena', [{ role: 'COMMANDER' }]);
    await makePerson(server, 'robot', [{ role: 'OBSERVER' }], 'SERVICE');
    expect(await codes({ principal: 'lena' }, lena.token)).toEqual(['FORBIDDEN']);
    expect(await codes({ principal: 'robot' })).toEqual(['INVALID_INPUT']);
    expect(await codes({ principal: 'blackstart' })).toEqual(['INVALID_INPUT']);
    expect(await codes({ principal: 'nobody' })).toEqual(['NOT_FOUND']);
    expect(await codes({ principal: 'lena', password: 'short' })).toEqual(['INVALID_INPUT']);
    const made = await createAccount(server, { principal: 'lena', password: 'correct horse battery' });
    expect(made).toEqual({
      principal: { handle: 'lena', breakGlassSince: expect.any(String) },
      password: null,
      totpSecret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      otpauthUri: `otpauth://totp/Blackstart:lena?secret=${made.totpSecret}&issuer=Blackstart&digits=6&period=30`,
      userErrors: [],
    });
    expect(await codes({ principal: 'lena' })).toEqual(['ALREADY_EXISTS']);
  });

  test('are stored as an argon2id hash, and the log has no secret of them', async () => {
    const mona = await makeGlassPerson(server, 'mona');
    await breakGlass(server, { handle: 'mona', password: mona.password, code: mona.code() });
    const [stored, logged] = await withClient(database.ownerUrl, async (client) => [
      (await client.query('SELECT password_hash AS hash FROM blackstart.break_glass_account')).rows,
      JSON.stringify((await client.query('SELECT text FROM blackstart.access_log')).rows),
    ]);
    for (const { hash } of stored as { hash: string }[]) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    for (const secret of [mona.password, mona.totpSecret, '$argon2id']) expect(logged).not.toContain(secret);
    for (const secret of [mona.password, mona.totpSecret, mona.code()]) expect(server.output()).not.toContain(secret);
    expect(await accessFaults(database.appUrl)).toEqual([]);
  });
});

test('uses are listed newest first, in pages', async () => {
  const { totalCount, nodes, pageInfo } = await uses(server.token, 'first: 2');
  expect(totalCount).toBeGreaterThan(3);
  expect(pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false, endCursor: expect.any(String) });
  const next = await uses(server.token, `first: 500, after: "${pageInfo.endCursor}"`);
  expect(next.nodes).toHaveLength(totalCount - 2);
  const times = [...nodes, ...next.nodes].map(({ at }: any) => at);
  expect(times).toEqual([...times].sort().reverse());
});
