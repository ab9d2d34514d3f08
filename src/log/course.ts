import type { Board } from '../board/board';
import type { Timeline } from '../board/timeline';

/** What a follower is told at a time, with the board that it is told of. */
export interface Told {
  readonly board: Board;
}

/** The way of one follower along an incident: where it has got to, and what it has yet to be told. */
export interface Course<T extends Told> {
  readonly timeline: Timeline;
  /** The number of the step that it is told next; null while it is further behind than the steps that are kept. */
  readonly number: number | null;
  /**
   * Tells what there is, up to the step `until`, or up to the present where that is no longer kept. What was told is told no
   * more, wherever one stops pulling. Throws ForkedError when the log is not the one that was followed.
   */
  pull(until?: number): AsyncIterable<T> | Iterable<T>;
  /** Another one at the same place. */
  copy(): Course<T>;
}

/** A course that was begun; its incident stays in memory until it is left. */
export interface Begun<T extends Told> {
  course: Course<T>;
  leave: () => void;
}

/** Goes a course alone: what there is, then what comes, until the signal ends it. */
async function* along<T extends Told>(course: Course<T>, signal: AbortSignal): AsyncGenerator<T> {
  const { timeline } = course;
  while (!signal.aborted) {
    for await (const step of course.pull()) {
      yield step;
      if (signal.aborted) return;
    }
    if (course.number === timeline.end) await timeline.moved(signal);
  }
}

/** The same from where a course begins; its incident stays in memory meanwhile. */
export async function* alone<T extends Told>(begin: () => Promise<Begun<T>>, signal: AbortSignal): AsyncGenerator<T> {
  const { course, leave } = await begin();
  try {
    yield* along(course, signal);
  } finally {
    leave();
  }
}
