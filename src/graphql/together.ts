import type { ExecutionResult } from 'graphql';
import type { Directory, Viewer } from '../access/directory';
import type { Course, Told } from '../log/course';
import type { Feed } from '../log/feed';
import type { Followed } from '../view/follow';
import { type Answering, answerTo, maskResult } from './answering';
import type { Audience } from './audience';
import { Audiences } from './audiences';
import type { Admitted } from './following';
import { Leavable } from './leavable';
import { type Ear, Listener } from './listener';
import { Member } from './member';
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

  constructor(readonly parts: TogetherParts) {}

  get tally(): Tally {
    return this.parts.pipeline.tally;
  }

  /** A subscription that yields its answers until it has got as far as others, and again when it can't keep up with them. */
  start<T extends Told>({ what, begin }: Followed<T>, args: Admitted, ear: Ear): Leavable<ExecutionResult> {
    const { executor, asked, viewer, cost, sharedName } = args;
    const answering: Answering = { executor, asked };
    const listener = new Listener<T>(viewer, ear, cost);
    const member = new Member(this, answering, listener, `${what} ${sharedName}`, begin);
    return new Leavable(member.answers(), member);
  }

  /** Where those are who are answered under a name. */
  audienceOf<T extends Told>(name: string, course: Course<T>, answering: Answering): Audience<T> {
    const answer = (told: Told) => this.answer(answering, told);
    return this.audiences.of(name, course, { ...this.parts, tally: this.tally, answer });
  }

  /** The answer of all, as JSON without its end. */
  private async answer(answering: Answering, told: Told): Promise<Buffer> {
    const { pipeline } = this.parts;
    const result = await answerTo(answering, told, pipeline.context(nobody));
    this.tally.executed('together');
    return Buffer.from(JSON.stringify(maskResult(result, pipeline)).slice(0, -1));
  }
}
