import { mayRead } from '../domain/permission';
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

/**
 * What a subscription hears: its source, where a log that was put back ends it with the code FORKED, and the loss of the grant
 * with FORBIDDEN. Before each step this process has looked for changes of the directory at least once since it learnt of its
 * newest event: nothing that was committed after a revocation is told, whichever process did the one or the other.
 */
export async function* told<T extends { readonly board: View['board'] }>(
  context: RequestContext,
  source: AsyncGenerator<T>,
): AsyncGenerator<T> {
  const { directory, feed } = context;
  try {
    for await (const step of source) {
      await directory.confirm(feed.learntAt);
      const viewer = directory.renew(context.viewer);
      if (!viewer || !mayRead(viewer, step.board.id)) throw requestError('FORBIDDEN', 'You may no longer follow this.');
      yield step;
    }
  } catch (error) {
    throw error instanceof ForkedError ? requestError('FORKED', error.message) : error;
  }
}

/** When the follower goes away; a transport that cannot tell closes the generator instead. */
export function goingAway({ signal }: RequestContext): AbortSignal {
  return signal ?? new AbortController().signal;
}

/** The view for one answer of a subscription, with the whole budget before it. */
export function answerFrom({ views, budget }: RequestContext, board: View['board']): View {
  budget.renew();
  return views.show(board);
}
