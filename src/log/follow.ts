import type { Timeline } from '../board/timeline';
import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import type { Begun, Course, Told } from './course';
import type { Feed } from './feed';
import { ForkedError } from './forked';
import { readEvents } from './read';

/** Where a follower begins: after a position, whose hash it may know; left out = from now on. */
export interface Follow {
  incidentId: Uuid;
  after?: number | null | undefined;
  afterHash?: string | null | undefined;
}

/** Where a follower begins: after the event at the cursor, whose hash is null where nobody knows it yet. */
export interface Place {
  timeline: Timeline;
  cursor: number;
  hash: string | null;
}

const eventsAtOnce = 256;

/** Finds the timeline to follow and where on it to begin, and makes the course from there; FORKED when the place is not on it. */
export async function begin<T extends Told>(
  feed: Feed,
  { incidentId, after, afterHash }: Follow,
  courseFrom: (place: Place) => Course<T>,
): Promise<Begun<T>> {
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
  return { course: courseFrom({ timeline, cursor, hash }), leave };
}

/** The hash of the event at a position of a timeline; that before the first is the genesis hash. */
async function hashAt(feed: Feed, timeline: Timeline, position: number): Promise<string | undefined> {
  if (position === timeline.board.position) return timeline.board.logHead;
  const [next] = await eventsAfter(feed, timeline, position, 1);
  return next?.previousHash;
}

/** Throws ForkedError where an event does not follow upon the one with this hash; any may where that is not known. */
export function refuseSplice(event: RecoveryEvent, hash: string | null): void {
  if (hash !== null && event.previousHash !== hash) throw new ForkedError();
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
