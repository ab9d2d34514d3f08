import type { ClientBase } from 'pg';
import { rowName } from '../board/tables';
import type { Uuid } from '../domain/rows';
import { type RecoveryTable, type RowChange, tableKeys } from '../domain/tables';
import type { Draft } from './draft';
import type { RowShape, RowStatement, RowStatements } from './statements';

type Row = Record<string, unknown>;

/** Rows of one table that change in the same way: one statement; `versions` are the positions of their events. */
interface Batch extends RowShape {
  statement: RowStatement;
  rows: Row[];
  versions: number[];
}

const rowsAtOnce = 5000;

/** Writes what the drafts changed, in as few statements as their order allows, and counts every row. */
export async function writeRows(
  client: ClientBase,
  statements: RowStatements,
  incidentId: Uuid,
  drafts: readonly Draft[],
  onRows: (rows: number) => void = () => undefined,
): Promise<void> {
  for (const batch of batchesOf(drafts, statements)) {
    for (let from = 0; from < batch.rows.length; from += rowsAtOnce) {
      const rows = versioned(batch, from);
      const { rowCount } = await client.query(queryOf(batch.statement, incidentId, rows));
      if (rowCount !== rows.length) throw new Error(`${batch.op} ${batch.table}: ${rowCount} of ${rows.length} rows`);
      onRows(rows.length);
    }
  }
}

// Copied a slice at a time: all the rows of a large plan once more would be 200 MB.
function versioned({ rows, versions }: Batch, from: number): Row[] {
  return rows.slice(from, from + rowsAtOnce).map((row, at) => ({ ...row, version: versions[from + at] }));
}

function queryOf({ columns, one, many }: RowStatement, incidentId: Uuid, rows: readonly Row[]) {
  const [row] = rows;
  if (rows.length > 1 || !row) return { ...many, values: [incidentId, JSON.stringify(rows), rows.length] };
  const values = columns.map(({ property, type }) => {
    const value = row[property];
    return type === 'jsonb' && value !== null && value !== undefined ? JSON.stringify(value) : value;
  });
  return { ...one, values: [incidentId, ...values] };
}

// A change joins the latest batch of its shape, unless a later batch holds the same row already: then order matters.
function batchesOf(drafts: readonly Draft[], statements: RowStatements): Batch[] {
  const batches: Batch[] = [];
  const byShape = new Map<string, number>();
  const lastWrites = new Map<RecoveryTable, Map<string, number>>();
  for (const { fact, event } of drafts) {
    for (const { table, op, row } of fact.rows) {
      const shape = `${op} ${table} ${Object.keys(row).join()}`;
      const name = rowName(table, row);
      const lastWrite = lastWrites.get(table) ?? new Map<string, number>();
      lastWrites.set(table, lastWrite);
      let index = byShape.get(shape);
      if (index === undefined || (lastWrite.get(name) ?? -1) >= index) {
        index = batches.push(batchOf(statements, shape, table, op, row)) - 1;
        byShape.set(shape, index);
      }
      lastWrite.set(name, index);
      batches[index]!.rows.push(row);
      batches[index]!.versions.push(event.position);
    }
  }
  return batches;
}

function batchOf(statements: RowStatements, name: string, table: RecoveryTable, op: RowChange['op'], row: Row): Batch {
  const properties = op === 'delete' ? [...tableKeys[table]] : [...Object.keys(row), 'version'];
  const shape = { table, op, properties };
  return { ...shape, statement: statements.of(name, shape), rows: [], versions: [] };
}
