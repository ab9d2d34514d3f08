import { Client } from 'pg';
import { SQLSTATE, sqlStateOf } from '../../src/postgres/sqlstate';
import { recoveryTables } from '../../migrations/recovery-tables';
import { type TestDatabase, createDatabase } from './database';
import {
  type ForgedIncident,
  achieveForged,
  commitForged,
  declareForged,
  passChecks,
  signForged,
  validateForged,
} from './forged-incident';

/** How an attempt is made: at which isolation, and with which trick. */
export interface Manner {
  isolation: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
  trick: 'none' | 'shadows' | 'immediate';
}

const isolations = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const;
const tricks = ['none', 'shadows', 'immediate'] as const;

/** Every isolation with every trick. */
export const manners: Manner[] = isolations.flatMap((isolation) => tricks.map((trick) => ({ isolation, trick })));

/** What becomes of a transaction that would end with `state` at READ COMMITTED: at any other isolation nothing is written. */
export function endsWith(state: string, { isolation }: Manner): string {
  return isolation === 'READ COMMITTED' ? state : SQLSTATE.headNotRaised;
}

export const plainly: Manner = { isolation: 'READ COMMITTED', trick: 'none' };

/** A database with a forged incident, and sessions of the application's role and of the owner. */
export interface Attack {
  app: Client;
  owner: Client;
  incident: ForgedIncident;
  end(): Promise<void>;
}

/** An incident in which app could go ONLINE at once, in a database where its role has been given TEMP. */
export async function openAttack(): Promise<Attack> {
  const database = await createDatabase();
  const [app, owner] = await Promise.all([connect(database.appUrl), connect(database.ownerUrl)]);
  await grantTemporary(database, owner);
  const incident = await declareForged(app);
  for (const name of ['dir', 'net', 'db', 'app'] as const) {
    await validateForged(app, incident, name);
    await passChecks(app, incident, name);
    await signForged(app, incident, name);
  }
  await commitForged(app, incident, 'net');
  await achieveForged(app, incident);
  await commitForged(app, incident, 'db');
  const end = async () => {
    await Promise.all([app.end(), owner.end()]);
    await database.drop();
  };
  return { app, owner, incident, end };
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

async function grantTemporary({ appUrl }: TestDatabase, owner: Client): Promise<void> {
  const { username, pathname } = new URL(appUrl);
  await owner.query(`GRANT TEMPORARY ON DATABASE ${pathname.slice(1)} TO ${decodeURIComponent(username)}`);
}

/** The SQLSTATE with which a transaction is refused, or COMMITTED. */
export async function outcomeOf({ app }: Attack, manner: Manner, write: () => Promise<unknown>): Promise<string> {
  if (manner.trick === 'shadows') await shadowEverything(app);
  await app.query(`BEGIN ISOLATION LEVEL ${manner.isolation}`);
  try {
    await write();
    if (manner.trick === 'immediate') await app.query('SET CONSTRAINTS ALL IMMEDIATE');
    await app.query('COMMIT');
    return 'COMMITTED';
  } catch (error) {
    await app.query('ROLLBACK');
    const state = sqlStateOf(error);
    if (state === undefined) throw error;
    return state;
  } finally {
    await app.query('RESET search_path');
    await app.query('DISCARD TEMP');
  }
}

/** Moves the clock of the database, which only its owner can. */
export async function moveClock({ owner }: Attack, minutes: number): Promise<void> {
  await owner.query('UPDATE blackstart.clock SET offset_ms = $1', [minutes * 60_000]);
}

const others = ['incident_head', 'event', 'event_rows', 'clock', 'principal', 'access_grant'];

// What an unqualified guard would then see: everything online and signed, no hold, a milestone achieved, a head that fits.
const rosy = [
  `UPDATE pg_temp.system SET state = 'ONLINE', verified_at = now(), expires_at = NULL, revoked_at = NULL`,
  'UPDATE pg_temp.milestone SET achieved_at = now(), voided = false',
  `UPDATE pg_temp.containment_check SET outcome = 'PASSED'`,
  `UPDATE pg_temp.incident SET status = 'OPEN', separation_of_duties = false, rules = '[]', never_waive = '{}'`,
  `UPDATE pg_temp.override SET status = 'USED', expires_at = 'infinity', version = 1000000`,
  'UPDATE pg_temp.line SET running = true',
  'UPDATE pg_temp.node_rank SET rank = 0',
  'UPDATE pg_temp.incident_head SET txid = pg_current_xact_id(), base = 0, position = 1000',
  'UPDATE pg_temp.clock SET offset_ms = -1000000000',
  ...['hold', 'dependency', 'system_after', 'event'].map((table) => `DELETE FROM pg_temp.${table}`),
];

async function shadowEverything(client: Client): Promise<void> {
  for (const table of [...recoveryTables, ...others]) {
    await client.query(`CREATE TEMPORARY TABLE ${table} AS SELECT * FROM blackstart.${table}`);
  }
  for (const statement of rosy) await client.query(statement);
  await client.query('SET search_path = pg_temp, blackstart');
}
