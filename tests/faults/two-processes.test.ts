import { withClient } from '../../src/postgres/client';
import { gql, openSubscriber, take } from '../support/client';
import { type TestDatabase, createDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { depth } from '../support/depth';
import { type RunningServer, startServer } from '../support/process';
import { dataOf, mutate, refuseRefusals } from '../support/desk';
import { type Crew, declare, makeCrew } from '../support/racing';

const never = '3600000';
const clients = 6;
const holdsOfClient = depth(4, 20);
const readsAfterWrites = depth(6, 30);
const follow = `subscription ($incident: ID!, $after: Int) {
  incidentEvents(incident: $incident, after: $after) { position hash previousHash reason } }`;
const followSystem = `subscription ($incident: ID!, $after: Int) {
  systemChanged(incident: $incident, after: $after) { position system { key } } }`;
const look = `query ($incident: ID!, $atLeast: Int) {
  incident(id: $incident, atLeast: $atLeast) { position holds { reason } } }`;

describe('two processes on one Postgres', () => {
  let database: TestDatabase;
  let one: RunningServer;
  let other: RunningServer;
  let crew: Crew;
  let incident: string;
  const others: RunningServer[] = [];

  beforeAll(async () => {
    database = await createDatabase();
    [one, other] = [await startServer(database.env), await startServer(database.env)];
    crew = await makeCrew([one, other]);
    const systems = Array.from({ length: 20 }, (_, n) => ({ key: `system-${n}` }));
    incident = await declare({ ...one, token: crew.commander }, 'shared', systems);
  });

  afterEach(async () => {
    await Promise.all(others.splice(0).map((server) => server.stop()));
  });

  afterAll(async () => {
    await Promise.all([one.stop(), other.stop()]);
    await database.drop();
  });

  /** Another process of this database, which knows the incident. */
  async function startAnother(settings: Record<string, string>): Promise<RunningServer> {
    const server = await startServer({ ...database.env, ...settings });
    others.push(server);
    expect(dataOf(await gql(server.url, crew.commander, look, { incident })).incident).not.toBeNull();
    return server;
  }

  /** Places a hold, and returns the position of its event. */
  async function hold(server: RunningServer, reason: string): Promise<number> {
    const desk = { url: server.url, token: crew.engineer };
    const selection = '{ event { position } userErrors { message } }';
    const placed = await mutate(desk, 'placeHold', 'PlaceHoldInput', { incident, reason }, selection);
    refuseRefusals([placed]);
    return placed.event.position;
  }

  const positionNow = async () => dataOf(await gql(one.url, crew.commander, look, { incident })).incident.position;

  /** What a subscriber hears of the next events, begun before they happen. */
  function hearing(server: RunningServer, after: number, count: number) {
    const subscriber = openSubscriber(server.wsUrl, crew.commander);
    const stream = subscriber.iterate(follow, { incident, after });
    const events = take(stream, count).then((results) => results.map(({ data }: any) => data.incidentEvents));
    return events.finally(() => subscriber.end());
  }

  it('tells the subscribers of both in the same order what is done on either', async () => {
    const after = await positionNow();
    const heard = [hearing(one, after, clients * holdsOfClient), hearing(other, after, clients * holdsOfClient)];
    const placing = Array.from({ length: clients }, async (_, client) => {
      for (let n = 0; n < holdsOfClient; n++) await hold(client % 2 === 0 ? one : other, `client ${client}, ${n}`);
    });
    await Promise.all(placing);
    const [first, second] = await Promise.all(heard);
    expect(first).toEqual(second);
    expect(first!.map(({ position }) => position)).toEqual(
      Array.from({ length: clients * holdsOfClient }, (_, n) => after + 1 + n),
    );
    for (const [n, event] of first!.entries()) if (n > 0) expect(event.previousHash).toBe(first![n - 1].hash);
    const ofClient = first!.map(({ reason }) => reason).filter((reason) => reason.startsWith('client 1,'));
    expect(ofClient).toEqual(Array.from({ length: holdsOfClient }, (_, n) => `client 1, ${n}`));
  });

  it('tells what changed of a system to the subscribers of the other process', async () => {
    const after = await positionNow();
    const subscriber = openSubscriber(other.wsUrl, crew.commander);
    const stream = subscriber.iterate(followSystem, { incident, after });
    const desk = { url: one.url, token: crew.engineer };
    const input = { incident, system: 'system-0', kind: 'ISOLATION_IN_FORCE', outcome: 'FAILED' };
    const selection = '{ userErrors { message } }';
    refuseRefusals([await mutate(desk, 'recordContainmentCheck', 'RecordContainmentCheckInput', input, selection)]);
    for await (const { data } of stream as AsyncIterable<any>) {
      const { position, system } = data.systemChanged;
      if (position <= after) continue; // what changed up to then is told first
      expect(system.key).toBe('system-0');
      break;
    }
    await subscriber.end();
  });

  it('answers a read with atLeast after the write that the other one did', async () => {
    for (let n = 0; n < readsAfterWrites; n++) {
      const [writer, reader] = n % 2 === 0 ? [one, other] : [other, one];
      const atLeast = await hold(writer, `written ${n}`);
      const { incident: read } = dataOf(await gql(reader.url, crew.commander, look, { incident, atLeast }));
      expect(read.position).toBeGreaterThanOrEqual(atLeast);
      expect(read.holds.map(({ reason }: any) => reason)).toContain(`written ${n}`);
    }
  });

  it('says POSITION_NOT_REACHED after two seconds for a position that is not there', async () => {
    const atLeast = (await positionNow()) + 1000;
    const started = Date.now();
    const { data, errors } = await gql(other.url, crew.commander, look, { incident, atLeast });
    const milliseconds = Date.now() - started;
    expect(data.incident).toBeNull();
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['POSITION_NOT_REACHED']);
    expect(milliseconds).toBeGreaterThanOrEqual(1990);
    expect(milliseconds).toBeLessThan(4000);
  });

  it('hears by the poll alone where LISTEN is cut, and is heard by the poll of the others', async () => {
    const deaf = await startAnother({ BLACKSTART_LISTEN: 'off', BLACKSTART_POLL_MS: '200' });
    const after = await positionNow();
    const heard = [hearing(deaf, after, 2), hearing(one, after, 2)];
    const atLeast = await hold(one, 'said aloud');
    expect(dataOf(await gql(deaf.url, crew.commander, look, { incident, atLeast })).incident.position).toBe(atLeast);
    await hold(deaf, 'said by one who gives no notice');
    const [first, second] = await Promise.all(heard);
    expect(first!.map(({ reason }) => reason)).toEqual(['said aloud', 'said by one who gives no notice']);
    expect(second).toEqual(first);
  });

  it('hears by notice alone where the poll is far away', async () => {
    const patient = await startAnother({ BLACKSTART_POLL_MS: never });
    const after = await positionNow();
    const heard = hearing(patient, after, 1);
    const atLeast = await hold(other, 'noticed');
    expect(dataOf(await gql(patient.url, crew.commander, look, { incident, atLeast })).incident.position).toBe(atLeast);
    expect((await heard).map(({ reason }) => reason)).toEqual(['noticed']);
  });

  it('goes on by the poll when its listening connection is cut, and listens again', async () => {
    const after = await positionNow();
    const heard = [hearing(one, after, 10), hearing(other, after, 10)];
    const cut = await withClient(database.ownerUrl, (client) => client.query(cutListeners));
    expect(cut.rowCount).toBe(2);
    for (let n = 0; n < 10; n++) await hold(n % 2 === 0 ? one : other, `cut ${n}`);
    const [first, second] = await Promise.all(heard);
    expect(first!.map(({ reason }) => reason)).toEqual(Array.from({ length: 10 }, (_, n) => `cut ${n}`));
    expect(second).toEqual(first);
    await eventually(async () => {
      const listening = await withClient(database.ownerUrl, (client) => client.query(listeners));
      return listening.rowCount === 2 ? true : undefined;
    }, 'two connections that listen');
  });
});

const listeners = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'blackstart listens'`;
const cutListeners = `SELECT pg_terminate_backend(pid) FROM (${listeners}) AS listening`;
