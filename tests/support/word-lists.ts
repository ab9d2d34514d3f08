import type { Client } from 'pg';

interface Text {
  name: string;
  text: string;
}

/** The texts of all CHECKs of the schema, and of the functions of the schema that these call. */
async function textsOf(client: Client): Promise<Text[]> {
  const { rows } = await client.query<Text>(
    `SELECT conname AS name, pg_get_constraintdef(oid) AS text FROM pg_constraint
      WHERE contype = 'c' AND connamespace = 'blackstart'::regnamespace
     UNION ALL
     SELECT DISTINCT p.proname || '()', p.prosrc FROM pg_proc p JOIN pg_depend d ON d.refobjid = p.oid
       JOIN pg_constraint c ON c.oid = d.objid AND c.contype = 'c'
      WHERE p.pronamespace = 'blackstart'::regnamespace
        AND d.refclassid = 'pg_proc'::regclass AND d.classid = 'pg_constraint'::regclass
     ORDER BY 1`,
  );
  return rows;
}

const list = `'[A-Z][A-Z0-9_]*'(?:::text)?(?:,\\s*'[A-Z][A-Z0-9_]*'(?:::text)?)*`;
/** The ways in which a CHECK compares a column with words: as it is written in a function, and as Postgres prints it. */
const forms = [
  new RegExp(`(?<column>\\w+)(?<not> NOT)? IN \\(\\s*(?<words>${list})\\s*\\)`, 'g'),
  new RegExp(`(?<column>\\w+) = ANY \\(ARRAY\\[(?<words>${list})\\]\\)`, 'g'),
  new RegExp(`(?<column>\\w+)(?<not> <> ALL) \\(ARRAY\\[(?<words>${list})\\]\\)`, 'g'),
  new RegExp(`\\(?(?<column>\\w+)\\)? (?:=|<>) (?<words>'[A-Z][A-Z0-9_]*')(?:::text)?`, 'g'),
  /\."?(?<column>\w+)"? ?\? ?\((?<words>[()&@!="A-Z0-9_ ]*)\)/g, // in a JSON path
];

/** All words in capitals within quotes of a text, those of arrays too; each as often as it stands there. */
export function wordsOf(text: string): string[] {
  const quoted = [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, inside]) => inside!);
  return quoted.flatMap((inside) => inside.match(/^[A-Z][A-Z0-9_]*$/) ?? inArray(inside));
}

function inArray(inside: string): string[] {
  return /^\{[A-Z0-9_,]*\}$/.test(inside) ? inside.slice(1, -1).split(',').filter(Boolean) : [];
}

/** The words that each CHECK compares each column with, by `name: column`; `NOT` follows where it is compared with what it is not. */
export async function wordListsOf(client: Client): Promise<Record<string, string[]>> {
  const lists = new Map<string, Set<string>>();
  for (const { name, text } of await textsOf(client)) {
    for (const form of forms) {
      for (const { groups } of text.matchAll(form)) {
        const place = `${name}: ${groups!.column}${groups!.not ? ' NOT' : ''}`;
        const words = groups!.words!.match(/[A-Z][A-Z0-9_]*/g) ?? [];
        lists.set(place, new Set([...(lists.get(place) ?? []), ...words]));
      }
    }
  }
  return Object.fromEntries([...lists].map(([place, words]) => [place, [...words]]));
}

/** Words in capitals within quotes that stand in a CHECK outside the forms that are read. */
export async function unreadIn(client: Client): Promise<string[]> {
  return (await textsOf(client)).flatMap(({ name, text }) => {
    const rest = forms.reduce((left, form) => left.replace(form, ''), text);
    const quoted = [...rest.matchAll(/'((?:[^']|'')*)'|"([^"]*)"/g)].map(([, one, other]) => one ?? other ?? '');
    return quoted
      .flatMap((inside) => (/[a-z[^]/.test(inside) ? [] : (inside.match(/[A-Z][A-Z0-9_]+/g) ?? [])))
      .map((word) => `${name}: ${word}`);
  });
}
