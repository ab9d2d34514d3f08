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

/** What a subscription hears: its source, where a log that was put back ends it with the code FORKED. */
export async function* told<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* source;
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
