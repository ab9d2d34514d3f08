import type { Directory, Viewer } from '../access/directory';
import { UnreadableLog } from '../board/unreadable';
import { mayRead } from '../domain/permission';
import type { Uuid } from '../domain/rows';
import { type Begun, type Told, alone } from '../log/course';
import type { Feed } from '../log/feed';
import { ForkedError } from '../log/forked';
import type { RequestContext } from './context';
import { requestError } from './errors';
import type { View } from './view';

/** The incident that a subscription is about; the same FORBIDDEN where there is none and where the viewer may not see it. */
export async function viewToFollow({ views }: RequestContext, incident: string): Promise<View> {
  const view = await views.find(incident);
  if (view) return view;
  throw requestError(
    'FORBIDDEN',
    `There is no incident ${JSON.stringify(incident.slice(0, 100))} that you may follow.`,
  );
}

/** What a subscription hears, as long as its viewer may: alone, or together with those who hear the same. */
export class Followed<T extends Told> implements AsyncIterable<T> {
  constructor(
    private readonly context: RequestContext,
    /** What is heard of the incident: whoever has got equally far on an equal one is told the same. */
    readonly what: string,
    readonly begin: () => Promise<Begun<T>>,
  ) {}

  [Symbol.asyncIterator](): AsyncGenerator<T> {
    return told(this.context, alone(this.begin, goingAway(this.context)));
  }
}

/** Its source, where a log that was put back ends it with the code FORKED, and the loss of the grant with FORBIDDEN. */
async function* told<T extends Told>(context: RequestContext, source: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for await (const step of source) {
      await refuseUnlessFollows(context, context.viewer, step.board.id);
      yield step;
    }
  } catch (error) {
    throw toldError(error);
  }
}

/**
 * Throws FORBIDDEN where a viewer may no longer read an incident. When it resolves, this process has looked for changes of the
 * directory at least once since it learnt of its newest event: nothing that was committed after a revocation is told, whichever
 * process did the one or the other.
 */
export async function refuseUnlessFollows(
  { directory, feed }: { directory: Directory; feed: Feed },
  viewer: Viewer,
  incidentId: Uuid,
): Promise<void> {
  await directory.confirm(feed.learntAt);
  if (!mayFollow(directory, viewer, incidentId)) throw noLonger();
}

/** Whether a viewer may read an incident by what this process knows of the directory now. */
export function mayFollow(directory: Directory, viewer: Viewer, incidentId: Uuid): boolean {
  const grants = directory.grantsOf(viewer);
  return grants !== null && mayRead({ grants }, incidentId);
}

export function noLonger(): Error {
  return requestError('FORBIDDEN', 'You may no longer follow this.');
}

/** An error as it is told: a log that was put back has the code FORKED, one that can't be read UNREADABLE. */
export function toldError(error: unknown): unknown {
  if (error instanceof UnreadableLog) return requestError('UNREADABLE', error.message);
  return error instanceof ForkedError ? requestError('FORKED', error.message) : error;
}

/** When the follower goes away; a transport that cannot tell closes the generator instead. */
function goingAway({ signal }: RequestContext): AbortSignal {
  return signal ?? new AbortController().signal;
}

/** The view for one answer of a subscription, with the whole budget before it. */
export function answerFrom({ views, budget }: RequestContext, board: View['board']): View {
  budget.renew();
  return views.show(board);
}
