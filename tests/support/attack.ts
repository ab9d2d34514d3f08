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

/** A database whose application's role has been given TEMP, with sessions of that role and of the owner. */
export interface Ground {
  app: Client;
  owner: Client;
  end(): Promise<void>;
}

/** A forged incident on a ground. */
export interface Attack extends Ground {
  incident: ForgedIncident;
  /** By how much the clock was moved when it began. */
  clock: number;
}

export async function openGround(): Promise<Ground> {
  const database = await createDatabase();
  const [app, owner] = await Promise.all([connect(database.appUrl), connect(database.ownerUrl)]);
  await grantTemporary(database, owner);
  const end = async () => {
    await Promise.all([app.end(), owner.end()]);
    await database.drop();
  };
  return { app, owner, end };
}

/** An incident in which app could go ONLINE at once, on a ground of its own. */
export async function openAttack(): Promise<Attack> {
  return attackOn(await openGround());
}

/** Another such incident, with people of its own, on a ground that has some already. */
export async function attackOn(ground: Ground): Promise<Attack> {
  const { app, owner } = ground;
  const incident = await declareForged(app);
  for (const name of ['dir', 'net', 'db', 'app'] as const) {
    await validateForged(app, incident, name);
    await passChecks(app, incident, name);
    await signForged(app, incident, name);
  }
  await commitForged(app, incident, 'net');
  await achieveForged(app, incident);
  await commitForged(app, incident, 'db');
  const { rows } = await owner.query<{ clock: number }>('SELECT offset_ms::float8 AS clock FROM blackstart.clock');
  return { ...ground, incident, clock: rows[0]!.clock };
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

/** Moves the clock of the database, which only its owner can, to so long after where it was when the attack began. */
export async function moveClock({ owner, clock }: Attack, minutes: number): Promise<void> {
  await owner.query('UPDATE blackstart.clock SET offset_ms = $1', [clock + minutes * 60_000]);
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

const shadows = [...recoveryTables, ...others].map(
  (table) => `CREATE TEMPORARY TABLE ${table} AS SELECT * FROM blackstart.${table}`,
);

async function shadowEverything(client: Client): Promise<void> {
  await client.query([...shadows, ...rosy, 'SET search_path = pg_temp, blackstart'].join(';'));
}
