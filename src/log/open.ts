import type { PoolClient, QueryResult } from 'pg';
import { advance, apply } from '../board/apply';
import type { Board } from '../board/board';
import type { RecoveryEvent } from '../domain/event';
import type { Instant, Uuid } from '../domain/rows';
import type { Ledger } from './ledger';
import { readEvents } from './read';
import { Behind } from './retries';

/** An incident whose head this transaction holds: its board at the head, what had to be read to get there, and the time. */
export interface Opened {
  board: Board;
  read: { event: RecoveryEvent; board: Board }[];
  now: Instant;
}

const mostBehind = 256;

/**
 * Begins a transaction, locks the incident's head and brings the board up to it. The time is taken after the lock. Throws
 * Behind when the board has to be brought up to date, or loaded anew, outside the lock first.
 */
export async function openHead(client: PoolClient, ledger: Ledger, incidentId: Uuid): Promise<Opened> {
  const { head, now } = await lockHead(client, incidentId);
  const board = ledger.keeper.loaded(incidentId);
  if (!board || !head || head.position < board.position || head.position > board.position + mostBehind) {
    return catchUpOutside(client, ledger, incidentId);
  }
  const read = await readMissing(client, board, head.position);
  const present = read.at(-1)?.board ?? board;
  if (present.position !== head.position || present.logHead !== head.log_head) {
    return catchUpOutside(client, ledger, incidentId);
  }
  return { board: advance(present, now), read, now };
}

interface Head {
  position: number;
  log_head: string;
}

// One round trip. The id is a UUID from the board, so it can stand in the text: a simple query takes no parameters.
async function lockHead(client: PoolClient, incidentId: Uuid): Promise<{ head: Head | undefined; now: Instant }> {
  const results = (await client.query(
    `BEGIN; SELECT position, log_head FROM blackstart.incident_head WHERE incident_id = '${incidentId}' FOR NO KEY UPDATE;
     SELECT blackstart.now() AS now`,
  )) as unknown as QueryResult[];
  return { head: results[1]?.rows[0] as Head | undefined, now: (results[2]?.rows[0] as { now: Instant }).now };
}

async function readMissing(client: PoolClient, board: Board, head: number): Promise<Opened['read']> {
  if (head === board.position) return [];
  const read: Opened['read'] = [];
  let present = board;
  for (const event of await readEvents(client, board.id, board.position, mostBehind)) {
    if (event.previousHash !== present.logHead) break;
    present = apply(present, event);
    read.push({ event, board: present });
  }
  return read;
}

async function catchUpOutside(client: PoolClient, ledger: Ledger, incidentId: Uuid): Promise<never> {
  await client.query('ROLLBACK');
  await ledger.feed.catchUp(incidentId);
  throw new Behind(`the board of ${incidentId} was behind its log`);
}
