import type { ExecutionArgs } from 'graphql';
import type { Directory, Viewer } from '../access/directory';
import type { RequestContext } from '../view/context';
import type { Refused } from './admission';
import type { Answering } from './answering';
import type { Pipeline } from './pipeline';

/** What a transport brings of one subscription. */
export interface Following {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** A subscription that may begin. */
export interface Admitted extends Answering, ExecutionArgs {
  readonly viewer: Viewer;
  /** What each answer costs at most, told with it. */
  readonly cost: number;
  /** Under which name others are answered alike; null where the answers hang on who asks. */
  readonly sharedName: string | null;
  /** The context of its beginning. */
  readonly contextValue: RequestContext;
  /** Aborted when the follower leaves: a generator that waits for the next event can't be ended otherwise. */
  readonly abort: AbortController | undefined;
}

/** A subscription that may begin, or why not: the same checks on sockets and streams. */
export async function following(
  { query, operationName, variables }: Following,
  viewer: Viewer,
  pipeline: Pipeline,
  directory: Directory,
): Promise<Admitted | Refused> {
  const document = pipeline.read(query);
  if (Array.isArray(document)) return { errors: document };
  const { schema } = pipeline;
  const { version } = directory;
  const contextValue = contextFor({ pipeline, directory }, viewer);
  const admitted = await pipeline.admitSubscription({ document, operationName, variables }, contextValue);
  if ('errors' in admitted) return admitted;
  const { cost } = admitted;
  const sharedName = pipeline.sharedNameOf(admitted);
  // those who hear together wait together: an own end of the waiting is not needed
  const abort = sharedName === null ? new AbortController() : undefined;
  const isStillTrue = !abort && directory.version === version;
  return {
    ...{ schema, document, operationName, variableValues: variables, executor: pipeline.executor, asked: admitted },
    ...{ viewer, cost, sharedName, abort },
    contextValue: isStillTrue ? contextValue : contextFor({ pipeline, directory }, viewer, abort?.signal),
  };
}

interface ContextParts {
  pipeline: Pipeline;
  directory: Directory;
}

/** A context of its own for each answer: today's rights, a whole object budget, nothing kept from the one before. */
export function contextFor(parts: ContextParts, viewer: Viewer, signal?: AbortSignal): RequestContext {
  return parts.pipeline.context(parts.directory.renew(viewer) ?? viewer, signal);
}
