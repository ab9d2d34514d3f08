import { Desks } from '../support/albion.desk';
import { ask } from '../support/asking';
import { eventually } from '../support/eventually';
import { keptAnswersOf } from '../support/metrics';
import { RawConnection, rawQuestion } from '../support/raw';

const desks = new Desks();

beforeAll(async () => {
  await desks.open();
  await desks.declare('kept', { systems: [{ key: 'base' }] });
});
afterAll(() => desks.close());

const refusesConnections = (url: string) =>
  eventually(
    () =>
      fetch(`${url}/health/live`).then(
        () => undefined,
        () => true,
      ),
    'a server that takes no connection any more',
  );

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const kept = '{ incident(id: "kept") { key } }';
const alone = '{ viewer { handle } }';

// the last came to the framework before: its connection goes on, and whoever comes on it then is told
test.each([
  ['a kept answer', { query: kept, path: '/graphql', short: 1, statuses: [100, 200] }],
  ['one that is not kept', { query: alone, path: '/graphql', short: 0, statuses: [100, 200] }],
  ['one the long way', { query: kept, path: '/graphql?long', short: 0, statuses: [100, 200, 503] }],
])('a question whose body is on its way when the server stops is answered: %s', async (_what, asked) => {
  const { query, path, short, statuses } = asked;
  const server = await desks.start();
  const token = desks.token('oscar');
  const question = { url: server.url, token, query, path };
  const fresh = await ask(question);
  await ask(question);
  expect((await keptAnswersOf(server)).short).toBe(short);

  const connection = new RawConnection(server.url);
  const { head, body } = rawQuestion(token, query, path);
  connection.write(head.replace('host:', 'expect: 100-continue\r\nhost:') + body.slice(0, 8));
  expect(await connection.statuses(1)).toEqual([100]); // it waits for the rest
  await server.kill('SIGTERM');
  await refusesConnections(server.url);
  connection.write(body.slice(8) + head + body);
  expect(await connection.statuses(statuses.length)).toEqual(statuses);
  expect(connection.text).toContain(fresh.text);
  await eventually(() => Promise.resolve(!isAlive(server.pid) || undefined), 'the end of the server');
  expect(await connection.statuses(0)).toEqual(statuses);
  if (statuses.includes(503)) expect(connection.text).toContain('The server is stopping.');
});
