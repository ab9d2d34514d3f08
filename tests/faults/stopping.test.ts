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

// the last comes to the framework before: its connection goes on, and whoever comes on it then is told
const cases: [what: string, asked: { query: string; path: string; short: number; statuses: number[] }][] = [
  ['a kept answer', { query: kept, path: '/graphql', short: 1, statuses: [100, 200] }],
  ['one that is not kept', { query: alone, path: '/graphql', short: 0, statuses: [100, 200] }],
  ['one the long way', { query: kept, path: '/graphql?long', short: 0, statuses: [100, 200, 503] }],
];

describe('a question whose body is on its way when the server stops', () => {
  const begun = new Map<string, Awaited<ReturnType<typeof begin>>>();

  beforeAll(async () => {
    for (const [what, asked] of cases) begun.set(what, await begin(asked));
    await desks.server.kill('SIGTERM');
    await refusesConnections(desks.server.url);
  });

  /** Asks a whole question twice, and the beginning of another one. */
  async function begin({ query, path }: { query: string; path: string }) {
    const { server } = desks;
    const token = desks.token('oscar');
    const question = { url: server.url, token, query, path };
    const before = await keptAnswersOf(server);
    const fresh = await ask(question);
    await ask(question);
    const short = (await keptAnswersOf(server)).short - before.short;
    const connection = new RawConnection(server.url);
    const { head, body } = rawQuestion(token, query, path);
    connection.write(head.replace('host:', 'expect: 100-continue\r\nhost:') + body.slice(0, 8));
    const first = await connection.statuses(1);
    return { fresh, short, connection, first, rest: body.slice(8) + head + body };
  }

  test.each(cases)('is answered: %s', async (what, { short, statuses }) => {
    const { fresh, connection, first, rest, ...counted } = begun.get(what)!;
    expect(counted.short).toBe(short);
    expect(first).toEqual([100]); // it waits for the rest
    expect(isAlive(desks.server.pid)).toBe(true);
    connection.write(rest);
    expect(await connection.statuses(statuses.length)).toEqual(statuses);
    expect(connection.text).toContain(fresh.text);
  });

  test('is the last that the server answers: its connections have ended, and it has', async () => {
    await eventually(() => Promise.resolve(!isAlive(desks.server.pid) || undefined), 'the end of the server');
    for (const [what, { statuses }] of cases) {
      const { connection } = begun.get(what)!;
      expect(await connection.statuses(0)).toEqual(statuses);
      if (statuses.includes(503)) expect(connection.text).toContain('The server is stopping.');
    }
  });
});
