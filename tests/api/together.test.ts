import WebSocket from 'ws';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { mutate, refuseRefusals } from '../support/desk';
import { eventually } from '../support/eventually';
import { answersOf } from '../support/metrics';
import { makePerson, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';
import { openStream } from '../support/streams';

const plan = JSON.stringify({
  format: 'blackstart/v1',
  systems: Array.from({ length: 200 }, (_, n) => ({
    key: `s${n}`,
    name: `${n} ${'x'.repeat(190)}`,
    tier: 1,
    zone: 'L4',
  })),
});
const eventsWith = (more = '') =>
  `subscription ($i: ID!, $after: Int) { incidentEvents(incident: $i, after: $after) { position ${more} } }`;
const large = eventsWith(
  'incident { a: systems(first: 200) { nodes { name } } b: systems(first: 200) { nodes { name } } }',
);

let database: TestDatabase;
let server: RunningServer;
let engineer: Person;
let observer: Person;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  for (const key of ['here', 'elsewhere']) {
    const input = { key, plan: { content: plan } };
    refuseRefusals([
      await mutate(server, 'declareIncident', 'DeclareIncidentInput', input, '{ userErrors { message } }'),
    ]);
  }
  engineer = await makePerson(server, 'engineer', [{ role: 'ENGINEER' }]);
  observer = await makePerson(server, 'observer', [{ role: 'OBSERVER' }]);
});
afterEach(() => sockets.splice(0).forEach((socket) => socket.terminate()));
afterAll(async () => {
  await server.stop();
  await database.drop();
});

interface Heard {
  socket: WebSocket;
  say: (message: object) => void;
  messages: { id: string; type: string; payload: any }[];
  closed: Promise<number>;
  positions: (id?: string) => number[];
}

/** A socket with subscriptions by their ids, once it was let in. */
async function follow(token: string, subscriptions: Record<string, [query: string, after?: number]>): Promise<Heard> {
  const socket = new WebSocket(`${server.wsUrl}/graphql`, 'graphql-transport-ws');
  sockets.push(socket);
  const messages: Heard['messages'] = [];
  const say = (message: object) => socket.send(JSON.stringify(message));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await new Promise<void>((resolve) => {
    socket.on('message', (text: Buffer) => {
      const message = JSON.parse(String(text));
      if (message.type === 'connection_ack') resolve();
      else messages.push(message);
    });
  });
  for (const [id, [query, after]] of Object.entries(subscriptions)) {
    say({ id, type: 'subscribe', payload: { query, variables: { i: 'here', ...(after !== undefined && { after }) } } });
  }
  const told = (id?: string) => messages.filter((one) => one.type === 'next' && (id === undefined || one.id === id));
  const positions = (id?: string) => told(id).map(({ payload }) => payload.data.incidentEvents.position);
  return { socket, say, messages, closed, positions };
}

async function addNote(): Promise<number> {
  const input = { incident: 'here', text: 'noted' };
  const answer = '{ event { position } userErrors { message } }';
  const payload = await mutate({ url: server.url, token: engineer.token }, 'addNote', 'AddNoteInput', input, answer);
  refuseRefusals([payload]);
  return payload.event.position;
}

const newest = (heard: Heard, id?: string) => heard.positions(id).at(-1);
const told = (all: readonly Heard[], position: number) =>
  eventually(() => all.every((one) => newest(one) === position) || undefined, `event ${position} everywhere`);

/** Adds so many notes when all have heard one, and tells how many answers were made and delivered meanwhile. */
async function counted(all: readonly Heard[], notes: number) {
  await told(all, await addNote());
  const before = await answersOf(server);
  for (let n = 0; n < notes; n++) await told(all, await addNote());
  const after = await answersOf(server);
  return { made: minus(after.made, before.made), delivered: minus(after.delivered, before.delivered) };
}

type Ways = { alone: number; together: number };
const minus = (one: Ways, other: Ways): Ways => ({
  alone: one.alone - other.alone,
  together: one.together - other.together,
});

describe('equal subscriptions', () => {
  it('are answered once for all, whatever their ids and wherever they began', async () => {
    const start = await addNote();
    const all: Heard[] = [];
    for (let n = 0; n < 10; n++) {
      const id = n % 2 === 0 ? 'same' : `own ${n} "ö"`;
      all.push(
        await follow(observer.token, {
          [id]: [eventsWith(), ...(n < 5 ? [start - (n % 2)] : [])] as [string, number?],
        }),
      );
    }
    const { made, delivered } = await counted(all, 5);
    expect(made).toEqual({ alone: 0, together: 5 });
    expect(delivered).toEqual({ alone: 0, together: 50 });
    for (const heard of all) {
      const positions = heard.positions();
      expect(positions).toEqual(positions.map((_, n) => positions[0]! + n));
      const last = heard.messages.at(-1)!;
      expect(last.payload.extensions).toEqual({ cost: heard.messages[0]!.payload.extensions.cost });
      expect(Object.keys(last)).toEqual(['id', 'type', 'payload']);
    }
  });

  it('are told each what it cost, which hangs on when it began', async () => {
    const query = eventsWith('incident { holds { reason } }');
    const hold = { incident: 'here', reason: 'wait' };
    const all = [await follow(observer.token, { a: [query] })];
    await counted(all, 1);
    await mutate(server, 'placeHold', 'PlaceHoldInput', hold, '{ userErrors { message } }');
    all.push(await follow(observer.token, { a: [query] }));
    const { made } = await counted(all, 2);
    expect(made).toEqual({ alone: 0, together: 2 });
    const costs = all.map(({ messages }) => new Set(messages.map(({ payload }) => payload.extensions.cost)));
    expect(costs.map(({ size }) => size)).toEqual([1, 1]);
    expect([...costs[0]!][0]).toBeLessThan([...costs[1]!][0]);
  });

  it('are two on one socket under two ids, of which one may end', async () => {
    const one = await follow(observer.token, { a: [eventsWith()], b: [eventsWith()] });
    await counted([one], 1);
    expect(one.positions('a')).toEqual(one.positions('b'));
    one.say({ id: 'a', type: 'complete' });
    await eventually(async () => {
      const last = await addNote();
      await eventually(() => newest(one, 'b') === last || undefined, 'the event');
      return newest(one, 'a') !== last || undefined;
    }, 'the end of the one');
    expect(one.positions('b').length).toBeGreaterThan(one.positions('a').length);
  });

  it('are answered together on streams too', async () => {
    const one = await follow(observer.token, { a: [eventsWith()] });
    const stream = await openStream(server.url, observer.token, eventsWith(), { variables: { i: 'here' } });
    const streamed = () => stream.events.map(({ data }) => data.data.incidentEvents.position);
    const position = await addNote();
    await eventually(() => streamed().at(-1) === position || undefined, 'the event on the stream');
    const { made } = await counted([one], 3);
    await eventually(() => streamed().at(-1) === newest(one) || undefined, 'the last event');
    expect(made).toEqual({ alone: 0, together: 3 });
    expect(streamed().slice(-3)).toEqual(one.positions().slice(-3));
    expect(stream.events.at(-1)!.data.extensions).toEqual(one.messages.at(-1)!.payload.extensions);
    stream.leave();
  });

  it('are answered each for itself where the answer hangs on who asks', async () => {
    const own = eventsWith('system { allowedActions } incident { key }');
    const all = [await follow(observer.token, { a: [own] }), await follow(engineer.token, { a: [own] })];
    const { made } = await counted(all, 3);
    expect(made).toEqual({ alone: 6, together: 0 });
  });
});

describe('one of many', () => {
  it('hears nothing more once it may not, and the others do', async () => {
    const person = await makePerson(server, 'leaving', [{ role: 'OBSERVER' }]);
    const all = [
      await follow(observer.token, { a: [eventsWith()] }),
      await follow(person.token, { a: [eventsWith()] }),
    ];
    await counted(all, 1);
    const [kept, lost] = all as [Heard, Heard];
    const position = newest(lost)!;
    const input = { principal: person.id, grants: [{ role: 'OBSERVER', incident: 'elsewhere' }] };
    await mutate(server, 'updatePrincipal', 'UpdatePrincipalInput', input, '{ userErrors { message } }');
    await told([kept], await addNote());
    expect(await lost.closed).toBe(4403);
    expect(newest(lost)).toBe(position);
    const errors = lost.messages.filter(({ type }) => type === 'error').flatMap(({ payload }) => payload);
    for (const error of errors) expect(error.extensions).toEqual({ code: 'FORBIDDEN' });
  });

  it('who reads slowly neither holds the others back nor misses anything', async () => {
    const [first, slow, last] = [
      await follow(observer.token, { a: [large] }),
      await follow(observer.token, { a: [large] }),
      await follow(observer.token, { b: [large] }),
    ] as const;
    await counted([first, slow, last], 1);
    slow.socket.pause();
    // until what is made for it no longer fits into what its connection takes
    const position = await eventually(async () => {
      const before = (await answersOf(server)).delivered.together;
      const newestOne = await addNote();
      await told([first, last], newestOne);
      return (await answersOf(server)).delivered.together === before + 2 ? newestOne : undefined;
    }, 'the slow one to fall behind');
    slow.socket.resume();
    await told([first, slow, last], position);
    const { made } = await counted([first, slow, last], 2);
    expect(made).toEqual({ alone: 0, together: 2 });
    const positions = slow.positions();
    expect(positions).toEqual(positions.map((_, n) => positions[0]! + n));
  });

  it('is not told another time what has the same words in another incident', async () => {
    const here = await follow(observer.token, { a: [eventsWith()] });
    const elsewhere = eventsWith();
    here.say({ id: 'other', type: 'subscribe', payload: { query: elsewhere, variables: { i: 'elsewhere' } } });
    await counted([{ ...here, positions: () => here.positions('a') }], 2);
    expect(here.positions('other')).toEqual([]);
    const answer = await gql(server.url, observer.token, '{ incident(id: "elsewhere") { position } }');
    expect(answer.data.incident.position).toBe(1);
  });
});
