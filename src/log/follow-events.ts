import type { Board } from '../board/board';
import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import type { EventType } from '../domain/words';
import type { Begun, Course } from './course';
import type { Feed } from './feed';
import { type Follow, type Place, begin, eventsAfter, refuseSplice } from './follow';
import { ForkedError } from './forked';

/** What a follower wants to hear of; what is left out is not asked for. Ids are UUIDs. */
export interface EventFilter {
  types?: readonly EventType[] | null | undefined;
  systemId?: Uuid | null | undefined;
  plantId?: Uuid | null | undefined;
}

/** An event, and the board as it is when it is told. */
export interface EventStep {
  event: RecoveryEvent;
  board: Board;
}

/** Every event after a position, in order, none missing and none twice, then live. Throws ForkedError as `begin` does. */
export function followEvents(feed: Feed, follow: Follow & { filter?: EventFilter }): Promise<Begun<EventStep>> {
  return begin(feed, follow, (place) => new EventCourse(feed, follow.filter ?? {}, place));
}

/** It holds a cursor and reads the steps in memory, or Postgres when it is further behind. */
class EventCourse implements Course<EventStep> {
  number: number | null;

  constructor(
    private readonly feed: Feed,
    private readonly filter: EventFilter,
    private readonly place: Place,
  ) {
    const { timeline, cursor } = place;
    this.number = cursor === timeline.board.position ? timeline.end : null;
  }

  get timeline() {
    return this.place.timeline;
  }

  copy(): EventCourse {
    const course = new EventCourse(this.feed, this.filter, { ...this.place });
    course.number = this.number;
    return course;
  }

  async *pull(until = Infinity): AsyncGenerator<EventStep> {
    const { timeline } = this;
    for (;;) {
      if (timeline.isForked) throw timeline.fault ?? new ForkedError();
      const step = this.number === null ? undefined : timeline.step(this.number);
      if (this.number === null || (!step && this.number < timeline.end)) yield* this.read();
      else if (!step || this.number >= until) return;
      else {
        this.number++;
        if (step.event) yield* this.take(step.event);
      }
    }
  }

  private async *read(): AsyncGenerator<EventStep> {
    const { timeline, place } = this;
    const { position: end } = timeline.board;
    const events = await eventsAfter(this.feed, timeline, place.cursor);
    // what was there is gone: the database was put back, and this process has not noticed yet
    if (events.length === 0 && place.cursor < end) throw new ForkedError();
    this.number = null;
    for (const event of events) yield* this.take(event);
    if (place.cursor >= timeline.board.position) this.number = timeline.end;
  }

  private *take(event: RecoveryEvent): Generator<EventStep> {
    const { place, timeline } = this;
    refuseSplice(event, place.hash);
    [place.cursor, place.hash] = [event.position, event.hash];
    if (matches(event, this.filter)) yield { event, board: timeline.board };
  }
}

function matches(event: RecoveryEvent, { types, systemId, plantId }: EventFilter): boolean {
  if (types && !types.includes(event.type)) return false;
  if (systemId && event.systemId !== systemId) return false;
  return !plantId || event.plantId === plantId;
}
