import { networkOf } from '../../src/http/rates';
import { attempt, transports } from '../support/attempts';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { depth } from '../support/depth';
import { makePerson, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const few = { BLACKSTART_RATE_PRINCIPAL: '8', BLACKSTART_RATE_STRANGER: '5' };

let database: TestDatabase;
let first: RunningServer;
let people: Person[];

beforeAll(async () => {
  database = await createDatabase();
  first = await startServer(database.env);
  const names = ['one', 'two', 'three', 'four'];
  people = await Promise.all(names.map((name) => makePerson(first, name, [{ role: 'OBSERVER' }])));
});
afterAll(async () => {
  await first.stop();
  await database.drop();
});

const ask = (server: RunningServer, token?: string) =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: '{"query":"{ viewer { id } }"}',
  });

async function refusedAfter(server: RunningServer, most: number, token?: string): Promise<Response> {
  for (let n = 0; n < most; n++) expect((await ask(server, token)).status).toBe(token === undefined ? 401 : 200);
  const answer = await ask(server, token);
  expect(answer.status).toBe(429);
  return answer;
}

test('a principal asks so often a minute; then it is told when to come again, and others are not', async () => {
  const server = await startServer({ ...database.env, ...few });
  const answer = await refusedAfter(server, 8, people[0]!.token);
  const seconds = Number(answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(50);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(await answer.json()).toEqual({
    errors: [
      {
        message: `Too many requests. Try again in ${seconds} s.`,
        extensions: { code: 'RATE_LIMITED', retryAfter: seconds },
      },
    ],
  });
  expect((await ask(server, people[1]!.token)).status).toBe(200);
  await server.stop();
});

test('the same count holds over every transport', async () => {
  const server = await startServer({ ...database.env, ...few });
  await refusedAfter(server, 8, people[2]!.token);
  const query = 'subscription { incidentProgress(incident: "nowhere") { total } }';
  for (const transport of transports) {
    const { errors } = await attempt(server.url, people[2]!.token, transport, { query });
    expect(errors[0]!.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
  }
  await server.stop();
});

test('strangers are counted by address, and use up nothing of those who come from there too', async () => {
  const server = await startServer({ ...database.env, ...few });
  expect((await refusedAfter(server, 5)).headers.get('retry-after')).toMatch(/^\d+$/);
  expect((await ask(server, 'bs_guessed')).status).toBe(429);
  expect((await ask(server, people[3]!.token)).status).toBe(200);
  await server.stop();
});

test('an address asks so often, whoever is there; sockets are refused before they open', async () => {
  const server = await startServer({ ...database.env, BLACKSTART_RATE_ADDRESS: '6' });
  await refusedAfter(server, 6, people[3]!.token);
  const query = 'subscription { incidentProgress(incident: "nowhere") { total } }';
  await expect(attempt(server.url, people[3]!.token, 'WebSocket', { query })).rejects.toThrow('429');
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  await server.stop();
});

test('1,000 clients behind one address, with one token, load a page of requests at once', async () => {
  const before = Date.now();
  for (let round = 0; round < depth(1, 6); round++) {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, () => gql(first.url, people[1]!.token, '{ viewer { id } }')),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  }
  expect(Date.now() - before).toBeLessThan(60_000);
});

test.each([
  ['10.1.2.3', '10.1.2.3'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network));
