import type { Board } from '../board/board';
import type { Timeline } from '../board/timeline';
import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import type { EventType } from '../domain/words';
import type { Feed } from './feed';
import { ForkedError } from './forked';
import { readEvents } from './read';

/** What a follower wants to hear of; what is left out is not asked for. Ids are UUIDs. */
export interface EventFilter {
  types?: readonly EventType[] | null | undefined;
  systemId?: Uuid | null | undefined;
  plantId?: Uuid | null | undefined;
}

/** Where a follower begins: after a position, whose hash it may know; left out = from now on. */
export interface Follow {
  incidentId: Uuid;
  after?: number | null | undefined;
  afterHash?: string | null | undefined;
  signal: AbortSignal;
}

const eventsAtOnce = 256;

/**
 * Every event after a position, in order, none missing and none twice, then live. The follower pulls: it holds a cursor and
 * reads the recent steps in memory, or Postgres when it is further behind. Throws ForkedError when the log is not the one
 * that it followed.
 */
export async function* followEvents(
  feed: Feed,
  follow: Follow & { filter?: EventFilter },
): AsyncGenerator<{ event: RecoveryEvent; board: Board }> {
  const { timeline, cursor, hash, leave } = await join(feed, follow);
  try {
    let place = { position: cursor, hash };
    while (!follow.signal.aborted) {
      if (timeline.isForked) throw new ForkedError();
      const { position: end } = timeline.board;
      const events = await eventsAfter(feed, timeline, place.position);
      // what was there is gone: the database was put back, and this process has not noticed yet
      if (events.length === 0 && place.position < end) throw new ForkedError();
      for (const event of events) {
        refuseSplice(event, place.hash);
        place = event;
        if (matches(event, follow.filter ?? {})) yield { event, board: timeline.board };
        if (follow.signal.aborted) return;
      }
      if (place.position >= timeline.board.position) await timeline.moved(follow.signal);
    }
  } finally {
    leave();
  }
}

/** Throws ForkedError where an event does not follow upon the one with this hash; any may where that is not known. */
export function refuseSplice(event: RecoveryEvent, hash: string | null): void {
  if (hash !== null && event.previousHash !== hash) throw new ForkedError();
}

/** The incident's counters, at once and then after every step that moved one. */
export async function* followProgress(feed: Feed, follow: Follow): AsyncGenerator<{ board: Board }> {
  const { timeline, leave } = await join(feed, follow);
  try {
    let said = '';
    while (!follow.signal.aborted) {
      if (timeline.isForked) throw new ForkedError();
      const { board } = timeline;
      const counters = JSON.stringify({ ...board.progressOf(null), position: 0 });
      if (counters !== said) yield { board };
      said = counters;
      if (board === timeline.board) await timeline.moved(follow.signal);
    }
  } finally {
    leave();
  }
}

/** Where a follower begins: after the event at the cursor, whose hash is null where nobody knows it yet. */
interface Joined {
  timeline: Timeline;
  cursor: number;
  hash: string | null;
  leave: () => void;
}

/** Finds the timeline to follow and where on it to begin; FORKED when the place is not on it. */
export async function join(feed: Feed, { incidentId, after, afterHash }: Follow): Promise<Joined> {
  const known = await feed.keeper.timelineOf(incidentId);
  // what was said by another process may not have reached this one yet
  if (known && after != null && after > known.board.position) await feed.catchUp(incidentId);
  const timeline = await feed.keeper.timelineOf(incidentId);
  if (!timeline) throw new ForkedError();
  const cursor = after ?? timeline.board.position;
  const leave = timeline.follow(); // before anything else is awaited: it must not be evicted meanwhile
  try {
    if (cursor < 0 || cursor > timeline.board.position) throw new ForkedError();
    if (afterHash != null && (await hashAt(feed, timeline, cursor)) !== afterHash) throw new ForkedError();
  } catch (error) {
    leave();
    throw error;
  }
  const hash = cursor === timeline.board.position ? timeline.board.logHead : (afterHash ?? null);
  return { timeline, cursor, hash, leave };
}

/** The hash of the event at a position of a timeline; that before the first is the genesis hash. */
async function hashAt(feed: Feed, timeline: Timeline, position: number): Promise<string | undefined> {
  if (position === timeline.board.position) return timeline.board.logHead;
  const [next] = await eventsAfter(feed, timeline, position, 1);
  return next?.previousHash;
}

/** Some events after a position, in order without a gap: from memory, else from Postgres. */
export async function eventsAfter(
  feed: Feed,
  timeline: Timeline,
  position: number,
  most = eventsAtOnce,
): Promise<RecoveryEvent[]> {
  const kept = timeline.eventsAfter(position);
  if (kept) return kept;
  const events = await readEvents(feed.pool, timeline.board.id, position, most);
  return events.filter((event) => event.position <= timeline.board.position);
}

function matches(event: RecoveryEvent, { types, systemId, plantId }: EventFilter): boolean {
  if (types && !types.includes(event.type)) return false;
  if (systemId && event.systemId !== systemId) return false;
  return !plantId || event.plantId === plantId;
}
