import type { ClientBase } from 'pg';

const largeObjects = `
SELECT p.oid::regprocedure::text AS name FROM pg_proc p
 WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '^(lo_|loread|lowrite)'
   AND has_function_privilege($1, p.oid, 'EXECUTE') ORDER BY 1`;

/** The functions on large objects that a role may call: whoever may fills the disk without a right on any table. */
export async function largeObjectFunctions(client: ClientBase, role: string): Promise<string[]> {
  return (await client.query<{ name: string }>(largeObjects, [role])).rows.map(({ name }) => name);
}

const everybody = `
SELECT string_agg(privilege_type, ' and ' ORDER BY privilege_type) AS rights
  FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba)))
 WHERE d.datname = current_database() AND grantee = 0`;

/** What stands open around the tables of this session's role, and only a more powerful role could shut; one sentence each. */
export async function exposures(client: ClientBase): Promise<string[]> {
  const found = await client.query<{ name: string }>('SELECT session_user AS name');
  const functions = await largeObjectFunctions(client, found.rows[0]?.name ?? '');
  const { rows } = await client.query<{ rights: string | null }>(everybody);
  const rights = rows[0]?.rights ?? null;
  return [
    ...(rights === null ? [] : [`Every login role of this Postgres has ${rights} on this database.`]),
    ...(functions.length === 0
      ? []
      : ['The application can make large objects, which may fill the disk: a superuser can revoke that from PUBLIC.']),
  ];
}
