import { Client } from 'pg';
import type { Board } from '../../src/board/board';
import { loadBoard } from '../../src/board/load';
import { type Config, readConfig } from '../../src/config';
import { type House, openHouse } from '../../src/house';
import { openJournal } from '../../src/journal';
import { tellExpired } from '../../src/log/expiry';
import { jsonTypes } from '../../src/postgres/pool';
import { shapesOf } from '../../src/records';
import { createDatabase } from './database';

/** A process without HTTP on a database of its own, and the owner's hand on that database. */
export interface TestHouse extends House {
  /** With what another process of the same database is opened. */
  config: Config;
  /** The tables as the owner sees them: rows as JSON values. */
  sql: <R extends object = Record<string, any>>(text: string, values?: unknown[]) => Promise<R[]>;
  /** Moves the clock of the database forward, and lets the process know. */
  moveClock: (minutes: number) => Promise<void>;
  /** Tells the logs what the clock has ended, as two processes would that notice at once; nothing else here does. */
  tellExpired: () => Promise<void>;
  /** The board as another process would load it now. */
  freshBoard: (incidentId: string) => Promise<Board>;
}

/** The token of the principal `owner`. */
export const ownerToken = `bs_${'0'.repeat(43)}`;

/** Opens a house; it hears of other processes by its poll alone, so that nothing but the test moves its boards. */
export async function openTestHouse(env: Record<string, string> = {}): Promise<TestHouse> {
  const database = await createDatabase();
  const settings = { ...database.env, BLACKSTART_ADMIN_TOKEN: ownerToken, LOG_LEVEL: 'warn', BLACKSTART_LISTEN: 'off' };
  const config = readConfig({ ...settings, ...env });
  const house = await openHouse(config, openJournal(config));
  const owner = new Client({ connectionString: database.ownerUrl, types: jsonTypes });
  await owner.connect();
  house.feed.onPoll = () => Promise.resolve();
  const sql = async (text: string, values: unknown[] = []) => (await owner.query(text, values)).rows;
  return {
    ...house,
    config,
    sql,
    moveClock: async (minutes) => {
      await sql('UPDATE blackstart.clock SET offset_ms = offset_ms + $1', [Math.round(minutes * 60_000)]);
      await house.feed.poll();
    },
    tellExpired: async () => {
      await Promise.all([tellExpired(house.ledger), tellExpired(house.ledger)]);
    },
    freshBoard: async (incidentId) => {
      const client = await house.ledger.pool.connect();
      const board = await loadBoard(client, shapesOf(house.records), incidentId).finally(() => client.release());
      if (!board) throw new Error(`there is no incident ${incidentId}`);
      return board;
    },
    close: async () => {
      await house.close();
      await owner.end();
      await database.drop();
    },
  };
}
