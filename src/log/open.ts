import type { PoolClient } from 'pg';
import { advance } from '../board/apply';
import type { Board } from '../board/board';
import { applyRead } from '../board/unreadable';
import type { RecoveryEvent } from '../domain/event';
import type { Instant, Uuid } from '../domain/rows';
import { type Statement, travel } from '../postgres/trip';
import { begin } from './commit';
import { type CommandKey, type Replay, findKey, replayIn } from './idempotency';
import type { Ledger } from './ledger';
import { readEvents } from './read';
import { Behind } from './retries';

/** An incident whose head this transaction holds: its board at the head, what had to be read to get there, and the time. */
export interface Opened {
  board: Board;
  read: { event: RecoveryEvent; board: Board }[];
  now: Instant;
  /** What a command with the same idempotency key did before, for each. */
  before: (Replay | 'MISMATCH' | null)[];
}

const mostBehind = 256;

/**
 * Begins a transaction, locks the incident's head and brings the board up to it, in one round trip where nobody else wrote. The
 * time is taken after the lock, and so is the look at the keys of commands, null for one without. Throws
 * Behind when the board has to be brought up to date, or loaded anew, outside the lock first.
 */
export async function openHead(
  client: PoolClient,
  ledger: Ledger,
  incidentId: Uuid,
  keys: readonly (CommandKey | null)[],
): Promise<Opened> {
  const finding = keys.flatMap((key) => (key ? [findKey(key)] : []));
  const [, held, ...found] = await travel(client, [begin, lockHead(incidentId), ...finding]);
  const head = held?.rows[0] as Head | undefined;
  const before = keys.map((key) => key && replayIn(found.shift()!, key));
  const board = ledger.keeper.loaded(incidentId);
  if (!board || !head || head.position < board.position || head.position > board.position + mostBehind) {
    return catchUpOutside(client, ledger, incidentId);
  }
  const read = await readMissing(client, board, head.position);
  const present = read.at(-1)?.board ?? board;
  if (present.position !== head.position || present.logHead !== head.log_head) {
    return catchUpOutside(client, ledger, incidentId);
  }
  return { board: advance(present, head.now), read, now: head.now, before };
}

interface Head {
  position: number;
  log_head: string;
  now: Instant;
}

// The outer SELECT runs over rows that are locked by then, so its time is one after the lock.
const lock = {
  name: 'lock-head',
  text: `WITH head AS MATERIALIZED (
           SELECT position, log_head FROM blackstart.incident_head WHERE incident_id = $1 FOR NO KEY UPDATE)
         SELECT position, log_head, blackstart.now() AS now FROM head`,
};

function lockHead(incidentId: Uuid): Statement {
  return { ...lock, values: [incidentId] };
}

async function readMissing(client: PoolClient, board: Board, head: number): Promise<Opened['read']> {
  if (head === board.position) return [];
  const read: Opened['read'] = [];
  let present = board;
  for (const event of await readEvents(client, board.id, board.position, mostBehind)) {
    if (event.previousHash !== present.logHead) break;
    present = applyRead(present, event);
    read.push({ event, board: present });
  }
  return read;
}

async function catchUpOutside(client: PoolClient, ledger: Ledger, incidentId: Uuid): Promise<never> {
  await client.query('ROLLBACK');
  await ledger.feed.catchUp(incidentId);
  throw new Behind(`the board of ${incidentId} was behind its log`);
}
