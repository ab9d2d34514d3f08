import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';

export interface FollowArgs extends ExecutionArgs {
  /** Aborted when the follower leaves: a generator that waits for the next event can't be ended otherwise. */
  abort: AbortController;
  /** What each answer costs at most, told with it. */
  cost: number;
  /** A context of its own for each event: today's rights, a whole object budget, nothing kept from the event before. */
  contextOfEvent(): unknown;
}

/** Runs a subscription: one execution for each payload that its source yields, or the errors that kept it from starting. */
export async function startSubscription(
  args: FollowArgs,
): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!isStream(source)) return source;
  return abortable(answers(source, args), args.abort);
}

async function* answers(source: AsyncIterable<unknown>, args: FollowArgs): AsyncGenerator<ExecutionResult, void, void> {
  for await (const payload of source) {
    const result = await execute({ ...args, rootValue: payload, contextValue: args.contextOfEvent() });
    yield { ...result, extensions: { cost: args.cost } };
  }
}

function abortable<T>(stream: AsyncGenerator<T, void, void>, abort: AbortController): AsyncGenerator<T, void, void> {
  const ended = { done: true, value: undefined } as const;
  const untilAborted = (error: unknown) => {
    if (abort.signal.aborted) return ended;
    throw error;
  };
  return {
    next: () => stream.next().catch(untilAborted),
    throw: (error) => stream.throw(error),
    return: () => {
      abort.abort();
      return stream.return().catch(untilAborted);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => void (await stream.return()),
  };
}

function isStream(source: AsyncIterable<unknown> | ExecutionResult): source is AsyncIterable<unknown> {
  return Symbol.asyncIterator in source;
}
