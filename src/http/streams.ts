import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { createHandler, type Handler, type OperationArgs, type OperationResult } from 'graphql-sse';
import type { Directory, Viewer } from '../access/directory';
import { outcomeOf } from '../graphql/errors';
import { maskResult } from '../graphql/answering';
import { type Admitted, following } from '../graphql/following';
import { type Pipeline, refusal } from '../graphql/pipeline';
import { startSubscription } from '../graphql/subscribe';
import type { Together } from '../graphql/together';
import { requestError } from '../view/errors';
import { watchAccess } from './access-watch';
import { viewerOf } from './door';
import { StreamEar } from './ears';
import { refuseForeignOrigin } from './origins';
import type { Seats } from './seats';
import { Stream } from './stream';

export interface StreamParts {
  pipeline: Pipeline;
  directory: Directory;
  together: Together;
  seats: Seats;
  allowedOrigins: readonly string[];
}

export interface Streams {
  /** Ends every stream so that its client comes again, and lets nobody in any more. */
  close(): void;
}

/** Who asks, and where the answers go: what the protocol's hooks know of a request. */
interface Asker {
  viewer: Viewer;
  ear: StreamEar;
}

interface Room {
  handle: Handler<unknown, Asker>;
  open: Set<Stream>;
  isClosing: boolean;
}

/** Serves subscriptions on `/graphql/stream` as server-sent events, each on a connection of its own. */
export function openStreams(app: FastifyInstance, parts: StreamParts): Streams {
  const room: Room = { handle: protocolOf(parts), open: new Set(), isClosing: false };
  const stopWatching = watchAccess(room.open, parts.directory);
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql/stream',
    handler: async (request, reply) => {
      refuseForeignOrigin(request.headers, parts.allowedOrigins);
      if (room.isClosing) throw requestError('UNAVAILABLE', 'The server is stopping.', { http: { status: 503 } });
      await serve(request, reply, parts, room);
    },
  });
  return {
    close: () => {
      room.isClosing = true;
      stopWatching();
      for (const stream of room.open) stream.leave();
    },
  };
}

/** The pipeline as the protocol asks for it: the same limits, context and masking as on sockets. */
function protocolOf({ pipeline, directory, together }: StreamParts): Handler<unknown, Asker> {
  return createHandler<unknown, Asker>({
    authenticate: () => null, // who asks is known already; a token of this protocol would join streams
    onSubscribe: async ({ context: { viewer, ear } }, { query, operationName, variables }) => {
      const asked = { query, operationName, variables };
      const admitted = await following(asked, viewer, pipeline, directory);
      if ('errors' in admitted) return { data: undefined, ...refusal(admitted) };
      return { ...admitted, ear } as unknown as OperationArgs<undefined>;
    },
    validate: () => [], // the pipeline has done it
    subscribe: (args) => {
      pipeline.tally.entered('stream');
      const { ear, ...admitted } = args as unknown as Admitted & { ear: StreamEar };
      return startSubscription(admitted, ear, together) as OperationResult;
    },
    onNext: async (_context, { context: { ear } }, result) => {
      await ear.room();
      pipeline.tally.delivered('alone', 1);
      const masked = maskResult(result as ExecutionResult, pipeline);
      if (result.data === undefined) pipeline.tally.answered('stream', outcomeOf(masked.errors));
      return masked as ExecutionResult;
    },
  });
}

async function serve(request: FastifyRequest, reply: FastifyReply, parts: StreamParts, room: Room): Promise<void> {
  refuseOtherForms(request.headers.accept);
  const viewer = viewerOf(request);
  const leave = parts.seats.take(viewer.id);
  const asker: Asker = { viewer, ear: new StreamEar() };
  try {
    const [body, { status }] = await room.handle(requestFor(request, asker));
    if (body === null || typeof body === 'string') throw refusedByProtocol(body, status);
    reply.hijack();
    reply.raw.writeHead(status, { ...reply.getHeaders(), ...streamed } as OutgoingHttpHeaders);
    const { tally } = parts.pipeline;
    tally.opened('stream');
    const stream = new Stream(viewer, reply.raw, body, () => {
      room.open.delete(stream);
      leave();
      tally.closed('stream');
    });
    room.open.add(stream);
    asker.ear.attach(stream.outbox);
    if (room.isClosing) stream.leave();
    void stream.run((error) => parts.pipeline.mask(error));
  } catch (error) {
    leave();
    throw error;
  }
}

/** What stands between may neither keep an event back nor pack it. */
const streamed = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

function requestFor({ method, url, raw, body, headers }: FastifyRequest, context: Asker) {
  const given: NodeJS.Dict<string | string[]> = { ...headers, accept: 'text/event-stream' };
  return {
    method,
    url,
    raw,
    context,
    body: body as Record<string, unknown>,
    headers: { get: (name: string) => String(given[name] ?? '') },
  };
}

function refuseOtherForms(accept: string | undefined): void {
  const forms = (accept ?? '').split(',').map((form) => form.split(';')[0]?.trim());
  if (forms.includes('text/event-stream')) return;
  const message = 'This path answers with text/event-stream alone: say so in the header accept.';
  throw requestError('BAD_USER_INPUT', message, { http: { status: 406 } });
}

/** The library says in plain words what is not well formed. */
function refusedByProtocol(body: string | null, status: number): Error {
  const { errors } = JSON.parse(body ?? '{}') as { errors?: { message: string }[] };
  const message = errors?.[0]?.message ?? 'This is no GraphQL request.';
  return requestError('BAD_USER_INPUT', message, { http: { status } });
}
