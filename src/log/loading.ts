import type { Pool } from 'pg';
import type { Board } from '../board/board';
import { loadBoard, type TableShapes } from '../board/load';

/** Loads a board on a connection of a pool; UnreadableLog where its rows make none. */
export async function loadWith(pool: Pool, shapes: TableShapes, incidentId: string): Promise<Board | null> {
  const client = await pool.connect();
  try {
    const board = await loadBoard(client, shapes, incidentId);
    client.release();
    return board;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
