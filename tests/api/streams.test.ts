import { createClient } from 'graphql-sse';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { executionsOf } from '../support/metrics';
import { makePerson, makeToken, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';
import { openStream, type RawStream, type StreamOptions } from '../support/streams';

const plan = `format: blackstart/v1
systems: [{key: core, name: Core, tier: 0, zone: L4}]`;
const progress = 'subscription { incidentProgress(incident: "here") { position total } }';
const events = 'subscription ($after: Int) { incidentEvents(incident: "here", after: $after) { position type } }';

let database: TestDatabase;
let server: RunningServer;
let small: RunningServer;
let observer: Person;
let engineer: Person;
let waiting: RawStream; // from the beginning: the other tests need not wait for its beat

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  small = await startServer({ ...database.env, BLACKSTART_LIMIT_CONNECTIONS: '2' });
  const declare = `mutation ($key: String!, $content: String!) { declareIncident(input: { key: $key, plan: { content: $content } }) { userErrors { message } } }`;
  for (const key of ['here', 'elsewhere']) await gql(server.url, server.token, declare, { key, content: plan });
  observer = await makePerson(server, 'observer', [{ role: 'OBSERVER', incident: 'here' }]);
  engineer = await makePerson(server, 'engineer', [{ role: 'ENGINEER' }]);
  waiting = await open(progress);
});
afterAll(async () => {
  await Promise.all([server.stop(), small.stop()]);
  await database.drop();
});

const open = (query: string, options: StreamOptions = {}) => openStream(server.url, observer.token, query, options);
const event = (stream: RawStream, n: number) => eventually(() => stream.events[n], `event ${n} of the stream`);

async function addNote(text: string): Promise<number> {
  const input = { incident: 'here', text };
  const mutation =
    'mutation ($input: AddNoteInput!) { addNote(input: $input) { event { position } userErrors { message } } }';
  return (await gql(server.url, engineer.token, mutation, { input })).data.addNote.event.position;
}

describe('a stream of server-sent events', () => {
  test.each(['GET', 'POST'] as const)('by %s tells what happens, as it happens', async (method) => {
    const stream = await open(progress, { method });
    expect(stream.status).toBe(200);
    expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers['cache-control']).toBe('no-store, no-transform');
    expect(stream.headers['x-accel-buffering']).toBe('no');
    expect(await event(stream, 0)).toMatchObject({ event: 'next', data: { data: { incidentProgress: { total: 1 } } } });
    expect(stream.events[0]!.data.extensions).toEqual({ cost: 3 });
    stream.leave();
  });

  test('is read by the client of graphql-sse', async () => {
    const client = createClient({
      url: `${server.url}/graphql/stream`,
      headers: { authorization: `Bearer ${observer.token}` },
      retryAttempts: 0,
    });
    const results = client.iterate({ query: events, variables: { after: 0 } });
    expect(await results.next()).toMatchObject({
      value: { data: { incidentEvents: { position: 1, type: 'INCIDENT_DECLARED' } } },
    });
    client.dispose();
  });

  test('resumes after the position that the client has seen: no gap, nothing twice', async () => {
    const first = await open(events, { variables: { after: 0 } });
    const seen = (await event(first, 0)).data.data.incidentEvents.position;
    first.leave();
    const missed = [await addNote('one'), await addNote('two')];
    const second = await open(events, { variables: { after: seen } });
    await event(second, 1);
    missed.push(await addNote('three'));
    await event(second, 2);
    expect(second.events.map(({ data }) => data.data.incidentEvents.position)).toEqual(missed);
    second.leave();
  });

  test('carries subscriptions only, and each one is checked as on a socket', async () => {
    const before = await executionsOf(server, 'stream');
    const refused: [query: string, code: string, variables?: Record<string, unknown>][] = [
      ['{ viewer { id } }', 'GRAPHQL_VALIDATION_FAILED'],
      ['mutation { revokeAccessToken(input: { token: "x" }) { userErrors { code } } }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription {', 'GRAPHQL_PARSE_FAILED'],
      [events, 'BAD_USER_INPUT', { after: 'x' }],
      [`subscription { incidentProgress(incident: "here") { ${'position '.repeat(2000)} } }`, 'LIMIT_EXCEEDED'],
    ];
    for (const [query, code, variables] of refused) {
      const stream = await open(query, { ...(variables && { variables }) });
      expect(await stream.ended).toBe(true);
      expect(stream.events).toMatchObject([
        { event: 'next', data: { errors: [{ extensions: { code } }] } },
        { event: 'complete' },
      ]);
    }
    expect(await executionsOf(server, 'stream')).toBe(before);
  });

  test.each([
    ['an incident that is not there', 'nowhere'],
    ['an incident that the viewer may not see', 'elsewhere'],
  ])('of %s: FORBIDDEN', async (_name, incident) => {
    const stream = await open(progress.replace('here', incident));
    expect(await stream.ended).toBe(true);
    expect(stream.events[0]).toMatchObject({ data: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } });
  });

  test.each<[name: string, status: number, options: StreamOptions]>([
    ['another form', 406, { headers: { accept: 'application/json' } }],
    ['a body that is not JSON', 400, { body: '{"query":' }],
    ['a body without a query', 400, { body: '{}' }],
    ['a body that is a batch', 400, { body: `[{"query":"${progress.replaceAll('"', '\\"')}"}]` }],
    ['variables that are no object', 400, { body: '{"query":"subscription { x }","variables":[1]}' }],
    ['a form that a page sends without asking', 415, { headers: { 'content-type': 'text/plain' } }],
    ['a page of a foreign origin', 403, { headers: { origin: 'https://evil.example' } }],
    ['a page of a foreign origin by GET', 403, { method: 'GET', headers: { origin: 'https://evil.example' } }],
    ['a page without an origin', 403, { method: 'GET', headers: { origin: 'null' } }],
  ])('%s is refused with %i', async (_name, status, options) => {
    const stream = await open(progress, options);
    expect(stream.status).toBe(status);
    await stream.ended;
    expect(JSON.parse(stream.text()).errors[0].extensions.code).toBe(status === 403 ? 'FORBIDDEN' : 'BAD_USER_INPUT');
  });

  test('a page of this server may follow', async () => {
    const stream = await open(progress, { headers: { origin: server.url } });
    expect(stream.status).toBe(200);
    stream.leave();
  });

  test('the tokens of the protocol, by which one could join the stream of another, mean nothing', async () => {
    for (const method of ['PUT', 'DELETE']) {
      const answer = await fetch(`${server.url}/graphql/stream`, {
        method,
        headers: { authorization: `Bearer ${observer.token}` },
      });
      expect(answer.status).toBe(404);
    }
    const joined = await open(progress, { headers: { 'x-graphql-event-stream-token': 'mine' } });
    expect(await event(joined, 0)).toMatchObject({ event: 'next' });
    joined.leave();
  });
});

describe('an open stream ends within five seconds', () => {
  const revoke = `mutation ($token: ID!) { revokeAccessToken(input: { token: $token }) { userErrors { code } } }`;

  async function endsSoon(stream: RawStream): Promise<void> {
    const began = Date.now();
    expect(await stream.ended).toBe(true);
    expect(Date.now() - began).toBeLessThan(5000);
    expect(stream.events.slice(-2)).toMatchObject([
      { event: 'next', data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } },
      { event: 'complete' },
    ]);
  }

  test('when its token is revoked; others go on', async () => {
    const { token, secret } = await makeToken(server, observer.id);
    const other = await open(events);
    const stream = await openStream(server.url, secret, progress);
    await event(stream, 0);
    await gql(server.url, server.token, revoke, { token: token.id });
    await endsSoon(stream);
    const position = await addNote('still there');
    expect(await event(other, 0)).toMatchObject({ data: { data: { incidentEvents: { position } } } });
    other.leave();
  });

  test('when its token expires', async () => {
    const { secret } = await makeToken(server, observer.id, { expiresAt: new Date(Date.now() + 3000).toISOString() });
    const stream = await openStream(server.url, secret, progress);
    await endsSoon(stream);
  });
});

test('a stream beats, so that nobody in between takes it for dead', async () => {
  await eventually(() => (waiting.comments() > 1 ? true : undefined), 'a beat');
  waiting.leave();
});

test('a principal has so many sockets and streams at most, and one that ends makes room', async () => {
  const streams = [
    await openStream(small.url, observer.token, progress),
    await openStream(small.url, observer.token, progress),
  ];
  const third = await openStream(small.url, observer.token, progress);
  expect(third.status).toBe(429);
  await third.ended;
  expect(JSON.parse(third.text()).errors[0].extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'connections' });
  expect((await openStream(small.url, engineer.token, progress)).status).toBe(200);
  streams[0]!.leave();
  await eventually(async () => {
    const again = await openStream(small.url, observer.token, progress);
    return again.status === 200 ? true : undefined;
  }, 'a place for another stream');
});

test('a server that stops ends its streams without `complete`, so that clients come again, and itself with 0', async () => {
  const stream = await openStream(small.url, engineer.token, progress);
  await event(stream, 0);
  expect(await small.stop()).toBe(0);
  expect(await stream.ended).toBe(true);
  expect(stream.events.at(-1)!.event).toBe('next');
});
