import { withClient } from '../../src/postgres/client';
import { restrictDatabase } from '../../src/postgres/roles';
import { gql, openSubscriber } from '../support/client';
import { type TestDatabase, createDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { type RunningServer, startServer } from '../support/process';
import { dataOf, mutate, refuseRefusals } from '../support/desk';
import { faultsOfLog, readLog } from '../support/logged';
import { type Crew, declare, makeCrew } from '../support/racing';
import { testServer } from '../support/server';

const never = '3600000';
const documents = {
  events: `subscription ($incident: ID!, $after: Int, $afterHash: String) {
    incidentEvents(incident: $incident, after: $after, afterHash: $afterHash) { position hash previousHash } }`,
  systems: `subscription ($incident: ID!, $after: Int, $afterHash: String) {
    systemChanged(incident: $incident, after: $after, afterHash: $afterHash) { position logHead system { key state } } }`,
  progress: `subscription ($incident: ID!) { incidentProgress(incident: $incident) { position restoring } }`,
};
const look = `query ($incident: ID!) { incident(id: $incident) { position logHead
  systems(orderBy: NAME) { nodes { key state } } events(last: 1) { nodes { position hash } } } }`;

describe('a database that is put back to an earlier moment while servers run', () => {
  let database: TestDatabase;
  let copy: string;
  let crew: Crew;
  let incident: string;
  let one: RunningServer;
  let other: RunningServer;
  let blind: RunningServer;
  let before: any;

  beforeAll(async () => {
    database = await createDatabase();
    one = await startServer(database.env);
    crew = await makeCrew([one]);
    const systems = Array.from({ length: 4 }, (_, n) => ({ key: `system-${n}` }));
    incident = await declare({ ...one, token: crew.commander }, 'restored', systems);
    await start(one, 'system-0');
    before = await stateOf(one);
    copy = `${nameOf(database)}_copy`;
    await copyBeneathServers();
    other = await startServer(database.env);
    blind = await startServer({ ...database.env, BLACKSTART_LISTEN: 'off', BLACKSTART_POLL_MS: never });
  });

  beforeEach(async () => {
    await putBack();
    for (const server of [one, other]) await seesTheCopy(server);
  });

  afterAll(async () => {
    await Promise.all([one.stop(), other.stop(), blind.stop()]);
    await database.drop();
    await asAdmin(`DROP DATABASE ${copy}`);
  });

  const nameOf = ({ ownerUrl }: TestDatabase) => new URL(ownerUrl).pathname.slice(1);
  const asAdmin = (sql: string) => withClient(testServer().adminUrl, (client) => client.query(sql));

  async function putBack(): Promise<void> {
    await asAdmin(`DROP DATABASE ${nameOf(database)} WITH (FORCE)`);
    await asAdmin(`CREATE DATABASE ${nameOf(database)} TEMPLATE ${copy}`);
    await withClient(database.ownerUrl, restrictDatabase);
  }

  /** Only a database that nobody is on can be copied. */
  async function copyBeneathServers(): Promise<void> {
    const name = nameOf(database);
    await asAdmin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await asAdmin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    await asAdmin(`CREATE DATABASE ${copy} TEMPLATE ${name}`);
    await asAdmin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  }

  /** It has noticed that the database was put back, or has no more to notice. */
  const seesTheCopy = (server: RunningServer) =>
    eventually(async () => {
      const { data } = await gql(server.url, crew.commander, look, { incident });
      return data?.incident?.logHead === before.logHead && (await isReady(server)) ? true : undefined;
    }, 'the state of the copy');
  const isReady = async ({ url }: RunningServer) => (await fetch(`${url}/health/ready`)).status === 200;

  async function start({ url }: { url: string }, system: string): Promise<number> {
    const desk = { url, token: crew.engineer };
    const input = { incident, system };
    const started = await mutate(
      desk,
      'startRestore',
      'SystemActionInput',
      input,
      '{ event { position } userErrors { code } }',
    );
    refuseRefusals([started]);
    return started.event.position;
  }

  async function hold({ url }: { url: string }, count: number): Promise<void> {
    const desk = { url, token: crew.engineer };
    for (let n = 0; n < count; n++) {
      const input = { incident, reason: `${Math.random()}` };
      refuseRefusals([await mutate(desk, 'placeHold', 'PlaceHoldInput', input, '{ userErrors { code } }')]);
    }
  }

  const stateOf = async ({ url }: RunningServer) => dataOf(await gql(url, crew.commander, look, { incident })).incident;

  /** Follows until the stream ends; `codes` are those of the errors that end it. */
  function following(
    { wsUrl }: RunningServer,
    kind: keyof typeof documents,
    place: { after?: number; afterHash?: string } = {},
  ) {
    const subscriber = openSubscriber(wsUrl, crew.commander);
    const heard: any[] = [];
    const listen = async () => {
      for await (const { data, errors } of subscriber.iterate(documents[kind], { incident, ...place })) {
        if (errors) throw errors;
        heard.push(Object.values(data as object)[0]);
      }
      return [];
    };
    const codes: Promise<string[]> = listen()
      .catch((errors) => (Array.isArray(errors) ? errors.map(({ extensions }) => extensions?.code) : [String(errors)]))
      .finally(() => subscriber.end());
    const hasHeard = (position: number) =>
      eventually(() => heard.find((each) => each.position >= position), `${kind} up to ${position}`);
    return { codes, heard, hasHeard };
  }

  it('ends every follower with FORKED, and answers from what is there now', async () => {
    expect(await stateOf(one)).toEqual(before);
    await start(one, 'system-1');
    const lost = await start(other, 'system-2');
    const after = before.position;
    const followers = [one, other].flatMap((server) => [
      following(server, 'events', { after, afterHash: before.logHead }),
      following(server, 'systems', { after }),
      following(server, 'progress'),
    ]);
    for (const { hasHeard } of followers) await hasHeard(lost);
    const afterHash = (await stateOf(other)).logHead;

    await putBack();

    for (const { codes } of followers) expect(await codes).toEqual(['FORKED']);
    for (const server of [one, other]) {
      expect(await stateOf(server)).toEqual(before);
      for (const kind of ['events', 'systems'] as const) {
        expect(await following(server, kind, { after: lost }).codes).toEqual(['FORKED']);
        expect(await following(server, kind, { after, afterHash }).codes).toEqual(['FORKED']);
      }
    }
    const again = following(other, 'events', { after, afterHash: before.logHead });
    expect(await start(one, 'system-3')).toBe(after + 1);
    expect((await again.hasHeard(after + 1)).previousHash).toBe(before.logHead);
    await hold(other, 2);
    expect(await following(one, 'events', { after: lost, afterHash }).codes).toEqual(['FORKED']);
    const states = (await stateOf(other)).systems.nodes.map(({ state }: any) => state);
    expect(states).toEqual(['RESTORING', 'OFFLINE', 'OFFLINE', 'RESTORING']);
    expect(faultsOfLog(await readLog(database.ownerUrl, incident))).toEqual([]);
  });

  it.each([
    ['less far than', 1],
    ['as far as', 3],
    ['farther than', 6],
  ])('never writes on top of what is gone: a new log that is %s the old one', async (_, newEvents) => {
    for (const key of ['system-1', 'system-2', 'system-3']) await start(blind, key);
    const old = await stateOf(blind);
    const follower = following(blind, 'events', { after: 0 });
    await follower.hasHeard(old.position);

    await putBack();
    await seesTheCopy(other);
    await hold(other, newEvents);

    const { position } = await stateOf(other);
    await hold(blind, 1);
    expect(await follower.codes).toEqual(['FORKED']);
    expect(follower.heard.at(-1).hash).toBe(old.logHead);
    expect((await stateOf(blind)).position).toBe(position + 1);
    const states = (await stateOf(blind)).systems.nodes.map(({ state }: any) => state);
    expect(states).toEqual(['RESTORING', 'OFFLINE', 'OFFLINE', 'OFFLINE']);
    expect(faultsOfLog(await readLog(database.ownerUrl, incident))).toEqual([]);
  });
});
