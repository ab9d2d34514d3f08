import type { TableShapes } from '../board/load';
import { type RecoveryTable, type RowChange, tableKeys } from '../domain/tables';
import { demanding } from '../postgres/trip';

type Column = TableShapes[RecoveryTable][number];

/** How rows of one table change: which of their properties are written. */
export interface RowShape {
  table: RecoveryTable;
  op: RowChange['op'];
  properties: readonly string[];
}

/**
 * A statement for rows of one shape. Named by its shape, so that each connection plans it once. The first value is the
 * incident; then `one` takes the columns' values of one row, `many` takes JSON with all rows.
 */
export interface RowStatement {
  columns: readonly Column[];
  one: { name: string; text: string };
  many: { name: string; text: string };
}

/** The statements of one process; each text is made once. */
export class RowStatements {
  private readonly known = new Map<string, RowStatement>();

  constructor(private readonly shapes: TableShapes) {}

  /** The statement for rows of a shape; `key` is that shape in one word. */
  of(key: string, shape: RowShape): RowStatement {
    let statement = this.known.get(key);
    if (!statement) this.known.set(key, (statement = statementOf(shape, this.shapes)));
    return statement;
  }
}

function statementOf({ table, op, properties }: RowShape, shapes: TableShapes): RowStatement {
  const columns = properties.map((property) => {
    const shape = shapes[table].find((candidate) => candidate.property === property);
    if (!shape) throw new Error(`${table} has no column for ${property}`);
    return shape;
  });
  const name = `${op} ${table} ${shortName(columns.map(({ column }) => column).join())}`;
  const keys = tableKeys[table] as readonly string[];
  const values = columns.map(({ type }, at) => `$${at + 2}::${type}`);
  const target = `blackstart.${table}`;
  const given = columns.map(({ property }) => `x."${property}"`);
  const one = textOf[op](target, columns, keys, values, '');
  const many = textOf[op](target, columns, keys, given, sourceOf(columns));
  // what is inserted is there; what is changed or removed has to be
  const whole = (text: string, rows: string) => (op === 'insert' ? text : demanding(text, rows));
  return { columns, one: { name, text: whole(one, '1') }, many: { name: `${name} many`, text: whole(many, '$3') } };
}

/*
 * LIMIT tells the planner that these are few, so that it looks each up by its key: it takes any JSON for a hundred rows, and
 * would read all systems of the incident for the sake of one. How few stands in a query of its own: a number that the planner saw
 * would make it believe that planning anew each time pays.
 */
function sourceOf(columns: readonly Column[]): string {
  const input = columns.map(({ property, type }) => `"${property}" ${type}`).join(', ');
  return `(SELECT * FROM json_to_recordset($2::json) AS r(${input}) LIMIT (SELECT $3::int)) AS x`;
}

type Text = (
  target: string,
  columns: readonly Column[],
  keys: readonly string[],
  values: readonly string[],
  source: string,
) => string;

const textOf: Record<RowChange['op'], Text> = {
  insert: (target, columns, _keys, values, source) =>
    `INSERT INTO ${target} (incident_id, ${namesOf(columns)}) SELECT $1::uuid, ${values.join(', ')}${source && ` FROM ${source}`}`,
  update: (target, columns, keys, values, source) => {
    const set = columns.flatMap(({ property, column }, at) =>
      keys.includes(property) ? [] : [`${column} = ${values[at]}`],
    );
    return `UPDATE ${target} t SET ${set.join(', ')}${source && ` FROM ${source}`} WHERE ${same(columns, keys, values)}`;
  },
  delete: (target, columns, keys, values, source) =>
    `DELETE FROM ${target} t${source && ` USING ${source}`} WHERE ${same(columns, keys, values)}`,
};

function namesOf(columns: readonly Column[]): string {
  return columns.map(({ column }) => column).join(', ');
}

function same(columns: readonly Column[], keys: readonly string[], values: readonly string[]): string {
  const equal = columns.flatMap(({ property, column }, at) =>
    keys.includes(property) ? [`t.${column} = ${values[at]}`] : [],
  );
  return ['t.incident_id = $1::uuid', ...equal].join(' AND ');
}

// Postgres cuts statement names at 63 bytes: long column lists are told apart by a checksum.
function shortName(names: string): string {
  let sum = 0;
  for (let n = 0; n < names.length; n++) sum = (Math.imul(sum, 31) + names.charCodeAt(n)) >>> 0;
  return sum.toString(36);
}
