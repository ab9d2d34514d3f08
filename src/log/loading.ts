import type { Pool } from 'pg';
import type { Board } from '../board/board';
import { loadBoard, type TableShapes } from '../board/load';
import { UnreadableLog } from '../board/unreadable';
import { isUnavailable, sqlStateOf } from '../postgres/sqlstate';

/** Loads a board on a connection of a pool; UnreadableLog where its rows make none. */
export async function loadWith(pool: Pool, shapes: TableShapes, incidentId: string): Promise<Board | null> {
  const client = await pool.connect();
  try {
    const board = await loadBoard(client, shapes, incidentId);
    client.release();
    return board;
  } catch (error) {
    client.release(true);
    const isOfPostgres = sqlStateOf(error) !== undefined || isUnavailable(error);
    throw isOfPostgres ? error : new UnreadableLog(incidentId, null, error);
  }
}
