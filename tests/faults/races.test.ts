import { Client } from 'pg';
import { Handicap, startApart } from '../support/barrier';
import { type TestDatabase, createDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { depth } from '../support/depth';
import { type RunningServer, startServer } from '../support/process';
import { mutate } from '../support/desk';
import { deadlocksIn, faultsOfLog, onlineAfterRevocation, readHardEdges, readLog } from '../support/logged';
import { type Crew, type Round, makeCrew, prepareRounds } from '../support/racing';

const rounds = depth(48, 500);
const wonByEach = depth(5, 50);
// what the second one meets: the first one on its way in, deciding, writing
const spread = [0, 0.3, -0.3, 1, -1, 3, -3];
const roundsAtTheHead = depth(8, 60);
const longest = 300_000;
const answer = '{ event { position } userErrors { code blockers { kind system { key } cause { key } } } }';

describe('a revocation below a system races against its going online, on two processes', () => {
  let database: TestDatabase;
  let servers: RunningServer[] = [];
  let crew: Crew;

  beforeAll(async () => {
    database = await createDatabase();
    servers = [await startServer(database.env), await startServer(database.env)];
    crew = await makeCrew(servers);
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await database.drop();
  });

  const revoke = (incident: string, { revoked }: Round, n: number) => {
    const desk = { url: servers[n % 2]!.url, token: crew.verifier };
    const input = { incident, system: revoked, reason: 'a beacon was seen' };
    return mutate(desk, 'revokeContainment', 'RevokeContainmentInput', input, answer);
  };
  const rise = (incident: string, { rising }: Round, n: number) => {
    const desk = { url: servers[(n + 1) % 2]!.url, token: crew.operator };
    return mutate(desk, 'bringSystemOnline', 'SystemActionInput', { incident, system: rising }, answer);
  };

  /** Which of the two came first, by their answers; throws where the answers fit no order. */
  function winnerOf(round: Round, online: any, revocation: any): 'first' | 'second' {
    if (revocation.userErrors.length > 0) throw new Error(JSON.stringify(revocation));
    if (online.event) return online.event.position < revocation.event.position ? 'first' : 'second';
    const [{ code, blockers }] = online.userErrors;
    expect({ code, blockers }).toEqual({ code: 'BLOCKED', blockers: [blockerOf(round)] });
    return 'second';
  }

  function blockerOf({ path, revoked }: Round) {
    if (path.length === 2) return { kind: 'DEPENDENCY', system: { key: revoked }, cause: null };
    return { kind: 'DEPENDENCY_UNTRUSTED', system: { key: path[1] }, cause: { key: revoked } };
  }

  it(
    'never lets a system go online after the revocation, whoever comes first',
    async () => {
      const race = await prepareRounds(servers[0]!, crew, 'tie', rounds);
      const handicap = new Handicap();
      const won = { first: 0, second: 0 };
      for (const [n, round] of race.rounds.entries()) {
        const milliseconds = handicap.milliseconds + spread[n % spread.length]!;
        const [online, revocation] = await startApart(
          () => rise(race.incident, round, n),
          () => revoke(race.incident, round, n),
          milliseconds,
        );
        const winner = winnerOf(round, online, revocation);
        handicap.note(winner);
        won[winner]++;
      }
      expect(won.first + won.second).toBe(rounds);
      expect(Math.min(won.first, won.second)).toBeGreaterThanOrEqual(wonByEach);
      const log = await readLog(database.ownerUrl, race.incident);
      expect(onlineAfterRevocation(log, await readHardEdges(database.ownerUrl, race.incident))).toEqual([]);
      expect(log.filter(({ type }) => type === 'CONTAINMENT_REVOKED')).toHaveLength(rounds);
      expect(faultsOfLog(log)).toEqual([]);
    },
    longest,
  );

  it('decides on what is there when its turn comes, not on what it saw while it waited', async () => {
    const race = await prepareRounds(servers[0]!, crew, 'head', roundsAtTheHead);
    const keeper = new Client({ connectionString: database.ownerUrl });
    await keeper.connect();
    const waitingFor = (count: number) =>
      eventually(async () => {
        const { rows } = await keeper.query(waiting);
        return rows[0].count === count ? true : undefined;
      }, `${count} commands that wait for the head`);
    for (const [n, round] of race.rounds.entries()) {
      await keeper.query('BEGIN');
      await keeper.query('SELECT FROM blackstart.incident_head WHERE incident_id = $1 FOR UPDATE', [race.incident]);
      const inOrder = n % 2 === 0 ? [rise, revoke] : [revoke, rise];
      const early = inOrder[0]!(race.incident, round, n);
      await waitingFor(1);
      const late = inOrder[1]!(race.incident, round, n);
      await waitingFor(2);
      await keeper.query('COMMIT');
      const [online, revocation] = n % 2 === 0 ? [await early, await late] : [await late, await early];
      expect(winnerOf(round, online, revocation)).toBe(n % 2 === 0 ? 'first' : 'second');
    }
    await keeper.end();
    const log = await readLog(database.ownerUrl, race.incident);
    expect(onlineAfterRevocation(log, await readHardEdges(database.ownerUrl, race.incident))).toEqual([]);
    expect(faultsOfLog(log)).toEqual([]);
  });

  it('meets no deadlock on the way', async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    expect(await deadlocksIn(database.ownerUrl)).toBe(0);
  });
});

const waiting = `SELECT count(*)::int AS count FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event_type = 'Lock'`;
