import type { ClientBase } from 'pg';
import { recoveryTables } from '../../migrations/recovery-tables';

// Membership counts: who is a member of the owner can become it.
const sql = `
WITH me AS (SELECT * FROM pg_roles WHERE rolname = session_user),
tables AS (SELECT * FROM pg_class WHERE relnamespace = to_regnamespace('blackstart') AND relkind IN ('r', 'p', 'v'))
SELECT 'is a superuser, or may pass row security, replicate or make roles' AS "right" FROM me
  WHERE rolsuper OR rolbypassrls OR rolreplication OR rolcreaterole
UNION ALL SELECT 'owns, or belongs to the owner of, ' || string_agg(relname, ', ' ORDER BY relname) FROM tables, me
  WHERE pg_has_role(me.oid, relowner, 'MEMBER') HAVING count(*) > 0
UNION ALL SELECT 'owns, or belongs to the owner of, the functions ' || string_agg(proname, ', ' ORDER BY proname)
  FROM pg_proc, me WHERE pronamespace = to_regnamespace('blackstart') AND pg_has_role(me.oid, proowner, 'MEMBER')
  HAVING count(*) > 0
UNION ALL SELECT 'owns the schema or the database' FROM me
  WHERE EXISTS (SELECT FROM pg_namespace WHERE nspname = 'blackstart' AND pg_has_role(me.oid, nspowner, 'MEMBER'))
    OR EXISTS (SELECT FROM pg_database WHERE datname = current_database() AND pg_has_role(me.oid, datdba, 'MEMBER'))
UNION ALL SELECT 'may make temporary tables, or create in the database' FROM me
  WHERE has_database_privilege(me.oid, current_database(), 'TEMPORARY, CREATE')
UNION ALL SELECT 'may create in the schema' FROM me
  WHERE EXISTS (SELECT FROM pg_namespace WHERE nspname = 'blackstart' AND has_schema_privilege(me.oid, oid, 'CREATE'))
UNION ALL SELECT 'may truncate, reference or put triggers on ' || string_agg(relname, ', ' ORDER BY relname)
  FROM tables, me WHERE has_table_privilege(me.oid, tables.oid, 'TRUNCATE, REFERENCES, TRIGGER') HAVING count(*) > 0
UNION ALL SELECT 'may change ' || relname FROM tables, me
  WHERE relname = 'clock' AND (has_table_privilege(me.oid, tables.oid, 'INSERT, UPDATE, DELETE')
      OR has_any_column_privilege(me.oid, tables.oid, 'INSERT, UPDATE'))
    OR relname IN ('event', 'event_rows', 'access_log') AND (has_table_privilege(me.oid, tables.oid, 'UPDATE, DELETE')
      OR has_any_column_privilege(me.oid, tables.oid, 'UPDATE'))
    OR relname = ANY ($1) AND (has_table_privilege(me.oid, tables.oid, 'INSERT, UPDATE, DELETE')
      OR has_any_column_privilege(me.oid, tables.oid, 'INSERT, UPDATE'))
    OR relname IN ('incident_head', 'directory_head') AND has_table_privilege(me.oid, tables.oid, 'DELETE')
UNION ALL SELECT 'may switch triggers off by session_replication_role' FROM me
  WHERE has_parameter_privilege(me.oid, 'session_replication_role', 'SET')`;

const hidingSql = `
SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = to_regnamespace('blackstart') AND c.relkind = 'r'
  AND (c.relrowsecurity OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid))`;

/** What the session's role could do beyond what the guards withstand, and what would hide rows from them; one sentence each. */
export async function overreach(client: ClientBase): Promise<string[]> {
  const rights = await client.query<{ right: string }>(sql, [recoveryTables]);
  const hiding = await client.query<{ name: string }>(hidingSql);
  return [
    ...rights.rows.map(({ right }) => `The role of this session ${right}.`),
    ...hiding.rows.map(({ name }) => `The table ${name} has rules or row security, which could hide rows.`),
  ];
}
