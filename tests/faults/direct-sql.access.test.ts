import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { SQLSTATE, sqlStateOf } from '../../src/postgres/sqlstate';
import { faultsSeenBy } from '../support/access-log';
import { type TestDatabase, createDatabase } from '../support/database';
import { appendAccess, owner as admin, toldChange, tracker } from '../support/forged-access';

let database: TestDatabase;
let app: Client;
let owner: Client;
const anna = randomUUID();
const token = randomUUID();
const insertAnna = () =>
  app.query(`INSERT INTO blackstart.principal VALUES ($1, 'anna', 'Anna', 'HUMAN', true, blackstart.now())`, [anna]);
const insertToken = (id = token, columns = '', values = '') =>
  app.query(
    `INSERT INTO blackstart.access_token (id, principal_id, label, secret_hash, created_at${columns})
     VALUES ($1, $2, 'laptop', $3, blackstart.now()${values})`,
    [id, anna, randomUUID()],
  );
const grant = (role = 'ADMIN') =>
  app.query('INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), $1, $2)', [anna, role]);

beforeAll(async () => {
  database = await createDatabase();
  [app, owner] = [new Client(database.appUrl), new Client(database.ownerUrl)];
  await Promise.all([app.connect(), owner.connect()]);
  await toldChange(app, [anna], insertAnna);
});
afterAll(async () => {
  await Promise.all([app.end(), owner.end()]);
  await database.drop();
});

/** The SQLSTATE with which a transaction is refused, or COMMITTED. */
async function outcome(write: (client: Client) => Promise<unknown>, client = app): Promise<string> {
  await client.query('BEGIN');
  try {
    await write(client);
    await client.query('COMMIT');
    return 'COMMITTED';
  } catch (error) {
    await client.query('ROLLBACK');
    return sqlStateOf(error) ?? String(error);
  }
}
const told = (client: Client, entry: Partial<Parameters<typeof appendAccess>[1][number]> = {}) =>
  appendAccess(client, [{ type: 'PRINCIPAL_UPDATED', principal: anna, actor: admin, ...entry }]);

describe('who may what changes only together with its log', () => {
  test.each([
    ['a grant', () => grant()],
    ['a principal', () => app.query('UPDATE blackstart.principal SET active = false WHERE id = $1', [anna])],
    [
      'a new principal',
      () =>
        app.query(`INSERT INTO blackstart.principal VALUES (gen_random_uuid(), 'eve', 'Eve', 'HUMAN', true, now())`),
    ],
    ['a token', () => insertToken()],
    ['a subject', () => app.query(`INSERT INTO blackstart.principal_subject VALUES ('i', 's', $1, now())`, [anna])],
    [
      'a break-glass account',
      () => app.query(`INSERT INTO blackstart.break_glass_account VALUES ($1, 'h', 's', NULL, now())`, [anna]),
    ],
  ])('%s without an entry is refused', async (_, write) => {
    expect(await outcome(write)).toBe(SQLSTATE.accessNotTold);
  });

  test('a change that its entry tells is committed, also when it is judged at once', async () => {
    expect(await outcome(async () => [await grant('ENGINEER'), await told(app)])).toBe('COMMITTED');
    const judged = async () => [
      await grant('OBSERVER'),
      await told(app),
      await app.query('SET CONSTRAINTS ALL IMMEDIATE'),
    ];
    expect(await outcome(judged)).toBe('COMMITTED');
    const made = async () => [await insertToken(), await told(app, { type: 'TOKEN_CREATED', token })];
    expect(await outcome(made)).toBe('COMMITTED');
  });

  test.each([
    ['before the change', async () => [await told(app), await grant()]],
    ['about somebody else', async () => [await grant(), await told(app, { principal: tracker })]],
    [
      'of another state',
      async () => [await grant(), await told(app, { data: { principal: { handle: 'anna', grants: [] } } })],
    ],
    ['about the principal, not its token', async () => [await insertToken(randomUUID()), await told(app)]],
    [
      'then another change, judged at once',
      async () => [
        await grant('VERIFIER'),
        await told(app),
        await app.query('SET CONSTRAINTS ALL IMMEDIATE'),
        await grant('ADMIN'),
      ],
    ],
  ])('an entry %s does not count', async (_, write) => {
    expect(await outcome(write)).toBe(SQLSTATE.accessNotTold);
  });

  test('the last use of a token is no such change; what a token is for, and whose it is, are', async () => {
    const set = (change: string) => () =>
      app.query(`UPDATE blackstart.access_token SET ${change} WHERE id = $1`, [token]);
    expect(await outcome(set('last_used_at = now()'))).toBe('COMMITTED');
    for (const change of ['revoked_at = now()', `label = 'x'`, `expires_at = 'infinity'`, `secret_hash = 'x'`]) {
      expect(await outcome(set(change))).toBe(SQLSTATE.accessNotTold);
    }
    const passed = async () => [
      await app.query('UPDATE blackstart.access_token SET principal_id = $2 WHERE id = $1', [token, tracker]),
      await told(app, { type: 'TOKEN_CREATED', principal: tracker, token }),
    ];
    expect(await outcome(passed)).toBe(SQLSTATE.accessNotTold);
  });
});

describe('an entry tells the very change that is made', () => {
  const none = 'COMMITTED';
  const principalOf = (id: string, columns: string) =>
    app.query(`INSERT INTO blackstart.principal VALUES ($1, $2, 'Eve', 'HUMAN', true, blackstart.now())${columns}`, [
      id,
      id,
    ]);

  test.each([
    ['a grant under the end of a token', () => grant('ADMIN'), { type: 'TOKEN_REVOKED', token }],
    ['a grant under a login', () => grant('ADMIN'), { type: 'CLAIMS_CHANGED', actor: anna }],
    ['a grant under a new token', () => grant('ADMIN'), { type: 'TOKEN_CREATED', token }],
    [
      'an active principal under a use of the glass',
      () => app.query('UPDATE blackstart.principal SET active = false WHERE id = $1', [anna]),
      { type: 'BREAK_GLASS_LOCKED' },
    ],
    [
      'another kind',
      () => app.query(`UPDATE blackstart.principal SET kind = 'SERVICE' WHERE id = $1`, [anna]),
      { type: 'PRINCIPAL_UPDATED' },
    ],
    [
      'another handle',
      () => app.query(`UPDATE blackstart.principal SET handle = 'bob' WHERE id = $1`, [anna]),
      { type: 'PRINCIPAL_UPDATED' },
    ],
    ['nothing, and tells a revocation', () => Promise.resolve(), { type: 'TOKEN_REVOKED', token }],
  ])('%s is refused', async (_, write, entry) => {
    expect(await outcome(async () => [await write(), await told(app, entry)])).toBe(SQLSTATE.accessNotTold);
  });

  test.each([
    ['the tracker', tracker],
    ['anna herself', anna],
  ])('%s gives no role', async (_, actor) => {
    expect(await outcome(async () => [await grant('ADMIN'), await told(app, { actor })])).toBe(
      SQLSTATE.actorNotAllowed,
    );
  });

  test('nobody is made by the tracker but the owner', async () => {
    const eve = randomUUID();
    const made = (actor: string) => async () => {
      await principalOf(eve, '');
      await appendAccess(app, [{ type: 'PRINCIPAL_CREATED', principal: eve, actor }]);
    };
    expect(await outcome(made(tracker))).toBe(SQLSTATE.actorNotAllowed);
    expect(await outcome(made(admin))).toBe(none);
  });

  test('an entry that tells more than is so is refused', async () => {
    const { rows } = await app.query('SELECT blackstart.told_of($1) AS principal', [anna]);
    const data = { principal: { ...rows[0].principal, name: 'Somebody else' } };
    expect(await outcome(() => told(app, { data }))).toBe(SQLSTATE.accessNotTold);
  });

  test('a transaction moves the head of the directory once', async () => {
    const twice = async () => [await told(app), await told(app)];
    expect(await outcome(twice)).toBe(SQLSTATE.accessNotTold);
    const judged = async () => [await told(app), await app.query('SET CONSTRAINTS ALL IMMEDIATE'), await told(app)];
    expect(await outcome(judged)).toBe(SQLSTATE.accessNotTold);
  });

  test('secrets are written once', async () => {
    const changed = async () => [
      await app.query(`UPDATE blackstart.access_token SET secret_hash = 'x' WHERE id = $1`, [token]),
      await told(app),
    ];
    expect(await outcome(changed)).toBe(SQLSTATE.accessNotTold);
  });
});

describe('the access log is only ever added to', () => {
  const insert = (change: string) => async () => {
    await told(app);
    await app.query(
      `INSERT INTO blackstart.access_log SELECT (r).* FROM (SELECT jsonb_populate_record(l, ${change}) AS r
         FROM blackstart.access_log l ORDER BY position DESC LIMIT 1) x`,
    );
  };
  const head = (change: string) => () => app.query(`UPDATE blackstart.directory_head SET ${change}`);

  test.each([
    [
      'an entry beyond the head',
      insert(`jsonb_build_object('position', l.position + 1, 'id', gen_random_uuid())`),
      SQLSTATE.accessNotTold,
    ],
    ['a head without an entry', head('version = version + 1, log_position = log_position + 1'), SQLSTATE.logBroken],
    ['a head that falls', head('version = version + 1, log_position = 0'), SQLSTATE.accessNotTold],
    ['a version that falls', head('version = 0, log_position = log_position + 1'), SQLSTATE.accessNotTold],
    ['a version without an entry', head('version = version + 1'), SQLSTATE.accessNotTold],
    [
      'an updated entry',
      () => app.query(`UPDATE blackstart.access_log SET text = text`),
      SQLSTATE.insufficientPrivilege,
    ],
    ['a deleted entry', () => app.query('DELETE FROM blackstart.access_log'), SQLSTATE.insufficientPrivilege],
    ['a deleted head', () => app.query('DELETE FROM blackstart.directory_head'), SQLSTATE.insufficientPrivilege],
  ])('%s is refused', async (_, write, state) => {
    expect(await outcome(write)).toBe(state);
  });

  test.each([
    ['another text', { text: '{}' }],
    ['a column that its text does not say', { actor_id: anna }],
    ['another hash', { hash: 'f'.repeat(64) }],
    ['another hash before it', { previous_hash: 'f'.repeat(64) }],
    ['a date in the future', { at: new Date(Date.now() + 60_000) }],
    ['an old date', { at: new Date(Date.now() - 3_600_000) }],
    ['a subject that nobody is', { principal_id: randomUUID() }],
  ])('%s is refused', async (_, change) => {
    const spoilt = {
      query: (text: string, values: unknown[] = []) => {
        if (!text.includes('INSERT INTO blackstart.access_log')) return app.query(text, values);
        const columns = /\(([^)]*)\)/.exec(text)![1]!.split(', ');
        return app.query(
          text,
          values.map((value, n) => (columns[n]! in change ? (change as Record<string, unknown>)[columns[n]!] : value)),
        );
      },
    };
    expect(
      await outcome(() => appendAccess(spoilt, [{ type: 'PRINCIPAL_UPDATED', principal: anna, actor: admin }])),
    ).toBe(SQLSTATE.logBroken);
  });

  test('its owner is refused too, while the guards stand', async () => {
    const tries = {
      'UPDATE blackstart.access_log SET text = text': SQLSTATE.logBroken,
      'DELETE FROM blackstart.access_log': SQLSTATE.logBroken,
      'TRUNCATE blackstart.access_log': SQLSTATE.logBroken,
      'TRUNCATE blackstart.access_grant': SQLSTATE.accessNotTold,
      'TRUNCATE blackstart.directory_head': SQLSTATE.accessNotTold,
      'DELETE FROM blackstart.directory_head': SQLSTATE.accessNotTold,
      'DELETE FROM blackstart.access_token': SQLSTATE.accessNotTold,
    };
    for (const [sql, state] of Object.entries(tries)) expect(await outcome(() => owner.query(sql), owner)).toBe(state);
  });
});

describe('what its owner does with the guards switched off is found', () => {
  const off = ['access_log', 'access_grant', 'access_token', 'principal', 'directory_head'];

  /** What the verification says inside a transaction that is then rolled back. */
  async function found(sql: string): Promise<string> {
    await owner.query('BEGIN');
    for (const table of off) await owner.query(`ALTER TABLE blackstart.${table} DISABLE TRIGGER USER`);
    await owner.query(sql);
    const faults = await faultsSeenBy(owner);
    await owner.query('ROLLBACK');
    return faults.join('\n');
  }

  test('a log that nobody touched is whole', async () => {
    expect(await faultsSeenBy(owner)).toEqual([]);
    expect(await faultsSeenBy(app)).toEqual([]);
  });

  test.each([
    [
      'a text',
      `UPDATE blackstart.access_log SET text = replace(text, 'Anna', 'Anne') WHERE position = 2`,
      /hash of entry 2 is not that of its text/,
    ],
    ['a column', `UPDATE blackstart.access_log SET actor_id = principal_id WHERE position = 1`, /Entry 1 .* columns/],
    [
      'a date',
      `UPDATE blackstart.access_log SET at = at - interval '1 day' WHERE position = 2`,
      /Entry 2 is dated before/,
    ],
    ['an entry taken out', 'DELETE FROM blackstart.access_log WHERE position = 2', /Entry 2 is missing/],
    ['the tail cut', 'DELETE FROM blackstart.access_log WHERE position > 2', /the log ends at 2/],
    [
      'a grant',
      `INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), '${anna}', 'ADMIN')`,
      /principal anna .* not as the access log/,
    ],
    [
      'a principal',
      `INSERT INTO blackstart.principal VALUES (gen_random_uuid(), 'eve', 'Eve', 'HUMAN', true, now())`,
      /principal eve .* is not in the access log/,
    ],
    ['a token', `UPDATE blackstart.access_token SET expires_at = '2040-01-01'`, /token laptop .* not as/],
    ['a token taken out', 'DELETE FROM blackstart.access_token', /token .* is gone/],
  ])('%s', async (_, sql, fault) => {
    expect(await found(sql)).toMatch(fault);
  });
});
