import type { ClientBase } from 'pg';
import type { Instant, Uuid } from '../domain/rows';
import { type RecoveryTable, tableKeys } from '../domain/tables';
import { later } from '../domain/time';
import { Board } from './board';
import { stateOf } from './state';
import type { BoardHead, BoardRows } from './tables';
import { UnreadableLog } from './unreadable';

/** The columns of the recovery tables: what a property is called in Postgres, and its type there. */
export type TableShapes = Record<RecoveryTable, readonly { property: string; column: string; type: string }[]>;

/** A board from all rows of an incident, whose answers are for `now` (or its last event, if that is later). */
export function boardOf(rows: BoardRows, head: BoardHead, now: Instant): Board {
  return new Board(stateOf(rows, head, later(now, head.lastAt)));
}

/**
 * Loads an incident's board, all of it at one position; null when there is no such incident; UnreadableLog where its rows make
 * none. The client must not be in a transaction; after an error it is of no use.
 */
export async function loadBoard(client: ClientBase, shapes: TableShapes, incidentId: Uuid): Promise<Board | null> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const found = await loadHead(client, incidentId);
  const rows = found && (await loadRows(client, shapes, incidentId));
  await client.query('COMMIT');
  if (!found || !rows) return null;
  const { now, ...head } = found;
  try {
    return boardOf(rows, head, now);
  } catch (error) {
    throw new UnreadableLog(incidentId, null, error);
  }
}

async function loadHead(client: ClientBase, incidentId: Uuid): Promise<(BoardHead & { now: Instant }) | null> {
  const { rows } = await client.query<BoardHead & { now: Instant }>(
    `SELECT h.position, h.log_head AS "logHead", e.at AS "lastAt", blackstart.now() AS now
       FROM blackstart.incident_head h
       JOIN blackstart.event e ON e.incident_id = h.incident_id AND e.position = h.position
      WHERE h.incident_id = $1`,
    [incidentId],
  );
  return rows[0] ?? null;
}

/** All rows of an incident, as the client's transaction sees them. */
export async function loadRows(client: ClientBase, shapes: TableShapes, incidentId: Uuid): Promise<BoardRows> {
  const rows: Record<string, unknown[]> = {};
  const notes = 'SELECT DISTINCT system_id AS id FROM blackstart.note WHERE incident_id = $1 AND system_id IS NOT NULL';
  rows.noted = (await client.query<{ id: Uuid }>(notes, [incidentId])).rows.map(({ id }) => id);
  for (const table of Object.keys(tableKeys) as RecoveryTable[]) {
    if (table === 'note') continue;
    const columns = shapes[table].map(({ property, column }) => `${column} AS "${property}"`);
    const text = `SELECT ${columns.join(', ')} FROM blackstart.${table} WHERE incident_id = $1`;
    rows[table] = (await client.query({ name: `load ${table}`, text, values: [incidentId] })).rows;
  }
  return rows as unknown as BoardRows;
}
