import { Pool, type PoolConfig, types } from 'pg';
import type { Config } from '../config';
import { Connection } from './connection';
import { sessionOptions } from './settings';

const LOCK_MILLISECONDS = 1000;
const IDLE_IN_TRANSACTION_MILLISECONDS = 5000;

const { INT8, NUMERIC, TIMESTAMPTZ } = types.builtins;
const parsers = new Map<number, (value: string) => unknown>([
  [INT8, Number],
  [NUMERIC, Number],
  [TIMESTAMPTZ, (value) => new Date(value).toISOString()],
]);

/** Rows as plain JSON values: instants are ISO strings with milliseconds, so that they compare as strings. */
export const jsonTypes: NonNullable<PoolConfig['types']> = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? (types.getTypeParser(oid, format) as (value: string) => unknown),
};

/**
 * The connections of one purpose. `quick` is for requests: the wait for a connection and a statement stay under 3 s.
 * `patient` is for large plans and for loading boards, where one statement may take minutes.
 */
export function openPool(url: string, config: Config, pace: 'quick' | 'patient' = 'quick'): Pool {
  const quick = pace === 'quick';
  const milliseconds = quick ? config.pool.queryMilliseconds : config.pool.patientMilliseconds;
  const pool = new Pool({
    Client: Connection,
    connectionString: url,
    application_name: 'blackstart',
    max: quick ? config.pool.size : 2,
    // a patient one waits for its turn: whether the database is there at all was asked of the quick pool
    connectionTimeoutMillis: quick ? config.pool.connectMilliseconds : milliseconds,
    query_timeout: milliseconds,
    keepAlive: true,
    pipeline: true, // statements that are sent together share one round trip
    types: jsonTypes,
    options: sessionOptions({
      statement_timeout: milliseconds,
      lock_timeout: LOCK_MILLISECONDS,
      idle_in_transaction_session_timeout: quick ? IDLE_IN_TRANSACTION_MILLISECONDS : milliseconds,
    }),
  });
  // without a handler the error of an idle connection ends the process; the pool drops the connection by itself
  pool.on('error', () => undefined);
  return pool;
}
