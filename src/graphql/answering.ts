import { type DocumentNode, execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Told } from '../log/course';
import type { RequestContext } from '../view/context';
import type { Pipeline } from './pipeline';

/** A subscription as it is executed for each thing that is told. */
export interface Answering {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly variableValues: Record<string, unknown> | null | undefined;
}

/** The answer of a subscription to one thing that it is told. */
export async function answerTo(
  { schema, document, operationName, variableValues }: Answering,
  told: Told,
  contextValue: RequestContext,
): Promise<ExecutionResult> {
  return execute({ schema, document, operationName, variableValues, rootValue: told, contextValue });
}

/** A result as a client may see it. */
export function maskResult(result: ExecutionResult, pipeline: Pipeline) {
  return { ...result, errors: result.errors?.map((error) => pipeline.mask(error)) };
}
