import type { Directory, Viewer } from '../access/directory';
import type { Refused } from './admission';
import type { Pipeline } from './pipeline';
import type { FollowArgs } from './subscribe';

/** What a transport brings of one subscription. */
export interface Following {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** A subscription that may begin, or why not: the same checks on sockets and streams. */
export async function following(
  { query, operationName, variables }: Following,
  viewer: Viewer,
  pipeline: Pipeline,
  directory: Directory,
): Promise<FollowArgs | Refused> {
  const document = pipeline.read(query);
  if (Array.isArray(document)) return { errors: document };
  const abort = new AbortController();
  const contextOfEvent = () => pipeline.context(directory.renew(viewer) ?? viewer, abort.signal);
  const contextValue = contextOfEvent();
  const admitted = await pipeline.admitSubscription({ document, operationName, variables }, contextValue);
  if ('errors' in admitted) return admitted;
  const { schema } = pipeline;
  return {
    ...{ schema, document, operationName, variableValues: variables, contextValue },
    ...{ contextOfEvent, abort, cost: admitted.cost },
  };
}
