import type { RecoveryTable, RecoveryTables, RowChange } from '../domain/tables';
import type { Uuid } from '../domain/rows';
import { tableKeys } from '../domain/tables';

/** What has no bound does not live on the board: of notes it knows only which systems have one. */
export type BoardTable = Exclude<RecoveryTable, 'note'>;

/** All rows of one incident, table by table. */
export type BoardRows = { [T in BoardTable]: readonly RecoveryTables[T][] } & { noted: readonly Uuid[] };

/** Where a board stands in its log. */
export interface BoardHead {
  position: number;
  logHead: string;
  /** When the last event happened; the board's answers are never for an earlier moment. */
  lastAt: string;
}

type Row = Record<string, unknown>;

/** The name of a row within its table. */
export function rowName(table: RecoveryTable, row: object): string {
  return tableKeys[table].map((column) => (row as Row)[column]).join('/');
}

/** The rows after one event's changes; tables that it does not touch are shared. */
export function changedRows(rows: BoardRows, changes: readonly RowChange[], version: number): BoardRows {
  const touched = new Map<RecoveryTable, Map<string, Row>>();
  const noted = new Set(rows.noted);
  for (const change of changes) {
    if (change.table === 'note') {
      if (change.op === 'insert' && change.row.systemId !== null) noted.add(change.row.systemId);
      continue;
    }
    let table = touched.get(change.table);
    if (!table) {
      table = new Map((rows[change.table] as readonly object[]).map((row) => [rowName(change.table, row), row as Row]));
      touched.set(change.table, table);
    }
    const name = rowName(change.table, change.row);
    if (change.op === 'delete') table.delete(name);
    else table.set(name, { ...table.get(name), ...change.row, version });
  }
  const after: Record<string, unknown> = { ...rows, noted: [...noted] };
  for (const [table, byName] of touched) after[table] = [...byName.values()];
  return after as BoardRows;
}

/** No rows at all: where folding a log begins. */
export const noRows = {
  ...Object.fromEntries(Object.keys(tableKeys).map((table) => [table, []])),
  noted: [],
} as unknown as BoardRows;
