import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { genesisHash } from '../../src/domain/event';
import { type TestDatabase, createDatabase } from '../support/database';
import { depth } from '../support/depth';
import { type RunningServer, startServer } from '../support/process';
import { mutate, refuseRefusals } from '../support/desk';
import { readLog } from '../support/logged';
import { type Crew, declare, makeCrew, proof } from '../support/racing';
import { sit, wayToLeave } from '../support/resuming';

const follow = `subscription ($incident: ID!, $after: Int, $afterHash: String) {
  incidentEvents(incident: $incident, after: $after, afterHash: $afterHash) { position hash previousHash reason } }`;
const told = '{ event { position hash } userErrors { code message } }';
const toldEach = '{ results { userErrors { code } } userErrors { code } }';
// what takes the server a while to put together, so that there is a moment between the commit and the reply
const longAnswer = `{ event { position hash } userErrors { code } hold { incident {
  ${Array.from({ length: 8 }, (_, n) => `s${n}: systems(first: 500) { nodes { key blockers { kind message } containment { missingChecks checks { kind } } } }`).join('\n')} } } }`;

const batches = depth(10, 100);
const eventsAtLeast = depth(500, 5000);
const sittingsAtLeast = depth(20, 200);
const eventsOfSitting = 24;
const systemsOfBatch = 50;
const theEnd = 'the end';
const longest = 300_000;

interface Heard {
  position: number;
  hash: string;
  previousHash: string;
  reason: string | null;
}

describe('a subscriber that comes back with `after` while its server is restarted', () => {
  let database: TestDatabase;
  let other: RunningServer;
  /** The server that it follows; pending while there is none. */
  let serving: Promise<RunningServer>;
  let crew: Crew;
  let incident: string;
  const systems = Array.from({ length: 500 }, (_, n) => `system-${n}`);

  beforeAll(async () => {
    database = await createDatabase();
    other = await startServer(database.env);
    serving = startServer(database.env);
    crew = await makeCrew([other, await serving]);
    incident = await declare(
      { ...other, token: crew.commander },
      'followed',
      systems.map((key) => ({ key })),
    );
  });

  afterAll(async () => {
    await Promise.all([other.stop(), (await serving).stop()]);
    await database.drop();
  });

  async function placeHold(server: RunningServer, idempotencyKey: string, selection = told) {
    const desk = { url: server.url, token: crew.engineer };
    const input = { idempotencyKey, incident, reason: idempotencyKey };
    const placed = await mutate(desk, 'placeHold', 'PlaceHoldInput', input, selection);
    refuseRefusals([placed]);
    return placed;
  }

  /** What a client does that got no answer: the same again, with the same key, to the server that is there now. */
  async function untilAnswered<T>(work: (server: RunningServer) => Promise<T>): Promise<T> {
    for (;;) {
      const server = await serving;
      try {
        return await work(server);
      } catch (error) {
        if (server === (await serving)) throw error;
      }
    }
  }

  /** Every event from the first on, over many sockets, each of which goes on where the one before it ended. */
  async function followAll(): Promise<{ heard: Heard[]; sittings: number; servers: number }> {
    const heard: Heard[] = [];
    const servers = new Set<string>();
    for (let sittings = 0; ; sittings++) {
      const { wsUrl } = await serving;
      servers.add(wsUrl);
      const last = heard.at(-1) ?? { position: 0, hash: genesisHash };
      let taken = 0;
      const take = ({ incidentEvents: event }: { incidentEvents: Heard }) => {
        heard.push(event);
        return ++taken < eventsOfSitting && event.reason !== theEnd;
      };
      const variables = { incident, after: last.position, afterHash: last.hash };
      const ended = await sit({
        wsUrl,
        token: crew.commander,
        query: follow,
        variables,
        leaving: wayToLeave(sittings),
        take,
      });
      expect(['LEFT', 'LOST']).toContain(ended);
      if (heard.at(-1)?.reason === theEnd) return { heard, sittings, servers: servers.size };
    }
  }

  /** Most events come in batches from the other process. */
  async function recordChecks(done: (share: number) => Promise<void>): Promise<void> {
    const desk = { url: other.url, token: crew.engineer };
    for (let n = 0; n < batches; n++) {
      const from = (n * systemsOfBatch) % systems.length;
      const some = { incident, systems: systems.slice(from, from + systemsOfBatch), note: `${n}` };
      const input = { ...some, kinds: ['ISOLATION_IN_FORCE'], outcome: 'PASSED', evidence: proof };
      const type = 'RecordContainmentChecksInput';
      refuseRefusals([await mutate(desk, 'recordContainmentChecks', type, input, toldEach)]);
      await done((n + 1) / batches);
    }
  }

  /** The others, one by one, from the server that is restarted meanwhile. */
  async function placeAndRelease(isOver: () => boolean): Promise<string[]> {
    const keys: string[] = [];
    for (let n = 0; !isOver(); n++) {
      const reason = `hold ${n}`;
      const { hold } = await untilAnswered((server) => placeHold(server, reason, told.replace('{', '{ hold { id }')));
      const input = { idempotencyKey: `release ${n}`, incident, hold: hold.id, reason: `release ${n}` };
      await untilAnswered(async ({ url }) => {
        const desk = { url, token: crew.engineer };
        refuseRefusals([await mutate(desk, 'releaseHold', 'ReleaseHoldInput', input, told)]);
      });
      keys.push(reason, `release ${n}`);
    }
    return keys;
  }

  /** Ends the server as soon as it has committed, and before it has answered; the key of the hold that it had placed. */
  async function killBetweenCommitAndReply(): Promise<string> {
    const watcher = new Client({ connectionString: database.ownerUrl });
    await watcher.connect();
    for (let tries = 0; tries < 20; tries++) {
      const server = await serving;
      const key = `unanswered ${randomUUID()}`;
      let isAnswered = false;
      const answer = placeHold(server, key, longAnswer).then(
        () => (isAnswered = true),
        () => undefined,
      );
      while ((await watcher.query('SELECT FROM blackstart.hold WHERE reason = $1', [key])).rowCount === 0);
      if (isAnswered) continue;
      const killed = server.kill('SIGKILL');
      serving = killed.then(() => startServer(database.env));
      await Promise.all([killed, answer]);
      if (isAnswered) continue;
      await watcher.end();
      return key;
    }
    throw new Error('every answer came before the end of its server');
  }

  async function restart(): Promise<void> {
    const server = await serving;
    const stopped = server.stop();
    serving = stopped.then(() => startServer(database.env));
    expect(await stopped).toBe(0);
  }

  it(
    'hears each event once and in order, and what it repeats with a key happens once',
    async () => {
      const following = followAll();
      let isOver = false;
      let unanswered = '';
      let restarted = Promise.resolve();
      const holding = placeAndRelease(() => isOver);
      await recordChecks(async (share) => {
        if (share === 0.3) restarted = restart();
        if (share === 0.6) unanswered = await killBetweenCommitAndReply();
      });
      isOver = true;
      const [keys] = await Promise.all([holding, restarted]);
      const again = await untilAnswered((server) => placeHold(server, unanswered));
      await untilAnswered((server) => placeHold(server, theEnd));

      const { heard, sittings, servers } = await following;
      const log = await readLog(database.ownerUrl, incident);
      expect(heard.map(({ position, hash }) => [position, hash])).toEqual(
        log.map(({ position, hash }) => [position, hash]),
      );
      expect(heard.map(({ position }) => position)).toEqual(log.map((_, n) => n + 1));
      let before = genesisHash;
      for (const { previousHash, hash } of heard) {
        expect(previousHash).toBe(before);
        before = hash;
      }
      const reasons = heard.map(({ reason }) => reason).filter((reason) => reason !== null && keys.includes(reason));
      expect(reasons).toEqual(keys);
      expect(heard.filter(({ reason }) => reason === unanswered)).toMatchObject([again.event]);
      expect(heard.length).toBeGreaterThanOrEqual(eventsAtLeast);
      expect(sittings).toBeGreaterThanOrEqual(sittingsAtLeast);
      expect(servers).toBeGreaterThanOrEqual(3);
    },
    longest,
  );
});
