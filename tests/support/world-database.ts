import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { BoardRows } from '../../src/board/tables';
import type { Instant } from '../../src/domain/rows';
import { tableKeys } from '../../src/domain/tables';
import type { Draft } from '../../src/log/draft';
import { jsonTypes } from '../../src/postgres/pool';
import { createDatabase } from './database';
import { people, worldHead } from './random-world';

/** A database into which worlds are put as rows, and where transactions are tried and taken back. */
export interface WorldDatabase {
  owner: Client;
  app: Client;
  /** The clock of the database. */
  now(): Promise<Instant>;
  put(worlds: readonly BoardRows[], now: Instant): Promise<void>;
  /** What becomes of each transaction, as the application's role: COMMITTED, or the SQLSTATE and the message. */
  tryAll(tries: readonly (readonly Draft[])[]): Promise<[state: string, message: string][]>;
  close(): Promise<void>;
}

const schema = `
CREATE SCHEMA tries;
GRANT USAGE ON SCHEMA tries TO blackstart_app;
CREATE FUNCTION tries.all_of(tries jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  one jsonb;
  answers jsonb := '[]';
BEGIN
  FOR one IN SELECT value FROM jsonb_array_elements(tries) LOOP
    BEGIN
      UPDATE blackstart.incident_head SET position = (one ->> 'position')::int, log_head = one ->> 'hash'
        WHERE incident_id = (one ->> 'incident')::uuid AND position = (one ->> 'base')::int;
      INSERT INTO blackstart.event SELECT * FROM jsonb_populate_recordset(NULL::blackstart.event, one -> 'events') e
        ORDER BY e.position;
      SET CONSTRAINTS ALL IMMEDIATE;
      RAISE EXCEPTION 'taken back' USING ERRCODE = 'ZZ000';
    EXCEPTION WHEN OTHERS THEN
      answers := answers || jsonb_build_array(jsonb_build_array(
        CASE SQLSTATE WHEN 'ZZ000' THEN 'COMMITTED' ELSE SQLSTATE END, SQLERRM));
    END;
    SET CONSTRAINTS ALL DEFERRED;
  END LOOP;
  RETURN answers;
END $$;
GRANT EXECUTE ON FUNCTION tries.all_of TO blackstart_app;`;

/** Opens such a database with the people of the random worlds in it. */
export async function openWorlds(): Promise<WorldDatabase> {
  const database = await createDatabase();
  const [owner, app] = [database.ownerUrl, database.appUrl].map(
    (connectionString) => new Client({ connectionString, types: jsonTypes }),
  ) as [Client, Client];
  await Promise.all([owner.connect(), app.connect()]);
  await owner.query(schema);
  await unguarded(owner, () => putPeople(owner));
  return {
    owner,
    app,
    now: async () => (await app.query<{ now: Instant }>('SELECT blackstart.now() AS now')).rows[0]!.now,
    put: (worlds, now) =>
      unguarded(owner, async () => {
        await putHeads(owner, worlds, now);
        for (const table of Object.keys(tableKeys)) if (table !== 'note') await putRows(owner, table, worlds);
      }),
    tryAll: async (tries) => {
      const { rows } = await app.query('SELECT tries.all_of($1) AS answers', [
        JSON.stringify(tries.map(transactionOf)),
      ]);
      return rows[0].answers;
    },
    close: async () => {
      await Promise.all([owner.end(), app.end()]);
      await database.drop();
    },
  };
}

function transactionOf(drafts: readonly Draft[]) {
  const last = drafts[drafts.length - 1]!.event;
  return {
    incident: last.incidentId,
    base: drafts[0]!.event.position - 1,
    ...{ position: last.position, hash: last.hash, events: drafts.map(eventRow) },
  };
}

/** The row of an event's table. */
export function eventRow({ event, text }: Draft) {
  return {
    incident_id: event.incidentId,
    ...{ position: event.position, id: event.id, type: event.type, at: event.at, actor_id: event.actorId },
    ...{ system_id: event.systemId, plant_id: event.plantId, line_id: event.lineId, milestone_id: event.milestoneId },
    ...{ text, previous_hash: event.previousHash, hash: event.hash },
  };
}

const ownTriggers = `
  SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', t.tgrelid::regclass, t.tgname) AS off,
      format('ALTER TABLE %s ENABLE %s TRIGGER %I', t.tgrelid::regclass, CASE t.tgenabled WHEN 'A' THEN 'ALWAYS' ELSE '' END,
        t.tgname) AS on
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'blackstart'::regnamespace AND t.tgenabled <> 'D'`;

// Rows as they are, past every guard: worlds are what guards are tried on.
async function unguarded(owner: Client, write: () => Promise<void>): Promise<void> {
  const { rows } = await owner.query<{ off: string; on: string }>(ownTriggers);
  await owner.query('BEGIN');
  try {
    await owner.query('SET LOCAL session_replication_role = replica');
    await owner.query(rows.map(({ off }) => off).join(';'));
    await write();
    await owner.query(rows.map(({ on }) => on).join(';'));
    await owner.query('COMMIT');
  } catch (error) {
    await owner.query('ROLLBACK');
    throw error;
  }
}

async function putPeople(owner: Client): Promise<void> {
  for (const id of people) {
    await owner.query(
      `INSERT INTO blackstart.principal (id, handle, name, kind, created_at) VALUES ($1, $2, $2, 'HUMAN', blackstart.now())`,
      [id, `person-${id}`],
    );
    for (const role of ['ENGINEER', 'VERIFIER', 'COMMANDER']) {
      await owner.query('INSERT INTO blackstart.access_grant (id, principal_id, role) VALUES ($1, $2, $3)', [
        ...[randomUUID(), id, role],
      ]);
    }
  }
}

async function putHeads(owner: Client, worlds: readonly BoardRows[], now: Instant): Promise<void> {
  const { position, logHead, lastAt } = worldHead(now);
  const ids = worlds.map(({ incident }) => incident[0]!.id);
  await owner.query(
    `INSERT INTO blackstart.incident_head (incident_id, position, log_head) SELECT i::uuid, $2, $3 FROM unnest($1::uuid[]) i`,
    [ids, position, logHead],
  );
  await owner.query(
    `INSERT INTO blackstart.event (incident_id, position, id, type, at, actor_id, text, previous_hash, hash)
       SELECT i, $2, gen_random_uuid(), 'INCIDENT_DECLARED', $4, $5, '{}', repeat('0', 64), $3 FROM unnest($1::uuid[]) i`,
    [ids, position, logHead, lastAt, people[0]],
  );
}

async function putRows(owner: Client, table: string, worlds: readonly BoardRows[]): Promise<void> {
  const rows = worlds.flatMap((world) =>
    (world[table as keyof BoardRows] as readonly object[]).map((row) =>
      snakeCased({ ...row, incidentId: world.incident[0]!.id }),
    ),
  );
  if (rows.length === 0) return;
  await owner.query(
    `INSERT INTO blackstart.${table} SELECT * FROM jsonb_populate_recordset(NULL::blackstart.${table}, $1)`,
    [JSON.stringify(rows)],
  );
}

function snakeCased(row: object): object {
  const named = Object.entries(row).map(([column, value]) => [
    column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(named);
}
