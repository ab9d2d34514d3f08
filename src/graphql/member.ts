import { setImmediate } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import type { Begun, Course, Told } from '../log/course';
import { refuseUnlessFollows, toldError } from '../view/follow';
import { type Answering, answerTo } from './answering';
import type { Audience } from './audience';
import { contextFor } from './following';
import type { Listener } from './listener';
import type { Together } from './together';

type Beginning<T extends Told> = () => Promise<Begun<T>>;

/** One of those who are answered together. Most of the time thousands of them wait: what is not needed then is let go. */
export class Member<T extends Told> {
  private audience: Audience<T> | undefined;
  private course: Course<T> | null = null;
  private leaveCourse: (() => void) | undefined;

  constructor(
    private readonly together: Together,
    private readonly answering: Answering,
    private readonly listener: Listener<T>,
    /** Under which name others are answered alike. */
    private readonly name: string,
    private beginning: Beginning<T> | undefined,
  ) {}

  /** Its answers until it has got as far as others, and again when it can't keep up with them. */
  async *answers(): AsyncGenerator<ExecutionResult, void, void> {
    try {
      await this.begin();
      while (this.course !== null && !this.listener.isGone) {
        await this.listener.ear.room();
        yield* this.caughtUp(this.course);
        await setImmediate(); // what was yielded last has left, so that nothing overtakes it
        await this.joinOthers();
      }
    } catch (error) {
      if (!this.listener.isGone) throw toldError(error);
    } finally {
      this.leaveCourse?.();
    }
  }

  leave(): void {
    this.listener.leave();
    this.audience?.leave(this.listener);
  }

  private async begin(): Promise<void> {
    const begun = await this.beginning?.();
    this.beginning = undefined;
    this.course = begun?.course ?? null;
    this.leaveCourse = begun?.leave;
  }

  private async *caughtUp(course: Course<T>): AsyncGenerator<ExecutionResult, void, void> {
    for await (const told of course.pull()) {
      const { answering, listener, together } = this;
      await refuseUnlessFollows(together.parts, listener.viewer, told.board.id);
      const result = await answerTo(answering, told, contextFor(together.parts, listener.viewer));
      together.tally.executed('alone');
      yield { ...result, extensions: { cost: listener.cost } };
    }
  }

  /** Resolves at once where it has not got as far as others, else when it no longer is where they are. */
  private joinOthers(): Promise<void> {
    const { course, listener } = this;
    if (!course || course.number !== course.timeline.end || !listener.ear.hasRoom) return Promise.resolve();
    this.course = null;
    this.audience = this.together.audienceOf(this.name, course, this.answering);
    return this.audience.join(listener, course).then((next) => void (this.course = next));
  }
}
