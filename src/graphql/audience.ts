import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Directory } from '../access/directory';
import type { Course, Told } from '../log/course';
import type { Feed } from '../log/feed';
import { mayFollow, noLonger } from '../view/follow';
import type { Listener } from './listener';
import { Rows } from './rows';
import type { Tally } from './tally';

/** Bytes of answers that are sent at once at most, if one answer alone is not more. */
const mostBytes = 256 * 1024;
const longestGathering = 100;

export interface AudienceParts<T extends Told> {
  directory: Directory;
  feed: Feed;
  tally: Tally;
  /** What all of them are answered to a step, as JSON without its end. */
  answer: (step: T) => Promise<Buffer>;
  /** Called once, when the last one has left. */
  onEmpty: () => void;
}

/** One who comes in before the others have been told of a step. */
interface Arrival<T extends Told> {
  listener: Listener<T>;
  course: Course<T>;
}

/**
 * Those who hear the same from the same place on. Each step is answered once, turned into bytes once, and written once to each
 * of them. Who can't keep up leaves, and goes on alone from what it was told last: nothing is kept for it here.
 */
export class Audience<T extends Told> {
  private readonly rows = new Rows<T>();
  private arrivals: Arrival<T>[] = [];
  private readonly over = new AbortController();
  /** Milliseconds that the last telling took. */
  private took = 0;
  /** Everybody has been told everything, and nothing is on its way. */
  private isIdle = false;

  constructor(
    private readonly course: Course<T>,
    private readonly parts: AudienceParts<T>,
  ) {}

  /** Takes in a listener that has been told everything up to the present; resolves and rejects as its `listen` does. */
  join(listener: Listener<T>, course: Course<T>): Promise<Course<T> | null> {
    if (!listener.isGone) this.takeIn({ listener, course });
    return listener.listen();
  }

  /** A listener has gone. */
  leave(listener: Listener<T>): void {
    this.rows.remove(listener);
    this.arrivals = this.arrivals.filter((arrival) => arrival.listener !== listener);
    this.endIfEmpty();
  }

  private get isEmpty(): boolean {
    return this.rows.isEmpty && this.arrivals.length === 0;
  }

  private takeIn(arrival: Arrival<T>): void {
    if (this.isIdle && arrival.course.number === this.course.number) return this.rows.add(arrival.listener);
    const isFirst = this.isEmpty;
    this.arrivals.push(arrival);
    if (isFirst) void this.run();
  }

  private async run(): Promise<void> {
    const { course, over } = this;
    try {
      while (!over.signal.aborted) {
        this.seat();
        await this.tell(this.arrivals[0]?.course.number ?? Infinity);
        await this.gather();
        if (this.arrivals.length > 0 || course.number !== course.timeline.end) continue;
        this.isIdle = true;
        await course.timeline.moved(over.signal);
        this.isIdle = false;
      }
    } catch (error) {
      this.failAll(error);
    }
  }

  /** Those who come in sit down once the others have got as far as they have. Who finds them ahead goes on alone. */
  private seat(): void {
    const here = this.course.number;
    if (here === null) return;
    const isEarly = ({ course }: Arrival<T>) => (course.number ?? 0) > here;
    const arrived = this.arrivals.filter((arrival) => !isEarly(arrival));
    this.arrivals = this.arrivals.filter(isEarly);
    for (const { listener, course } of arrived) {
      if (course.number === here) this.rows.add(listener);
      else listener.release(course);
    }
    this.endIfEmpty();
  }

  private async tell(until: number): Promise<void> {
    const answers: Buffer[] = [];
    let [bytes, before] = [0, this.course.copy()];
    for await (const step of this.course.pull(until)) {
      if (this.over.signal.aborted) return;
      const answer = await this.parts.answer(step);
      answers.push(answer);
      if ((bytes += answer.length) < mostBytes) continue;
      await this.send(answers.splice(0), before);
      await setImmediate(); // what was written has to get a chance to leave
      [bytes, before] = [0, this.course.copy()];
    }
    if (answers.length > 0) await this.send(answers, before);
  }

  // The directory is looked at after everything that is told was learnt: see refuseUnlessFollows.
  private async send(answers: readonly Buffer[], before: Course<T>): Promise<void> {
    const { directory, feed, tally } = this.parts;
    await directory.confirm(feed.learntAt);
    const began = performance.now();
    let reached = 0;
    for (const row of this.rows) reached += this.sendRow(row, answers, before);
    tally.delivered('together', reached * answers.length);
    this.took += performance.now() - began;
  }

  /** Writes to those who take the same bytes; answers to how many. */
  private sendRow(row: ReadonlySet<Listener<T>>, answers: readonly Buffer[], before: Course<T>): number {
    const { id } = this.course.timeline.board;
    let [bytes, reached] = [null as Buffer | null, 0];
    for (const listener of row) {
      const { ear, viewer } = listener;
      if (!mayFollow(this.parts.directory, viewer, id)) this.dismiss(listener, noLonger());
      else if (!ear.hasRoom) this.dismiss(listener, before);
      else {
        bytes ??= ear.bytesOf(answers, listener.end);
        reached++;
        if (!ear.send(bytes)) this.dismiss(listener, this.course);
      }
    }
    return reached;
  }

  /** Lets more come together to be told at once: twice as long as the last telling took, at most a tenth of a second. */
  private async gather(): Promise<void> {
    const milliseconds = Math.min(2 * this.took, longestGathering);
    this.took = 0;
    if (milliseconds >= 1) await setTimeout(milliseconds);
  }

  private dismiss(listener: Listener<T>, how: Course<T> | Error): void {
    this.rows.remove(listener);
    if (how instanceof Error) listener.fail(how);
    else listener.release(how.copy());
    this.endIfEmpty();
  }

  private failAll(error: unknown): void {
    for (const row of this.rows) for (const listener of row) listener.fail(error);
    for (const { listener } of this.arrivals) listener.fail(error);
    this.rows.clear();
    this.arrivals = [];
    this.endIfEmpty();
  }

  private endIfEmpty(): void {
    if (!this.isEmpty || this.over.signal.aborted) return;
    this.over.abort();
    this.parts.onEmpty();
  }
}
