import {
  type DocumentNode,
  type ExecutionResult,
  getVariableValues,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { Executor, type Operation, type Run } from '../../src/graphql/executor';
import { resultText } from '../../src/graphql/text/rendered';
import type { RequestContext } from '../../src/view/context';

/** What executions of one operation answered, interpreted, then compiled, then written as text, and how these went. */
export interface BothWays {
  interpreted: ExecutionResult;
  second: ExecutionResult;
  way: Run;
  /** As it is sent: written anew, and then from kept fragments. */
  written: [string, string];
  writtenWay: Run;
}

/** Executes an operation with one executor: graphql-js sees it first, its compiled form answers next, then it is written. */
export async function bothWays(
  schema: GraphQLSchema,
  asked: Pick<Operation, 'document' | 'variables' | 'rootValue'>,
  context: () => RequestContext,
): Promise<BothWays> {
  const ways: Run[] = [];
  const executor = new Executor({ schema, fragmentBytes: 2 ** 20, onRun: (way) => ways.push(way) });
  const operation = operationOf(asked.document);
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables ?? {});
  if (errors) throw new Error(errors[0]?.message);
  const run = () => executor.run({ ...asked, operation, coerced }, context());
  const interpreted = await run();
  const second = await run();
  const way = ways[1]!;
  const write = async () => resultText(await executor.answer({ ...asked, operation, coerced }, context()));
  const written: [string, string] = [await write(), await write()];
  return { interpreted, second, way, written, writtenWay: ways.at(-1)! };
}

/** The only operation of a document. */
export function operationOf({ definitions }: DocumentNode): OperationDefinitionNode {
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('the document has no operation');
  return operation;
}

/** A result as its client reads it. */
export const asSent = (result: ExecutionResult): string => JSON.stringify(result);
