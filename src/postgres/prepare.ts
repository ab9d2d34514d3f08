import type { Client } from 'pg';
import { withClient } from './client';
import { launchPostgres } from './launch';
import { migrate } from './migrate';
import { applicationUrl, prepareLogin } from './roles';
import type { Config } from '../config';

const OLDEST_VERSION = 150_000;
const LOCK = `hashtext('blackstart: roles and migrations')`;

export interface PreparedDatabase {
  /** Undefined where only the application's URL was given: then somebody else migrates. */
  ownerUrl: string | undefined;
  appUrl: string;
  /** What was wrong with the application's roles and was put right, one sentence each. */
  mended: string[];
  stop: () => Promise<void>;
}

/** A migrated database and a login for the application: the embedded server's, or the one that the settings name. */
export async function prepareDatabase(config: Config): Promise<PreparedDatabase> {
  const given = config.databaseOwnerUrl ?? config.databaseUrl;
  const { ownerUrl, stop } = given ? { ownerUrl: given, stop: () => Promise.resolve() } : await launchPostgres(config);
  try {
    return { ...(await prepareGiven(ownerUrl, config)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepareGiven(url: string, config: Config): Promise<Omit<PreparedDatabase, 'stop'>> {
  return withClient(url, async (client) => {
    await refuseOldServer(client);
    const onlyApplication = config.databaseOwnerUrl === undefined && !(await isPrivileged(client));
    if (onlyApplication) return { ownerUrl: undefined, appUrl: url, mended: [] };
    const appUrl = separateUrl(config) ?? applicationUrl(url, config.dataDir);
    await client.query(`SET lock_timeout = '2min'`);
    await client.query(`SELECT pg_advisory_lock(${LOCK})`); // given back when the connection ends
    await client.query('CREATE SCHEMA IF NOT EXISTS blackstart');
    const mended = await prepareLogin(client, appUrl);
    await migrate(url);
    return { ownerUrl: url, appUrl, mended };
  });
}

/** The application's own URL, when it is given beside a different one for the owner. */
function separateUrl(config: Config): string | undefined {
  const { databaseUrl, databaseOwnerUrl } = config;
  return databaseOwnerUrl === undefined || databaseUrl === databaseOwnerUrl ? undefined : databaseUrl;
}

async function refuseOldServer(client: Client): Promise<void> {
  const found = await client.query<{ version: number }>(`SELECT current_setting('server_version_num')::int AS version`);
  const version = found.rows[0]?.version ?? 0;
  if (version < OLDEST_VERSION) throw new Error(`PostgreSQL 15 or newer is needed, this is ${version}`);
}

async function isPrivileged(client: Client): Promise<boolean> {
  const found = await client.query<{ privileged: boolean }>(
    `SELECT rolsuper OR rolcreaterole OR has_database_privilege(current_database(), 'CREATE') AS privileged
       FROM pg_roles WHERE rolname = current_user`,
  );
  return found.rows[0]?.privileged ?? false;
}
