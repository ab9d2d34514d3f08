import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { type Config, readConfig } from '../../src/config';
import { type House, openHouse } from '../../src/house';
import { openJournal } from '../../src/journal';
import { withClient } from '../../src/postgres/client';
import { refuseToServe } from '../../src/postgres/guards';
import { openPool } from '../../src/postgres/pool';
import { prepareDatabase } from '../../src/postgres/prepare';
import { roleSettings } from '../../src/postgres/settings';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { eventually } from '../support/eventually';
import { type OwnPostgres, startPostgres } from '../support/own-postgres';

const password = 'a ﬁne pässword\u00A0of the application';

/** A role belongs to the whole server: what is tried with it here must not reach other tests. */
describe("what surrounds the application's role", () => {
  let postgres: OwnPostgres;
  let owner: Client;
  let config: Config;
  let appUrl: string;

  beforeAll(async () => {
    postgres = await startPostgres();
    owner = new Client({ connectionString: postgres.ownerUrl });
    await owner.connect();
    await owner.query(`ALTER SYSTEM SET log_statement = 'all'`);
    await owner.query('SELECT pg_reload_conf()');
    appUrl = urlFor('blackstart_app', password);
    const env = { DATABASE_OWNER_URL: postgres.ownerUrl, DATABASE_URL: appUrl, LOG_LEVEL: 'silent' };
    config = { ...readConfig(env), dataDir: '/nonexistent' };
    await prepareDatabase(config);
  });
  afterAll(async () => {
    await owner.end();
    await postgres.end();
  });

  function urlFor(role: string, word: string): string {
    const url = new URL(postgres.ownerUrl);
    [url.username, url.password] = [role, encodeURIComponent(word)];
    return url.toString();
  }

  const asApplication = <T>(work: (client: Client) => Promise<T>): Promise<T> => withClient(appUrl, work);
  const reasons = () => asApplication((client) => refuseToServe(client));

  it('gives the role its password, which stands in no statement', async () => {
    await asApplication((client) => client.query('SELECT 1'));
    const read = `SELECT pg_read_file(current_setting('data_directory') || '/../server.log') AS log`;
    const log = await eventually(async () => {
      const { rows } = await owner.query<{ log: string }>(read);
      return rows[0]!.log.includes('ALTER ROLE "blackstart_app" LOGIN PASSWORD') ? rows[0]!.log : undefined;
    }, 'the statement in the log of Postgres');
    expect(log).not.toContain('pässword');
    expect(log).toContain('SCRAM-SHA-256$4096:');
  });

  it('lets no other login role connect, and the role itself make neither temporary tables nor large objects', async () => {
    await owner.query(`CREATE ROLE stranger LOGIN PASSWORD 'stranger'`);
    const refused = { code: SQLSTATE.insufficientPrivilege };
    await expect(
      withClient(urlFor('stranger', 'stranger'), (client) => client.query('SELECT 1')),
    ).rejects.toMatchObject(refused);
    for (const statement of [
      'SELECT lo_create(0)',
      'SELECT lo_creat(-1)',
      `SELECT lo_from_bytea(0, 'x')`,
      'CREATE TEMPORARY TABLE mine (id int)',
    ]) {
      await expect(asApplication((client) => client.query(statement))).rejects.toMatchObject(refused);
    }
  });

  it('bounds how long a session of the role waits that says nothing itself', async () => {
    const { rows } = await asApplication((client) =>
      client.query<{ name: string; value: string }>(
        'SELECT name, current_setting(name) AS value FROM pg_settings WHERE name = ANY($1)',
        [Object.keys(roleSettings)],
      ),
    );
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual(roleSettings);
  });

  it.each([
    ['default_transaction_read_only', 'on'],
    ['default_transaction_isolation', `'serializable'`],
    ['search_path', 'pg_temp'],
    ['synchronous_commit', 'off'],
    ['statement_timeout', '1'],
  ])('refuses to serve while the role has set %s on itself, until its owner has taken it back', async (name, value) => {
    for (const place of ['', 'IN DATABASE blackstart ']) {
      if (name === 'statement_timeout' && place === '') continue; // what a database says goes before it
      await asApplication((client) => client.query(`ALTER ROLE blackstart_app ${place}SET ${name} = ${value}`));
      // a session that says its own settings is what the server asks with: the role's own could end it
      const pool = openPool(appUrl, config);
      try {
        const shown = await pool.query<Record<string, string>>(`SHOW ${name}`);
        if (name !== 'synchronous_commit') expect(Object.values(shown.rows[0]!)).not.toContain(value.replace(/'/g, ''));
        const client = await pool.connect();
        const found = await refuseToServe(client).finally(() => client.release());
        const where = place === '' ? '' : ' in the database blackstart';
        const reset = `ALTER ROLE "blackstart_app" ${place.replace('blackstart', '"blackstart"')}RESET ${name}`;
        expect(found).toEqual([
          `The role blackstart_app has the setting ${name}${where}, which Blackstart does not make: run ${reset}, or start once with DATABASE_OWNER_URL.`,
        ]);
      } finally {
        await pool.end();
      }
      const { mended } = await prepareDatabase(config);
      expect(mended).toEqual([`The role blackstart_app had the setting ${name}, which was taken back.`]);
      expect(await reasons()).toEqual([]);
    }
  });

  it('gives the role its password back where it has changed it', async () => {
    await asApplication((client) => client.query(`ALTER ROLE blackstart_app PASSWORD 'mine'`));
    await expect(reasons()).rejects.toMatchObject({ code: SQLSTATE.invalidPassword });
    await prepareDatabase(config);
    expect(await reasons()).toEqual([]);
  });

  it('refuses to serve while the whole database is set to only be read', async () => {
    await owner.query('ALTER DATABASE blackstart SET default_transaction_read_only = on');
    expect(await reasons()).toEqual([
      'The database blackstart has the setting default_transaction_read_only, which Blackstart does not make: run ALTER DATABASE "blackstart" RESET default_transaction_read_only.',
    ]);
    await owner.query('ALTER DATABASE blackstart RESET default_transaction_read_only');
    await owner.query(`ALTER DATABASE blackstart SET work_mem = '8MB'`);
    expect(await reasons()).toEqual([]);
  });

  it('looks a bounded number of times at the log, however many notices come', async () => {
    const house: House = await openHouse({ ...config, pollMilliseconds: 3_600_000, listen: true }, openJournal(config));
    try {
      let taken = 0;
      house.feed.pool.on('acquire', () => taken++);
      const began = performance.now();
      await asApplication(async (client) => {
        let heard = 0;
        client.on('notification', () => heard++);
        await client.query('LISTEN blackstart_log');
        await client.query(`SELECT pg_notify('blackstart_log', 'nonsense ' || n) FROM generate_series(1, 5000) AS n`);
        await eventually(() => (heard === 5000 ? true : undefined), 'all of the nonsense');
        expect(taken).toBe(0);
        for (let n = 0; n < 20; n++) {
          await client.query(
            `SELECT pg_notify('blackstart_log', gen_random_uuid()::text) FROM generate_series(1, 500)`,
          );
        }
        await client.query(`SELECT pg_notify('blackstart_log', $1)`, [randomUUID()]);
      });
      await eventually(() => (taken > 0 ? true : undefined), 'a look at the heads');
      const seconds = (performance.now() - began) / 1000;
      const perLook = 2; // the heads, and the time
      expect(taken).toBeLessThanOrEqual(perLook * (1 + Math.ceil(seconds * 5)));
    } finally {
      await house.close();
    }
  });
});
