import { Args, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { Progress } from '../board/progress';
import { ProgressType } from '../incidents/progress.type';
import type { Told } from '../log/course';
import { type EventStep, followEvents } from '../log/follow-events';
import { followProgress } from '../log/follow-progress';
import { type SystemStep, followSystems } from '../log/follow-systems';
import { SystemChangeType } from '../systems/system-change.type';
import type { RequestContext } from '../view/context';
import { Followed, answerFrom, viewToFollow } from '../view/follow';
import { type Shape, shape } from '../view/shapes';
import { matcherOf } from '../view/system-filter';
import { followedFilter } from './event-filter';
import { FollowEventsArgs, FollowSystemsArgs, FollowedArgs } from './follow.args';

async function subscribeToEvents(context: RequestContext, { incident, after, afterHash, filter }: FollowEventsArgs) {
  const view = await viewToFollow(context, incident);
  const { feed } = context;
  const follow = { incidentId: view.board.id, after, afterHash, filter: followedFilter(view, filter) };
  return new Followed(context, `events ${JSON.stringify(follow.filter)}`, () => followEvents(feed, follow));
}

async function subscribeToSystems(context: RequestContext, { incident, after, afterHash, filter }: FollowSystemsArgs) {
  const { board } = await viewToFollow(context, incident);
  const { feed } = context;
  const follow = { incidentId: board.id, after, afterHash, matches: matcherOf(filter) };
  return new Followed(context, `systems ${JSON.stringify(filter)}`, () => followSystems(feed, follow));
}

async function subscribeToProgress(context: RequestContext, { incident }: FollowedArgs) {
  const { board } = await viewToFollow(context, incident);
  const { feed } = context;
  return new Followed(context, 'progress', () => followProgress(feed, { incidentId: board.id }));
}

@Resolver()
export class FollowResolver {
  @Subscription(() => shape('Event'), {
    subscribe: ({ context, args }) => subscribeToEvents(context as RequestContext, args as FollowEventsArgs),
    description: `Every event after \`after\`, in order, none missing and none twice, then live. Without \`after\`: from now on. With
\`afterHash\`, the hash of the event at \`after\`: an error with code FORKED when this log is not the one that the client
followed, as after a restore to an earlier moment.`,
  })
  incidentEvents(
    @Root() { event, board }: EventStep,
    @Args(() => FollowEventsArgs) _args: FollowEventsArgs,
    @Ctx() context: RequestContext,
  ): Shape<'Event'> {
    return answerFrom(context, board).event(event);
  }

  @Subscription(() => SystemChangeType, {
    subscribe: ({ context, args }) => subscribeToSystems(context as RequestContext, args as FollowSystemsArgs),
    description: `Systems whose own state or derived answers (blockers, risks, readiness) changed. With \`after\`: first each system that
changed since then, once, as it is now; then live. Open it with \`after\` = the \`position\` of the query that drew the page.`,
  })
  systemChanged(
    @Root() step: SystemStep,
    @Args(() => FollowSystemsArgs) _args: FollowSystemsArgs,
    @Ctx() context: RequestContext,
  ): SystemChangeType {
    return new SystemChangeType(answerFrom(context, step.board), step);
  }

  @Subscription(() => ProgressType, {
    subscribe: ({ context, args }) => subscribeToProgress(context as RequestContext, args as FollowedArgs),
    description: 'The counters, at once and then after every change that moved one.',
  })
  incidentProgress(@Root() { board }: Told, @Args(() => FollowedArgs) _args: FollowedArgs): Progress {
    return board.progressOf(null);
  }
}
