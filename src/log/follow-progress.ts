import type { Timeline } from '../board/timeline';
import type { Begun, Course, Told } from './course';
import type { Feed } from './feed';
import { type Follow, begin } from './follow';
import { ForkedError } from './forked';

/** The incident's counters, at once and then after every change that moved one. */
export function followProgress(feed: Feed, follow: Follow): Promise<Begun<Told>> {
  return begin(feed, follow, ({ timeline }) => new ProgressCourse(timeline, timeline.end, ''));
}

/** It knows what it said last, and says how the counters stand; those in between are passed over. */
class ProgressCourse implements Course<Told> {
  constructor(
    readonly timeline: Timeline,
    public number: number,
    private said: string,
  ) {}

  copy(): ProgressCourse {
    return new ProgressCourse(this.timeline, this.number, this.said);
  }

  *pull(until = Infinity): Generator<Told> {
    const { timeline } = this;
    if (timeline.isForked) throw timeline.fault ?? new ForkedError();
    const last = until < timeline.end ? timeline.step(until - 1) : undefined;
    const board = last?.after ?? timeline.board;
    this.number = last ? until : timeline.end;
    const counters = JSON.stringify({ ...board.progressOf(null), position: 0 });
    if (counters === this.said) return;
    this.said = counters;
    yield { board };
  }
}
