import {
  type DocumentNode,
  type ExecutionResult,
  getVariableValues,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { Executor, type Operation, type Run } from '../../src/graphql/executor';
import type { RequestContext } from '../../src/view/context';

/** What two executions of one operation answered, interpreted and then compiled, and how the second one went. */
export interface BothWays {
  interpreted: ExecutionResult;
  second: ExecutionResult;
  way: Run;
}

/** Executes an operation twice with the same executor: graphql-js sees it first, its compiled form answers next. */
export async function bothWays(
  schema: GraphQLSchema,
  asked: Pick<Operation, 'document' | 'variables' | 'rootValue'>,
  context: () => RequestContext,
): Promise<BothWays> {
  const ways: Run[] = [];
  const executor = new Executor(schema, (way) => ways.push(way));
  const operation = operationOf(asked.document);
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables ?? {});
  if (errors) throw new Error(errors[0]?.message);
  const run = () => executor.run({ ...asked, operation, coerced }, context());
  const interpreted = await run();
  const second = await run();
  return { interpreted, second, way: ways[1]! };
}

/** The only operation of a document. */
export function operationOf({ definitions }: DocumentNode): OperationDefinitionNode {
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('the document has no operation');
  return operation;
}

/** A result as its client reads it. */
export const asSent = (result: ExecutionResult): string => JSON.stringify(result);
