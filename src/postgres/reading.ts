import type { Client } from 'pg';
import type { Config } from '../config';
import { withClient } from './client';
import { launchPostgres } from './launch';
import { SQLSTATE, sqlStateOf } from './sqlstate';

/**
 * Does some work on one connection to the database of the settings, the owner's where there is one. Nothing is migrated and no
 * guard is asked for: a database that was tampered with must still be readable.
 */
export async function readDatabase<T>(config: Config, work: (client: Client) => Promise<T>): Promise<T> {
  const given = config.databaseOwnerUrl ?? config.databaseUrl;
  const { ownerUrl, stop } = given ? { ownerUrl: given, stop: () => Promise.resolve() } : await launchPostgres(config);
  try {
    return await withClient(ownerUrl, work);
  } catch (error) {
    const isStrange = sqlStateOf(error) === SQLSTATE.undefinedTable;
    throw isStrange ? new Error('This database holds no log of Blackstart.', { cause: error }) : error;
  } finally {
    await stop();
  }
}
