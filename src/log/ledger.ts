import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Keeper } from '../board/keeper';
import type { Board } from '../board/board';
import type { RecoveryEvent } from '../domain/event';
import type { Refusal } from '../domain/refusal';
import type { Uuid } from '../domain/rows';
import type { Actor } from '../domain/world';
import type { DatabaseClock } from './clock';
import type { Feed } from './feed';
import { Lanes } from './lane';
import { Behind } from './retries';

/** The write path of one process: everything that a transaction needs. */
export interface Ledger {
  /** Connections for commands, and those whose statements may take minutes, for large plans. */
  pool: Pool;
  patientPool: Pool;
  keeper: Keeper;
  feed: Feed;
  clock: DatabaseClock;
  lanes: Lanes;
  /** Where the log of each incident stood when this process last wrote to it. */
  wrote: Map<Uuid, number>;
  newId(): Uuid;
}

/** Opens the write path of one process. */
export function openLedger(parts: Pick<Ledger, 'pool' | 'patientPool' | 'keeper' | 'feed' | 'clock'>): Ledger {
  return { ...parts, lanes: new Lanes(), wrote: new Map(), newId };
}

/**
 * Works on a connection for a command; for a patient one, whose statements may take minutes, after a quick look whether the database
 * is there at all. A connection whose transaction may be open, or that does not answer, is not used again.
 */
export async function onConnection<T>(
  ledger: Ledger,
  patient: boolean,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  if (patient) await ledger.pool.query('SELECT 1');
  const client = await (patient ? ledger.patientPool : ledger.pool).connect();
  let isSound = false;
  try {
    const result = await work(client);
    isSound = true;
    return result;
  } catch (error) {
    isSound = error instanceof Behind; // its transaction was rolled back
    throw error;
  } finally {
    client.release(!isSound);
  }
}

/** In whose name a command is given, and what it writes through; `onProgress` hears of long work: rows done, of how many. */
export interface CommandContext {
  ledger: Ledger;
  actor: Actor;
  onProgress?: (done: number, total: number) => void;
}

/** What became of a command: the board as it is now (null: no such incident), and its events or the refusals. */
export interface Outcome {
  board: Board | null;
  objectId: Uuid | null;
  events: RecoveryEvent[];
  refusals: Refusal[];
  replayed: boolean;
}

/** What became of one object of many. */
export interface ItemOutcome {
  requested: string;
  objectId: Uuid | null;
  events: RecoveryEvent[];
  refusals: Refusal[];
}

/** What became of a command on many objects; `refusals` are about the request as a whole. */
export interface BatchOutcome {
  board: Board | null;
  refusals: Refusal[];
  results: ItemOutcome[];
}

// randomUUID joins pieces without flattening them; 360,000 of such ids hold 150 MB more.
function newId(): Uuid {
  return Buffer.from(randomUUID(), 'latin1').toString('latin1');
}
