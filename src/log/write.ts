import { rowName } from '../board/tables';
import type { Uuid } from '../domain/rows';
import { type RecoveryTable, type RowChange, tableKeys } from '../domain/tables';
import type { Statement } from '../postgres/trip';
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

/** A statement, and how many rows it writes. */
export type RowsStatement = Statement & { count: number };

/** The statements that write what the drafts changed: as few as their order allows, and each demands all of its rows. */
export function* rowStatements(
  statements: RowStatements,
  incidentId: Uuid,
  drafts: readonly Draft[],
): Generator<RowsStatement> {
  for (const batch of batchesOf(drafts, statements)) {
    for (let from = 0; from < batch.rows.length; from += rowsAtOnce) {
      const rows = versioned(batch, from);
      yield { ...statementFor(batch.statement, incidentId, rows), count: rows.length };
    }
  }
}

// Copied a slice at a time: all the rows of a large plan once more would be 200 MB.
function versioned({ rows, versions }: Batch, from: number): Row[] {
  return rows.slice(from, from + rowsAtOnce).map((row, at) => ({ ...row, version: versions[from + at] }));
}

function statementFor({ columns, one, many }: RowStatement, incidentId: Uuid, rows: readonly Row[]): Statement {
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
