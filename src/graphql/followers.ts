import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { Context, OperationResult, ServerOptions, SubscribePayload } from 'graphql-ws';
import type { Directory, Viewer } from '../access/directory';
import { maskResult } from './answering';
import { outcomeOf } from './errors';
import { type Admitted, following } from './following';
import { limitExceeded } from './limits';
import type { Ear } from './listener';
import type { Pipeline } from './pipeline';
import { startSubscription } from './subscribe';
import type { Together } from './together';

/** Who sits at the other end of a socket: nobody until its connection_init was accepted. */
export interface FollowerSeat {
  viewer: Viewer | null;
  /** Where ready answers of the subscription of this id go. */
  earOf(id: string): Ear;
  /** Gives the seat of a principal back. */
  leave?: () => void;
  /** The socket has ended, and nobody may sit down any more. */
  isOver: boolean;
}

export interface FollowerParts {
  pipeline: Pipeline;
  directory: Directory;
  together: Together;
  subscriptionsPerSocket: number;
  /** Takes one request off what a viewer may ask at this time; the refusal once there is none left. */
  spend: (viewer: Viewer) => Promise<GraphQLError | null>;
  /** Takes a seat for a viewer, and answers how to give it back; throws once they are all taken. */
  sit: (viewer: Viewer) => () => void;
}

type SocketContext = Context<Record<string, unknown>, FollowerSeat>;

/** The pipeline as the socket protocol asks for it: the same authentication, limits, context and masking as over HTTP. */
export function followerOptions(parts: FollowerParts): ServerOptions<Record<string, unknown>, FollowerSeat> {
  const { pipeline, together } = parts;
  return {
    connectionInitWaitTimeout: 3000,
    onConnect: (context) => seat(context, parts),
    onSubscribe: (context, id, payload) => argsOf(context, id, payload, parts),
    subscribe: (args) => {
      pipeline.tally.entered('socket');
      return startSubscription(...takenFrom(args as unknown as Asked), together) as OperationResult;
    },
    onNext: (_context, _id, _payload, _args, result) => {
      pipeline.tally.delivered('alone', 1);
      return maskResult(result, pipeline);
    },
    onError: (_context, _id, _payload, errors) => {
      const masked = errors.map((error) => pipeline.mask(error));
      pipeline.tally.answered('socket', outcomeOf(masked));
      return masked;
    },
  };
}

async function seat(context: SocketContext, { pipeline, sit }: FollowerParts): Promise<boolean> {
  const { extra } = context;
  const viewer = await viewerOf(context, pipeline);
  if (!viewer || extra.isOver) return false; // the socket closes with 4403
  extra.leave = sit(viewer);
  (context as { connectionParams: unknown }).connectionParams = undefined; // the secret is not needed any more
  extra.viewer = viewer;
  return true;
}

async function viewerOf({ connectionParams = {} }: SocketContext, pipeline: Pipeline): Promise<Viewer | null> {
  const authorization = connectionParams.authorization ?? connectionParams.Authorization;
  try {
    return await pipeline.viewer(typeof authorization === 'string' ? authorization : undefined);
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

async function argsOf(
  context: SocketContext,
  id: string,
  payload: SubscribePayload,
  { pipeline, directory, spend, subscriptionsPerSocket: most }: FollowerParts,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { viewer } = context.extra;
  if (!viewer) throw new Error('a subscription got past the acknowledgement');
  const open = Object.keys(context.subscriptions).length; // with this one, before others come while it waits
  const busy = await spend(viewer);
  if (busy) return [busy];
  if (open > most) {
    const message = `Subscriptions on this socket: ${open}, and the limit is ${most}.`;
    return [limitExceeded(message, { limit: 'subscriptions' })];
  }
  const admitted = await following(payload, viewer, pipeline, directory);
  if ('errors' in admitted) return admitted.errors;
  (payload as { query: string }).query = ''; // the protocol keeps the message as long as the subscription lasts
  return asked(admitted, context.extra.earOf(id));
}

/** What the protocol is told of a subscription; it keeps that as long as the subscription lasts, so it gets little. */
interface Asked extends ExecutionArgs {
  contextValue: undefined;
  start: [Admitted, Ear] | undefined;
}

function asked(admitted: Admitted, ear: Ear): Asked {
  const { schema, document, operationName } = admitted;
  return { schema, document, operationName, contextValue: undefined, start: [admitted, ear] };
}

function takenFrom(args: Asked): [Admitted, Ear] {
  const { start } = args;
  if (!start) throw new Error('a subscription was started twice');
  args.start = undefined;
  return start;
}
