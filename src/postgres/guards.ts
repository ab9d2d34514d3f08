import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import { overreach } from './overreach';
import { settingsRefusals } from './settings';
import { SQLSTATE, sqlStateOf } from './sqlstate';

/** What keeps the rules in the database, by name: the source's hash for functions, the definition for the rest. */
export interface GuardManifest {
  functions: Record<string, string>;
  triggers: Record<string, string>;
  constraints: Record<string, string>;
}

type Kind = keyof GuardManifest;

const words: Record<Kind, string> = { functions: 'function', triggers: 'trigger', constraints: 'constraint' };

// Everything that decides what a function does: its language, its text, its settings, and in whose name it runs.
const functionsSql = `
SELECT p.proname AS name,
  encode(sha256(convert_to(concat_ws(' ', l.lanname, p.prosecdef, p.proconfig, p.prosrc), 'UTF8')), 'hex') AS definition
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = to_regnamespace('blackstart')`;

// A trigger that is not ENABLE ALWAYS differs from the manifest; those of foreign keys are listed only where disabled.
const triggersSql = `
SELECT c.relname || '.' || t.tgname AS name,
  pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'A' THEN '' ELSE ' (' || t.tgenabled::text || ')' END AS definition
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = to_regnamespace('blackstart') AND (NOT t.tgisinternal OR t.tgenabled <> 'O')`;

const constraintsSql = `
SELECT c.relname || '.' || k.conname AS name, pg_get_constraintdef(k.oid) AS definition
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = to_regnamespace('blackstart') AND k.contype IN ('c', 'f', 'p', 'u') AND c.relname <> 'migration'
UNION ALL
SELECT c.relname || ' NOT NULL', string_agg(a.attname, ', ' ORDER BY a.attname COLLATE "C")
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = to_regnamespace('blackstart') AND c.relkind = 'r' AND c.relname <> 'migration'
  AND a.attnum > 0 AND a.attnotnull
GROUP BY c.relname
UNION ALL
SELECT t.relname || '.' || c.relname, pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
WHERE c.relnamespace = to_regnamespace('blackstart') AND i.indisunique
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u'))`;

/** The guards as they are in this database. */
export async function describeGuards(client: ClientBase): Promise<GuardManifest> {
  return unshadowed(client, async () => ({
    functions: await definitions(client, functionsSql),
    triggers: await definitions(client, triggersSql),
    constraints: await definitions(client, constraintsSql),
  }));
}

/** Definitions name a schema or leave it out, by the search path: with none, they always name it. */
async function unshadowed<T>(client: ClientBase, read: () => Promise<T>): Promise<T> {
  await client.query(`BEGIN READ ONLY`);
  try {
    await client.query(`SET LOCAL search_path = ''`);
    return await read();
  } finally {
    await client.query('ROLLBACK');
  }
}

async function definitions(client: ClientBase, sql: string): Promise<Record<string, string>> {
  const found = await client.query<{ name: string; definition: string }>(`${sql} ORDER BY 1, 2`);
  return Object.fromEntries(found.rows.map(({ name, definition }) => [name, definition]));
}

/** The guards as the migrations make them. */
export function expectedGuards(): GuardManifest {
  return JSON.parse(readFileSync(join(__dirname, 'guards.manifest.json'), 'utf8')) as GuardManifest;
}

/**
 * Why the server must not serve from this database, one sentence each; empty when it may. `client` is a connection of the
 * role that it would serve with. Tests move the clock, so they alone pass `clockMayBeMoved`.
 */
export async function refuseToServe(client: ClientBase, clockMayBeMoved = false): Promise<string[]> {
  const actual = await describeGuards(client);
  const expected = expectedGuards();
  const kinds: Kind[] = ['functions', 'triggers', 'constraints'];
  const changed = kinds.flatMap((kind) => differences(words[kind], expected[kind], actual[kind]));
  const clock = clockMayBeMoved ? [] : await movedClock(client);
  return [...changed, ...clock, ...(await overreach(client)), ...(await settingsRefusals(client))];
}

function differences(word: string, expected: Record<string, string>, actual: Record<string, string>): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  return names
    .filter((name) => expected[name] !== actual[name])
    .map((name) => {
      const fate = !(name in actual)
        ? 'is missing'
        : !(name in expected)
          ? 'is unknown or disabled'
          : 'is altered or disabled';
      return `The ${word} ${name} ${fate}.`;
    });
}

const unreadable = new Set<string | undefined>([
  ...[SQLSTATE.undefinedTable, SQLSTATE.undefinedSchema, SQLSTATE.insufficientPrivilege],
]);

async function movedClock(client: ClientBase): Promise<string[]> {
  const found = await client
    .query<{ offset: string }>('SELECT offset_ms::text AS "offset" FROM blackstart.clock')
    .catch((error: unknown) => {
      // no clock, or none that may be read: the missing constraints say so
      if (unreadable.has(sqlStateOf(error))) return undefined;
      throw error;
    });
  const [row] = found?.rows ?? [];
  return row && Number(row.offset) !== 0 ? [`The clock is moved by ${row.offset} ms.`] : [];
}
