import type { ExecutionResult } from 'graphql';
import type { Told } from '../log/course';
import type { RequestContext } from '../view/context';
import type { Executor, Operation } from './executor';
import type { Pipeline } from './pipeline';

/** A subscription as it is executed for each thing that is told. */
export interface Answering {
  readonly executor: Executor;
  readonly asked: Operation;
}

/** The answer of a subscription to one thing that it is told. */
export async function answerTo(
  { executor, asked }: Answering,
  told: Told,
  context: RequestContext,
): Promise<ExecutionResult> {
  return executor.run({ ...asked, rootValue: told }, context);
}

/** A result as a client may see it. */
export function maskResult(result: ExecutionResult, pipeline: Pipeline) {
  return { ...result, errors: result.errors?.map((error) => pipeline.mask(error)) };
}
