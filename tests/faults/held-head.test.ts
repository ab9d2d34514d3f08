import { Client } from 'pg';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type TestDatabase, createDatabase } from '../support/database';
import { dataOf, type Desk, mutate, refuseRefusals } from '../support/desk';
import { gql, openSubscriber, take } from '../support/client';
import { eventually } from '../support/eventually';
import { makePerson } from '../support/people';
import { type RunningServer, startServer } from '../support/process';
import { type Crew, declare, makeCrew } from '../support/racing';

const placeHold = `mutation ($input: PlaceHoldInput!) { placeHold(input: $input) { event { position } userErrors { message } } }`;
const look = 'query ($incident: ID!, $atLeast: Int) { incident(id: $incident, atLeast: $atLeast) { position } }';
const follow = `subscription ($incident: ID!) { incidentEvents(incident: $incident, after: 0) { position } }`;

describe('an incident that is in trouble', () => {
  let database: TestDatabase;
  let server: RunningServer;
  /** Another process, from which some events come. */
  let another: RunningServer;
  let crew: Crew;
  let attacker: Client;
  let owner: Client;

  beforeAll(async () => {
    database = await createDatabase();
    server = await startServer({ ...database.env, BLACKSTART_POLL_MS: '200' });
    another = await startServer(database.env);
    crew = await makeCrew([server, another]);
    attacker = new Client({ connectionString: database.appUrl, application_name: 'somebody' });
    owner = new Client({ connectionString: database.ownerUrl });
    await Promise.all([attacker.connect(), owner.connect()]);
  });
  afterAll(async () => {
    await Promise.all([attacker.end(), owner.end(), server.stop(), another.stop()]);
    await database.drop();
  });

  const desk = (): Desk => ({ url: server.url, token: crew.commander });
  const declared = (key: string) => declare(desk(), key, [{ key: 'one' }]);
  const hold = (incident: string, reason: string) =>
    gql(server.url, crew.engineer, placeHold, { input: { incident, reason } });
  const positionOf = async (incident: string) =>
    dataOf(await gql(server.url, crew.commander, look, { incident })).incident.position;
  const get = (path: string, token?: string) =>
    fetch(`${server.url}${path}`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

  const details = async () =>
    (await (await get('/health/details', server.token)).json()) as { holders: unknown[]; closedOff: unknown[] };

  async function otherGoesOn(other: string): Promise<void> {
    const before = await positionOf(other);
    expect((await hold(other, 'all goes on')).errors).toBeUndefined();
    expect(await positionOf(other)).toBe(before + 1);
  }

  it('names who holds its head, to an ADMIN and in the log', async () => {
    const incident = await declared('held');
    await attacker.query('BEGIN');
    await attacker.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    await attacker.query('SELECT FROM blackstart.incident_head WHERE incident_id = $1 FOR UPDATE', [incident]);
    const { rows } = await attacker.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const { pid } = rows[0]!;
    try {
      const answer = await hold(incident, 'in vain');
      expect(answer.errors?.[0]?.extensions?.code).toBe('BUSY');
      const { holders } = await details();
      expect(holders).toContainEqual({
        ...{ pid, role: 'blackstart_app', application: 'somebody', address: '127.0.0.1' },
        ...{ state: 'idle in transaction', since: expect.stringMatching(/^\d{4}-.*Z$/) },
      });
      await eventually(
        () => new RegExp(`"pid":${pid},.*found the head`).test(server.output()) || undefined,
        'the holder in the log',
      );
    } finally {
      await attacker.query('ROLLBACK');
    }
    expect((await hold(incident, 'now it goes')).errors).toBeUndefined();
  });

  it.each(['SHARE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE'])(
    'lets the role lock no heads but one by one: %s',
    async (mode) => {
      await attacker.query('BEGIN');
      const locking = attacker.query(`LOCK TABLE blackstart.incident_head IN ${mode} MODE`);
      await expect(locking).rejects.toMatchObject({ code: SQLSTATE.insufficientPrivilege });
      await attacker.query('ROLLBACK');
    },
  );

  it('tells the details to nobody but an ADMIN', async () => {
    expect((await get('/health/details')).status).toBe(401);
    const commander = await makePerson(server, 'no-admin', [{ role: 'COMMANDER' }]);
    expect((await get('/health/details', commander.token)).status).toBe(403);
    expect(await (await get('/health/ready')).text()).not.toContain('blackstart_app');
  });

  it.each([
    ['is no JSON', `left(text, 20)`],
    ['has a type that is not known', `replace(text, '"NOTE_ADDED"', '"LATER_ADDED"')`],
    ['is of another place', `regexp_replace(text, '"position":\\d+', '"position":7777')`],
    [
      'changes a table that is not known',
      `regexp_replace(text, '"rows":\\[', '"rows":[{"op":"insert","table":"later","row":{}},')`,
    ],
  ])('is closed off where an event %s, and the others go on', async (what, edit) => {
    const name = what.replace(/\W+/g, '-');
    const [incident, other] = [await declared(`bad-${name}`), await declared(`good-${name}`)];
    const subscriber = openSubscriber(server.wsUrl, crew.commander);
    const stream = subscriber.iterate(follow, { incident });
    await take(stream, 1); // its declaration
    await appendUnreadable(incident, edit);
    const end: unknown = await take(stream, 1).catch((errors: unknown) => errors);
    expect(end).toMatchObject([
      {
        extensions: { code: 'UNREADABLE' },
        message: expect.stringContaining(incident),
      },
    ]);
    await subscriber.end();
    for (const answer of [
      await hold(incident, 'closed off'),
      await gql(server.url, crew.commander, look, { incident }),
    ]) {
      expect(answer.errors![0]).toMatchObject({
        extensions: { code: 'UNREADABLE' },
        message: expect.stringContaining(incident),
      });
    }
    await otherGoesOn(other);
    await appendFromElsewhere(other);
    const { closedOff } = await details();
    expect(closedOff).toContainEqual({ incidentId: incident, position: 2 });
    expect((await get('/health/ready')).status).toBe(200);
    expect(await (await get('/health/ready')).json()).toMatchObject({
      troubles: [expect.stringMatching(/^Incidents that are closed off, because their logs can't be read: [1-9]/)],
    });
    expect(await (await get('/metrics', server.token)).text()).toMatch(/^blackstart_closed_off_incidents [1-9]/m);
    expect(server.output()).toContain(`"incident":"${incident}","msg":"an incident is closed off"`);
  });

  /** As the owner, with the triggers off. */
  async function appendUnreadable(incident: string, edit: string): Promise<void> {
    await owner.query('BEGIN');
    await owner.query('SET LOCAL session_replication_role = replica');
    for (const table of ['event', 'incident_head']) {
      await owner.query(`ALTER TABLE blackstart.${table} DISABLE TRIGGER ALL`);
    }
    const text = `replace(replace(text, '"INCIDENT_DECLARED"', '"NOTE_ADDED"'), '"position":1', '"position":2')`;
    await owner.query(
      `INSERT INTO blackstart.event SELECT (jsonb_populate_record(e, jsonb_build_object(
           'position', 2, 'id', gen_random_uuid(), 'type', 'NOTE_ADDED', 'previous_hash', e.hash, 'hash', repeat('a', 64),
           'text', (SELECT ${edit} FROM (SELECT ${text} AS text) AS t)))).*
         FROM blackstart.event e WHERE incident_id = $1 AND position = 1`,
      [incident],
    );
    await owner.query(
      `UPDATE blackstart.incident_head SET position = 2, log_head = repeat('a', 64) WHERE incident_id = $1`,
      [incident],
    );
    const triggers = await owner.query<{ enable: string }>(
      `SELECT format('ALTER TABLE blackstart.%I ENABLE %s TRIGGER %I', c.relname,
           CASE WHEN t.tgisinternal THEN '' ELSE 'ALWAYS' END, t.tgname) AS enable
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE t.tgrelid IN ('blackstart.event'::regclass, 'blackstart.incident_head'::regclass)`,
    );
    for (const { enable } of triggers.rows) await owner.query(enable); // as they were
    await owner.query('COMMIT');
  }

  /** Another process writes to an incident, and this server learns of it. */
  async function appendFromElsewhere(incident: string): Promise<void> {
    const selection = '{ event { position } userErrors { message } }';
    const placed = await mutate(
      { url: another.url, token: crew.engineer },
      'placeHold',
      'PlaceHoldInput',
      { incident, reason: 'from elsewhere' },
      selection,
    );
    refuseRefusals([placed]);
    await eventually(
      async () => ((await positionOf(incident)) === placed.event.position ? true : undefined),
      'what another process wrote',
    );
  }
});
