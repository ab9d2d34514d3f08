import { setImmediate } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import type { Directory, Viewer } from '../access/directory';
import type { Begun, Course, Told } from '../log/course';
import type { Feed } from '../log/feed';
import { type Followed, refuseUnlessFollows, toldError } from '../view/follow';
import { type Answering, answerTo, maskResult } from './answering';
import type { Audience } from './audience';
import { Audiences } from './audiences';
import type { Admitted } from './following';
import { Leavable } from './leavable';
import { type Ear, Listener } from './listener';
import type { Pipeline } from './pipeline';
import type { Tally } from './tally';

/** Who asks where it does not matter: should it do so after all, nobody is shown what is not for everybody. */
const nobody: Viewer = {
  ...{ id: '00000000-0000-0000-0000-000000000000', handle: 'nobody', name: 'nobody' },
  ...{ kind: 'SERVICE', grants: [], tokenId: null },
};

export interface TogetherParts {
  pipeline: Pipeline;
  directory: Directory;
  feed: Feed;
}

/** The subscriptions of a process that are answered together. */
export class Together {
  private readonly audiences = new Audiences();

  constructor(private readonly parts: TogetherParts) {}

  get tally(): Tally {
    return this.parts.pipeline.tally;
  }

  /** A subscription that yields its answers until it has got as far as others, and again when it can't keep up with them. */
  start<T extends Told>({ what, begin }: Followed<T>, args: Admitted, ear: Ear): Leavable<ExecutionResult> {
    const { executor, asked, viewer, cost, contextOfAnswer, sharedName } = args;
    const answering: Answering = { executor, asked };
    const listener = new Listener<T>(viewer, ear, cost);
    const name = `${what} ${sharedName}`;
    let audience: Audience<T> | undefined;
    const own: Own<T> = {
      answer: async (told) => {
        await refuseUnlessFollows(this.parts, viewer, told.board.id);
        const result = await answerTo(answering, told, contextOfAnswer());
        this.tally.executed('alone');
        return { ...result, extensions: { cost } };
      },
      join: (course) => {
        audience = this.audiences.of(name, course, {
          ...{ ...this.parts, tally: this.tally },
          answer: (told) => this.answer(answering, told),
        });
        return audience.join(listener, course);
      },
    };
    return new Leavable(asFarAsOthers(begin, listener, own), () => {
      listener.leave();
      audience?.leave(listener);
    });
  }

  /** The answer of all, as JSON without its end. */
  private async answer(answering: Answering, told: Told): Promise<Buffer> {
    const { pipeline } = this.parts;
    const result = await answerTo(answering, told, pipeline.context(nobody));
    this.tally.executed('together');
    return Buffer.from(JSON.stringify(maskResult(result, pipeline)).slice(0, -1));
  }
}

/** What one subscription does by itself, and how it joins the others. */
interface Own<T extends Told> {
  answer: (told: T) => Promise<ExecutionResult>;
  join: (course: Course<T>) => Promise<Course<T> | null>;
}

async function* asFarAsOthers<T extends Told>(
  begin: () => Promise<Begun<T>>,
  listener: Listener<T>,
  own: Own<T>,
): AsyncGenerator<ExecutionResult, void, void> {
  let leave: (() => void) | undefined;
  try {
    const begun = await begin();
    leave = begun.leave;
    let course: Course<T> | null = begun.course;
    while (course !== null && !listener.isGone) {
      await listener.ear.room();
      for await (const told of course.pull()) yield await own.answer(told);
      await setImmediate(); // what was yielded last has left, so that nothing overtakes it
      if (course.number === course.timeline.end && listener.ear.hasRoom) course = await own.join(course);
    }
  } catch (error) {
    throw toldError(error);
  } finally {
    leave?.();
  }
}
