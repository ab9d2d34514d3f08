import { withClient } from '../../src/postgres/client';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { dataOf } from '../support/desk';
import { eventually } from '../support/eventually';
import { breakGlass, makeGlassPerson } from '../support/glass';
import { type RunningServer, startServer } from '../support/process';

let database: TestDatabase;
let one: RunningServer;
let other: RunningServer;

beforeAll(async () => {
  database = await createDatabase();
  const generous = { BLACKSTART_LIMIT_BREAK_GLASS: '1000' };
  [one, other] = [
    await startServer({ ...database.env, ...generous }),
    await startServer({ ...database.env, ...generous }),
  ];
});
afterAll(async () => {
  await Promise.all([one?.stop(), other?.stop()]);
  await database?.drop();
});

const wrong = (handle: string) => ({ handle, password: 'x'.repeat(20), code: '000000' });

describe('attempts on one account', () => {
  test('are five in a quarter of an hour over all processes; then the right one has to wait too', async () => {
    const nina = await makeGlassPerson(one, 'nina');
    const right = (steps: number) => ({
      handle: 'nina',
      password: nina.password,
      code: nina.code(steps),
    });
    for (const server of [one, other, one, other, one])
      expect((await breakGlass(server, wrong('nina'))).status).toBe(401);
    for (const server of [one, other]) {
      const { status, retryAfter, body } = await breakGlass(server, right(0));
      expect([status, body.errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
      expect(retryAfter).toBeGreaterThan(800);
      expect(retryAfter).toBeLessThanOrEqual(900);
    }
    const query = '{ breakGlass(first: 1) { nodes { kind address openUntil principal { handle } } } }';
    const locked = { kind: 'LOCKED', address: '127.0.0.1', openUntil: null, principal: { handle: 'nina' } };
    const uses = await eventually(async () => {
      const { nodes } = dataOf(await gql(one.url, one.token, query)).breakGlass;
      return nodes.length > 0 ? nodes : undefined;
    }, 'the entry');
    expect(uses).toEqual([locked]);
    await later();
    expect((await breakGlass(other, right(0))).status).toBe(200);
  });

  test('that succeed are forgotten', async () => {
    const olga = await makeGlassPerson(one, 'olga');
    const right = (steps: number) => ({ handle: 'olga', password: olga.password, code: olga.code(steps) });
    for (let n = 0; n < 4; n++) expect((await breakGlass(one, wrong('olga'))).status).toBe(401);
    expect((await breakGlass(one, right(0))).status).toBe(200);
    for (let n = 0; n < 4; n++) expect((await breakGlass(one, wrong('olga'))).status).toBe(401);
    expect((await breakGlass(one, right(1))).status).toBe(200);
  });

  test.each([
    ['an account', 'pia'],
    ['a name that nobody has', 'nobody-at-all'],
  ])('are counted before they are looked at, on %s: of forty at once five are judged', async (_, handle) => {
    if (handle === 'pia') await makeGlassPerson(one, handle);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => breakGlass(n % 2 ? one : other, wrong(handle))),
    );
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5);
    for (const { retryAfter } of answers.filter(({ status }) => status === 429)) expect(retryAfter).toBeGreaterThan(0);
  });
});

/** Sixteen minutes later, as far as attempts are concerned. */
async function later(): Promise<void> {
  await withClient(database.ownerUrl, (client) =>
    client.query(`UPDATE blackstart.break_glass_attempt SET since = since - interval '16 minutes'`),
  );
}

test('attempts from one address are ten a minute, on whatever names', async () => {
  const strict = await startServer(database.env);
  const statuses: number[] = [];
  for (let n = 0; n < 12; n++) {
    const { status, retryAfter } = await breakGlass(strict, wrong(`name-${n}`));
    statuses.push(status);
    if (status === 429) {
      expect(retryAfter).toBeGreaterThan(0);
      expect(retryAfter).toBeLessThanOrEqual(60);
    }
  }
  expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
  const long = { ...wrong('name'), more: 'x'.repeat(1024 * 1024) };
  expect((await breakGlass(strict, long)).status).toBe(429); // counted before it is read
  await strict.stop();
});

test('a body of more than 1 KB is not read, and counts', async () => {
  const fitting = { ...wrong('somebody'), more: '' };
  const room = 1024 - JSON.stringify(fitting).length;
  expect((await breakGlass(one, { ...fitting, more: 'x'.repeat(room) })).status).toBe(401);
  const { status, body } = await breakGlass(one, { ...fitting, more: 'x'.repeat(room + 1) });
  expect([status, body.errors[0].extensions.code]).toEqual([413, 'LIMIT_EXCEEDED']);
});

test('names that were tried are forgotten', async () => {
  const count = async () =>
    (
      await withClient(database.ownerUrl, (client) =>
        client.query('SELECT name_hash FROM blackstart.break_glass_attempt'),
      )
    ).rowCount;
  expect(await count()).toBeGreaterThan(5);
  await later();
  await breakGlass(one, wrong('the-last'));
  expect(await count()).toBe(1);
});
