import { type ExecutionResult, getOperationAST, GraphQLError, OperationTypeNode } from 'graphql';
import type { Context, OperationResult, ServerOptions, SubscribePayload } from 'graphql-ws';
import type { Directory, Viewer } from '../access/directory';
import { limitExceeded } from './limits';
import type { Pipeline } from './pipeline';
import { type FollowArgs, startSubscription } from './subscribe';

/** Who sits at the other end of a socket: nobody until its connection_init was accepted. */
export interface FollowerSeat {
  viewer: Viewer | null;
}

type Options = ServerOptions<Record<string, unknown>, FollowerSeat>;

/** The pipeline as the socket protocol asks for it: the same authentication, limits, context and masking as over HTTP. */
export function followerOptions(pipeline: Pipeline, directory: Directory, mostSubscriptions: number): Options {
  return {
    connectionInitWaitTimeout: 3000,
    onConnect: (context) => seat(context, pipeline),
    onSubscribe: (context, _id, payload) => argsOf(context, payload, pipeline, directory, mostSubscriptions),
    subscribe: (args) => startSubscription(args as FollowArgs) as OperationResult,
    onNext: (_context, _id, _payload, _args, result) => maskResult(result, pipeline),
    onError: (_context, _id, _payload, errors) => errors.map((error) => pipeline.mask(error)),
  };
}

async function seat(context: Context<Record<string, unknown>, FollowerSeat>, pipeline: Pipeline): Promise<boolean> {
  const params = context.connectionParams ?? {};
  const authorization = params.authorization ?? params.Authorization;
  try {
    context.extra.viewer = await pipeline.viewer(typeof authorization === 'string' ? authorization : undefined);
    return true;
  } catch (error) {
    if (error instanceof GraphQLError) return false; // the socket closes with 4403
    throw error;
  }
}

function argsOf(
  context: Context<Record<string, unknown>, FollowerSeat>,
  payload: SubscribePayload,
  pipeline: Pipeline,
  directory: Directory,
  mostSubscriptions: number,
): FollowArgs | GraphQLError[] {
  const { viewer } = context.extra;
  if (!viewer) throw new Error('a subscription got past the acknowledgement');
  const open = Object.keys(context.subscriptions).length;
  if (open > mostSubscriptions) {
    return [limitExceeded(`Subscriptions on this socket: ${open}, and the limit is ${mostSubscriptions}.`)];
  }
  const document = pipeline.read(payload.query);
  if (Array.isArray(document)) return document;
  const operation = getOperationAST(document, payload.operationName);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return [onlySubscriptions(operation?.operation)];
  const abort = new AbortController();
  const contextOfEvent = () => pipeline.context(directory.renew(viewer) ?? viewer, abort.signal);
  return {
    schema: pipeline.schema,
    document,
    operationName: payload.operationName,
    variableValues: payload.variables,
    contextValue: contextOfEvent(),
    contextOfEvent,
    abort,
  };
}

function onlySubscriptions(operation: OperationTypeNode | undefined): GraphQLError {
  const message = operation
    ? `A ${operation} goes over HTTP: this socket carries subscriptions only.`
    : 'The document has no operation of that name.';
  return new GraphQLError(message, {
    extensions: { code: operation ? 'GRAPHQL_VALIDATION_FAILED' : 'BAD_USER_INPUT' },
  });
}

function maskResult(result: ExecutionResult, pipeline: Pipeline) {
  return { ...result, errors: result.errors?.map((error) => pipeline.mask(error)) };
}
