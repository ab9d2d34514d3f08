import { randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { readConfig } from '../../src/config';
import { openPool } from '../../src/postgres/pool';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Statement, Unmet, demanding, travel } from '../../src/postgres/trip';
import { type TestDatabase, createDatabase } from '../support/database';

const begin = { name: 'begin', text: 'BEGIN' };
const commit = { name: 'commit', text: 'COMMIT' };
const insert = (id: number, word: string | null): Statement => ({
  name: 'insert',
  text: 'INSERT INTO public.word (id, word) VALUES ($1, $2)',
  values: [id, word],
});
const change = (id: number, word: string): Statement => ({
  name: 'change',
  text: demanding('UPDATE public.word SET word = $2 WHERE id = $1', '1'),
  values: [id, word],
});
const all: Statement = { name: 'all', text: 'SELECT id, word FROM public.word ORDER BY id' };

describe('statements that are sent together', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createDatabase();
    pool = openPool(database.ownerUrl, readConfig({}));
    await pool.query('CREATE TABLE public.word (id int PRIMARY KEY, word text)');
  });
  beforeEach(() => pool.query('DELETE FROM public.word'));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  async function together(...statements: Statement[]) {
    const client = await pool.connect();
    try {
      return await travel(client, statements);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }
  const words = async () => (await together(all))[0]!.rows as { id: number; word: string | null }[];

  it('each have their own answer, in their order', async () => {
    const answers = await together(begin, insert(1, 'one'), all, change(1, 'uno'), all, commit);
    expect(answers.map(({ rowCount }) => rowCount)).toEqual([null, 1, 1, 1, 1, null]);
    expect([answers[2]!.rows, answers[4]!.rows]).toEqual([[{ id: 1, word: 'one' }], [{ id: 1, word: 'uno' }]]);
  });

  it('are read as the pool reads, nulls, arrays and instants too', async () => {
    const at = '2026-01-02T03:04:05.678Z';
    const text = 'SELECT $1::text AS none, $2::text[] AS some, $3::timestamptz AS at, 7::int8 AS count, true AS yes';
    const [answer] = await together({ name: 'kinds', text, values: [null, ['a "b\\\\"', 'c,', null], at] });
    expect(answer!.rows).toEqual([{ none: null, some: ['a "b\\\\"', 'c,', null], at, count: 7, yes: true }]);
  });

  it('are not executed after one that fails, COMMIT neither, whose error is the answer', async () => {
    const twice = together(begin, insert(1, 'one'), insert(1, 'two'), insert(2, 'three'), commit);
    await expect(twice).rejects.toMatchObject({ code: SQLSTATE.uniqueViolation });
    expect(await words()).toEqual([]);
  });

  it('are not executed after a demand that is not met', async () => {
    const lost = together(begin, insert(1, 'one'), change(2, 'two'), commit);
    await expect(lost).rejects.toEqual(new Unmet('change'));
    expect(await words()).toEqual([]);
  });

  it('leave a connection that goes on, and statements that were never read to be read later', async () => {
    const client = await pool.connect();
    const unread = { name: randomUUID(), text: 'SELECT 5 AS five' };
    const failing = { name: 'failing', text: 'SELECT 1 / $1::int AS never', values: [0] };
    // an error of a statement is told as itself, never as a demand that was not met
    await expect(travel(client, [failing, unread])).rejects.toMatchObject({ code: '22012' });
    expect((await travel(client, [unread]))[0]!.rows).toEqual([{ five: 5 }]);
    client.release();
  });

  it('are refused as a whole where the connection is gone', async () => {
    const client = new Client({ connectionString: database.ownerUrl });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const waiting = travel(client, [begin, { name: 'wait', text: 'SELECT pg_sleep(60)' }, commit]);
    const cut = expect(waiting).rejects.toThrow();
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
    await cut;
    await expect(travel(client, [all])).rejects.toThrow();
  });
});
