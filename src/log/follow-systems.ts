import type { Board } from '../board/board';
import { mayHaveChanged } from '../board/caught-up';
import type { Step, Timeline } from '../board/timeline';
import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import type { Begun, Course } from './course';
import type { Feed } from './feed';
import { type Follow, begin, eventsAfter, refuseSplice } from './follow';
import { ForkedError } from './forked';

/** A system whose state or answers changed; `event` is what changed it, null where several may have, or the clock did. */
export interface SystemStep {
  position: number;
  logHead: string;
  systemId: Uuid;
  board: Board;
  removed: boolean;
  matches: boolean;
  event: RecoveryEvent | null;
}

/** Whether a system of a board is one that the follower asked for. */
export type SystemMatch = (board: Board, system: number) => boolean;

/**
 * Systems whose state or answers changed. With `after`: first each system that may have changed since, once, as it is now;
 * then live. The position of a first answer is where to resume: the place that the whole answer reaches only stands on its
 * last one. A follower that lags behind the kept steps is caught up in the same way.
 */
export function followSystems(feed: Feed, follow: Follow & { matches?: SystemMatch }): Promise<Begun<SystemStep>> {
  return begin(feed, follow, ({ timeline, cursor }) => {
    const number = follow.after == null ? timeline.end : null;
    return new SystemCourse(feed, timeline, follow.matches ?? (() => true), { cursor, number, told: 0 });
  });
}

/** How far a follower of systems has got: the step to be told next, and how many of its systems have been told already. */
interface SystemPlace {
  cursor: number;
  number: number | null;
  told: number;
}

class SystemCourse implements Course<SystemStep> {
  constructor(
    private readonly feed: Feed,
    readonly timeline: Timeline,
    private readonly isWanted: SystemMatch,
    private place: SystemPlace,
  ) {}

  get number(): number | null {
    return this.place.number;
  }

  copy(): SystemCourse {
    return new SystemCourse(this.feed, this.timeline, this.isWanted, { ...this.place });
  }

  async *pull(until = Infinity): AsyncGenerator<SystemStep> {
    const { timeline } = this;
    for (;;) {
      if (timeline.isForked) throw timeline.fault ?? new ForkedError();
      const { cursor, number } = this.place;
      const step = number === null ? undefined : timeline.step(number);
      if (number === null || (!step && number < timeline.end)) {
        const { board, end } = timeline;
        yield* caughtUp(this.feed, timeline, cursor, board, this.isWanted);
        this.place = { cursor: board.position, number: end, told: 0 };
      } else if (!step || number >= until) return;
      else {
        yield* this.rest(step);
        this.place = { cursor: step.after.position, number: number + 1, told: 0 };
      }
    }
  }

  private *rest(step: Step): Generator<SystemStep> {
    let place = 0;
    for (const change of live(step, this.isWanted)) {
      if (++place <= this.place.told) continue;
      this.place.told = place;
      yield change;
    }
  }
}

function* live({ event, before, after, changed }: Step, isWanted: SystemMatch): Generator<SystemStep> {
  const place = { position: after.position, logHead: after.logHead, board: after, event };
  for (const system of changed.systems) {
    const { id } = after.systems.at(system);
    const was = before.systems.find(id);
    const matches = isWanted(after, system);
    if (matches || (was !== undefined && isWanted(before, was))) {
      yield { ...place, systemId: id, removed: false, matches };
    }
  }
  for (const systemId of changed.removed) {
    if (isWanted(before, before.systems.indexOf(systemId))) yield { ...place, systemId, removed: true, matches: false };
  }
}

/**
 * Each system that may have changed since a position, once, as the board has it; resumable from there until the last. Begins
 * one event earlier than the follower may have left in the middle of: what the clock changed since that one counts too.
 */
async function* caughtUp(
  feed: Feed,
  timeline: Timeline,
  from: number,
  board: Board,
  isWanted: SystemMatch,
): AsyncGenerator<SystemStep> {
  const { ids, logHead } =
    changedInSteps(timeline.stepsFrom(from), isWanted) ?? (await changedByEvents(feed, timeline, from, board));
  const resume = { position: from, logHead };
  for (const [n, systemId] of ids.entries()) {
    const isLast = n === ids.length - 1;
    const system = board.systems.find(systemId);
    const place = isLast ? { position: board.position, logHead: board.logHead } : resume;
    yield {
      position: place.position,
      logHead: place.logHead ?? board.logHead,
      systemId,
      board,
      removed: system === undefined,
      matches: system !== undefined && isWanted(board, system),
      event: null,
    };
  }
}

/** What has changed since a position, and the hash of the event there. */
interface Since {
  ids: readonly Uuid[];
  logHead: string | undefined;
}

/** The wanted systems that changed in the kept steps from a position on: those of its own event too, since a follower may leave in the middle of it. */
function changedInSteps(steps: readonly Step[] | null, isWanted: SystemMatch): Since | null {
  if (!steps) return null;
  const ids = new Set<Uuid>();
  for (const step of steps) for (const { systemId } of live(step, isWanted)) ids.add(systemId);
  return { ids: [...ids], logHead: steps[0]?.after.logHead };
}

/** The systems that may have changed, where only the log still says so. */
async function changedByEvents(feed: Feed, timeline: Timeline, from: number, board: Board): Promise<Since> {
  const events = await eventsUpTo(feed, timeline, from - 2, board);
  const { systems, removed } = mayHaveChanged(board, events);
  const ids = [...Array.from(systems, (system) => board.systems.at(system).id), ...removed];
  return { ids, logHead: events.find(({ position }) => position === from + 1)?.previousHash };
}

/** The events after a position that lead to a board; FORKED where they lead elsewhere. */
async function eventsUpTo(feed: Feed, timeline: Timeline, after: number, board: Board): Promise<RecoveryEvent[]> {
  const events: RecoveryEvent[] = [];
  for (let at = Math.max(after, 0); at < board.position; at = events.at(-1)!.position) {
    const more = await eventsAfter(feed, timeline, at);
    if (more.length === 0 || timeline.isForked) throw timeline.fault ?? new ForkedError();
    for (const event of more.filter(({ position }) => position <= board.position)) {
      refuseSplice(event, events.at(-1)?.hash ?? null);
      events.push(event);
    }
  }
  if (events.at(-1)?.hash !== board.logHead) throw new ForkedError();
  return events;
}
