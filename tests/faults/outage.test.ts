import { type Answer, gql, openSubscriber, type Subscriber } from '../support/client';
import { eventually } from '../support/eventually';
import { breakGlass } from '../support/glass';
import { type OwnPostgres, startPostgres } from '../support/own-postgres';
import { makePerson, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const plan = `format: blackstart/v1
systems: [{key: core, name: Core, tier: 0, zone: L4}, {key: next, name: Next, tier: 1, zone: L4, dependsOn: [core]}]`;
const declare = `mutation ($key: String!, $content: String!) {
  declareIncident(input: { key: $key, plan: { content: $content } }) { userErrors { message } } }`;

/** An answer, and how long it took. */
async function timed<T>(work: Promise<T>): Promise<{ answer: T; milliseconds: number }> {
  const began = Date.now();
  return { answer: await work, milliseconds: Date.now() - began };
}

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions?.code;

const faults = ['frozen', 'stopped'];
let postgres: OwnPostgres;

/** A Postgres with two incidents and two people for each fault, whom no server has met yet that is started later. */
const people: Record<string, { unused: Person; near: Person }> = {};

beforeAll(async () => {
  postgres = await startPostgres();
  const first = await startServer({ DATABASE_URL: postgres.ownerUrl });
  for (const fault of faults) {
    for (const key of [`here-${fault}`, `elsewhere-${fault}`]) {
      const { data } = await gql(first.url, first.token, declare, { key, content: plan });
      expect(data.declareIncident.userErrors).toEqual([]);
    }
    people[fault] = {
      unused: await makePerson(first, `unused-${fault}`, [{ role: 'ENGINEER' }]),
      near: await makePerson(first, `near-${fault}`, [{ role: 'ENGINEER', incident: `here-${fault}` }]),
    };
  }
  await first.stop();
});
afterAll(() => postgres.end());

describe.each(faults)('with Postgres %s', (fault) => {
  let server: RunningServer;
  let unused: Person;
  let near: Person;
  let subscriber: Subscriber;
  let events: AsyncIterator<any>;

  const [here, elsewhere, during] = [`here-${fault}`, `elsewhere-${fault}`, `during-${fault}`];
  const read = `{ incident(id: "${here}") { key position progress { total } systems { nodes { key blockers { kind } } } } }`;
  const place = `mutation ($key: String!) {
    placeHold(input: { incident: "${here}", idempotencyKey: $key, reason: $key }) { event { position } userErrors { code } } }`;
  const ready = () => fetch(`${server.url}/health/ready`);

  beforeAll(async () => {
    ({ unused, near } = people[fault]!);
    server = await startServer({ DATABASE_URL: postgres.ownerUrl });
    expect((await gql(server.url, server.token, read)).data.incident.position).toBe(1);
    expect((await ready()).status).toBe(200);
    subscriber = openSubscriber(server.wsUrl, server.token);
    events = subscriber.iterate(`subscription { incidentEvents(incident: "${here}", after: 0) { position type } }`);
    expect((await events.next()).value.data.incidentEvents).toEqual({ position: 1, type: 'INCIDENT_DECLARED' });
    if (fault === 'frozen') await postgres.freeze();
    else await postgres.crash();
  });

  afterAll(async () => {
    await subscriber.end();
    await server.stop();
  });

  test('an attempt to break the glass answers UNAVAILABLE within three seconds', async () => {
    const { status, body, milliseconds } = await breakGlass(server, {
      handle: 'unused',
      password: 'x',
      code: '123456',
    });
    expect([status, body.errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE']);
    expect(milliseconds).toBeLessThan(3000);
  });

  test('a command at once answers UNAVAILABLE within three seconds', async () => {
    const { answer, milliseconds } = await timed(gql(server.url, server.token, place, { key: during }));
    expect(codeOf(answer)).toBe('UNAVAILABLE');
    expect(milliseconds).toBeLessThan(3000);
  });

  test('a loaded board is read on, by a token that was never used before too', async () => {
    for (const token of [unused.token, server.token]) {
      const { answer, milliseconds } = await timed(gql(server.url, token, read));
      expect(answer.errors).toBeUndefined();
      expect(answer.data.incident).toMatchObject({ key: here, position: 1, progress: { total: 2 } });
      expect(milliseconds).toBeLessThan(1000);
    }
  });

  test('a new subscription to a loaded board is answered', async () => {
    const other = openSubscriber(server.wsUrl, unused.token);
    const counters = other.iterate(`subscription { incidentProgress(incident: "${here}") { total } }`);
    expect((await counters.next()).value.data).toEqual({ incidentProgress: { total: 2 } });
    await other.end();
  });

  test('it is alive and not ready', async () => {
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    const { answer, milliseconds } = await timed(ready());
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'not ready', reasons: [expect.stringContaining('Postgres')] });
    expect(milliseconds).toBeLessThan(2000);
  });

  test.each([
    ['the same command again', place, { key: during }],
    ['a declaration', declare, { key: `later-${fault}`, content: plan }],
    [
      'a new principal',
      'mutation { createPrincipal(input: { handle: "x", name: "x", grants: [] }) { userErrors { code } } }',
      {},
    ],
    ['a board that is not in memory', `{ incident(id: "${elsewhere}") { key } }`, {}],
    ['the events of the log', `{ incident(id: "${here}") { events { nodes { position } } } }`, {}],
  ])('%s answers UNAVAILABLE within three seconds', async (_name, query, variables) => {
    const { answer, milliseconds } = await timed(gql(server.url, server.token, query, variables));
    expect(codeOf(answer)).toBe('UNAVAILABLE');
    expect(JSON.stringify(answer.errors)).not.toMatch(/ECONN|timeout|SELECT|127\.0\.0\.1/);
    expect(milliseconds).toBeLessThan(3000);
  });

  test('an incident out of sight fails as one that is not there', async () => {
    const asked = (name: string) => [
      gql(server.url, near.token, `{ incident(id: "${name}") { key } }`),
      gql(
        server.url,
        near.token,
        `mutation { addNote(input: { incident: "${name}", text: "x" }) { userErrors { code } } }`,
      ),
    ];
    const [hidden, missing] = await Promise.all([elsewhere, 'nowhere'].map((name) => Promise.all(asked(name))));
    expect(hidden?.map(codeOf)).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
    expect(hidden).toEqual(missing);
  });

  test('several commands at once all answer within three seconds', async () => {
    const keys = [during, 'a', 'b', 'c', 'd'];
    const { answer, milliseconds } = await timed(
      Promise.all(keys.map((key) => gql(server.url, server.token, place, { key }))),
    );
    expect(new Set(answer.map(codeOf))).toEqual(new Set(['UNAVAILABLE']));
    expect(milliseconds).toBeLessThan(3000);
  });

  test('it is ready and writes again once Postgres is back, without a restart', async () => {
    if (fault === 'frozen') postgres.thaw();
    else await postgres.start();
    await eventually(async () => ((await ready()).status === 200 ? true : undefined), 'readiness');
    const { data } = await eventually(async () => {
      const answer = await gql(server.url, server.token, place, { key: during });
      return codeOf(answer) === undefined ? answer : undefined;
    }, 'the command that succeeds');
    expect(data.placeHold.userErrors).toEqual([]);
    const again = await gql(server.url, server.token, place, { key: during });
    expect(again.data.placeHold.event.position).toBe(data.placeHold.event.position);
    const event = (await events.next()).value.data.incidentEvents;
    expect(event.type).toBe('HOLD_PLACED');
    const { data: read } = await gql(server.url, server.token, `{ incident(id: "${elsewhere}") { key } }`);
    expect(read.incident.key).toBe(elsewhere);
    expect(server.output()).not.toContain('"level":60');
  });
});
