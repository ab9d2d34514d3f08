import type { Pool } from 'pg';

/** A session that keeps others from the heads of the logs; what Postgres does not let the application see is null. */
export interface Holder {
  pid: number;
  role: string;
  application: string | null;
  address: string | null;
  state: string | null;
  since: string | null;
}

// Asks the lock table alone, since the heads themselves may be locked. Commands hold a head for milliseconds.
const text = `
SELECT DISTINCT a.pid, a.usename AS role, a.application_name AS application, host(a.client_addr) AS address, a.state,
    to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS since
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
 WHERE l.locktype = 'relation' AND l.granted AND l.mode <> 'AccessShareLock' AND a.pid <> pg_backend_pid()
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND l.relation = to_regclass('blackstart.incident_head')
   AND (a.xact_start IS NULL OR a.xact_start < clock_timestamp() - interval '1 second')
 ORDER BY since`;

/** The sessions whose transactions have locked heads for more than a second, the longest first. */
export async function holdersOfHeads(pool: Pool): Promise<Holder[]> {
  return (await pool.query<Holder>({ name: 'holders', text })).rows;
}
