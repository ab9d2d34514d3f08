import { type ClientBase, escapeIdentifier, escapeLiteral } from 'pg';
import { SQLSTATE, sqlStateOf } from './sqlstate';

/**
 * What a session of the application waits at most where it says nothing itself. The pools of the server say their own; a role can
 * change its own settings, so these bound mistakes, not attackers.
 */
export const roleSettings: Readonly<Record<string, string>> = {
  lock_timeout: '10s',
  statement_timeout: '15min',
  idle_in_transaction_session_timeout: '1min',
};

/** Settings of the whole database that change neither what a statement means nor whether it may write: its owner may choose. */
const harmless =
  /^(log_|auto_explain\.|pgaudit\.|pg_stat_statements\.|track_|(work_mem|maintenance_work_mem|hash_mem_multiplier|effective_cache_size|effective_io_concurrency|random_page_cost|seq_page_cost|jit|timezone|lc_messages|synchronous_commit|max_parallel_workers_per_gather)$)/i;

/**
 * What a role could set on itself to change what our statements do. A connection of the server says these itself, which goes before
 * what the role says: also while it runs.
 */
const meaning = {
  search_path: 'blackstart',
  timezone: 'UTC',
  default_transaction_isolation: 'read\\ committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
  transform_null_equals: 'off',
  datestyle: 'ISO',
  intervalstyle: 'postgres',
  bytea_output: 'hex',
  idle_session_timeout: 0,
};

/** The `options` of a connection of the server, with what else it wants to be set. */
export function sessionOptions(values: Record<string, string | number>): string {
  return Object.entries({ ...meaning, ...values })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

interface Setting {
  /** Null: of every role in this database. */
  role: string | null;
  /** Null: in every database. */
  database: string | null;
  name: string;
  value: string;
}

// Those that count for this role in this database, and for the role that the migrations grant to.
const sql = `
SELECT r.rolname AS role, d.datname AS database, split_part(c.setting, '=', 1) AS name,
    substr(c.setting, strpos(c.setting, '=') + 1) AS value
  FROM pg_db_role_setting s
  LEFT JOIN pg_roles r ON r.oid = s.setrole
  LEFT JOIN pg_database d ON d.oid = s.setdatabase
  CROSS JOIN LATERAL unnest(s.setconfig) AS c(setting)
 WHERE (s.setdatabase = 0 OR d.datname = current_database()) AND (s.setrole = 0 OR r.rolname = ANY($1))
 ORDER BY 1 NULLS FIRST, 2 NULLS FIRST, 3`;

/** Settings of these roles and of the database that Blackstart does not know: as they could change what its statements do. */
async function strangeSettings(client: ClientBase, roles: readonly string[]): Promise<Setting[]> {
  const { rows } = await client.query<Setting>(sql, [roles]);
  return rows.filter((setting) => !isKnown(setting));
}

function isKnown({ role, database, name, value }: Setting): boolean {
  if (role === null) return harmless.test(name);
  return database !== null && roleSettings[name] === value;
}

/** Why the server must not serve under the settings that its role gets from Postgres, one sentence each. */
export async function settingsRefusals(client: ClientBase): Promise<string[]> {
  const found = await client.query<{ name: string }>('SELECT session_user AS name');
  return (
    await strangeSettings(
      client,
      found.rows.map(({ name }) => name),
    )
  ).map(sentenceOf);
}

function sentenceOf(setting: Setting): string {
  const { role, database, name } = setting;
  const whose = role === null ? `The database ${database}` : `The role ${role}`;
  const where = role !== null && database !== null ? ` in the database ${database}` : '';
  const advice = role === null ? '' : ', or start once with DATABASE_OWNER_URL';
  return `${whose} has the setting ${name}${where}, which Blackstart does not make: run ${resetOf(setting)}${advice}.`;
}

function resetOf({ role, database, name }: Setting): string {
  const place = database === null ? '' : `${escapeIdentifier(database)} `;
  if (role === null) return database === null ? `ALTER ROLE ALL RESET ${name}` : `ALTER DATABASE ${place}RESET ${name}`;
  const inDatabase = database === null ? '' : `IN DATABASE ${place}`;
  return `ALTER ROLE ${escapeIdentifier(role)} ${inDatabase}RESET ${name}`;
}

/**
 * Puts the settings of the application's roles right, as their owner: what a role set on itself is taken back. Returns what
 * was, one sentence each.
 */
export async function mendSettings(owner: ClientBase, roles: readonly string[]): Promise<string[]> {
  const mended: Setting[] = [];
  for (const setting of await strangeSettings(owner, roles)) {
    if (setting.role !== null && (await mayRun(owner, resetOf(setting)))) mended.push(setting);
  }
  const missing = await owner.query<{ role: string; name: string; database: string }>(missingSql, [
    roles,
    Object.keys(roleSettings),
  ]);
  for (const { role, name, database } of missing.rows) {
    const target = `ALTER ROLE ${escapeIdentifier(role)} IN DATABASE ${escapeIdentifier(database)}`;
    await mayRun(owner, `${target} SET ${name} = ${escapeLiteral(roleSettings[name] ?? '')}`);
  }
  return mended.map(({ role, name }) => `The role ${role} had the setting ${name}, which was taken back.`);
}

const missingSql = `
SELECT r.rolname AS role, n.name, d.datname AS database
  FROM pg_roles r JOIN pg_database d ON d.datname = current_database(), unnest($2::text[]) AS n(name)
 WHERE r.rolname = ANY($1) AND NOT EXISTS (
   SELECT FROM pg_db_role_setting s, unnest(s.setconfig) AS c(setting)
    WHERE s.setrole = r.oid AND s.setdatabase = d.oid AND split_part(c.setting, '=', 1) = n.name)`;

/** False where the owner may not: a role that was made by hand. What is wrong with it is then met by the check at start. */
async function mayRun(owner: ClientBase, statement: string): Promise<boolean> {
  try {
    await owner.query(statement);
    return true;
  } catch (error) {
    const code = sqlStateOf(error);
    if (code === SQLSTATE.internalError) return true; // another process does the same just now
    if (code !== SQLSTATE.insufficientPrivilege) throw error;
    return false;
  }
}
