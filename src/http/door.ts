import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Viewer } from '../access/directory';
import type { Pipeline } from '../graphql/pipeline';
import type { Rates } from './rates';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whoever asks is let in. Every other path, whether or not there is anything, is answered to valid tokens alone. */
    open?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; null on open paths only. */
    viewer: Viewer | null;
  }
}

/** Lets in who has a valid token, as often as the rates allow, before a byte of a body is read. */
export function guardDoor(app: FastifyInstance, pipeline: Pipeline, rates: Rates): void {
  app.decorateRequest('viewer', null);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    if (request.routeOptions.config.open) return;
    throwIf(await rates.ofAddress(request.ip));
    request.viewer = await letIn(request, pipeline, rates);
    throwIf(await rates.ofPrincipal(request.viewer.id));
  });
}

async function letIn({ headers, ip }: FastifyRequest, pipeline: Pipeline, rates: Rates): Promise<Viewer> {
  try {
    return await pipeline.viewer(headers.authorization);
  } catch (error) {
    throwIf(await rates.ofStranger(ip));
    throw error;
  }
}

function throwIf(refusal: GraphQLError | null): void {
  if (refusal) throw refusal;
}

/** The viewer whom the door has let in. */
export function viewerOf({ viewer }: FastifyRequest): Viewer {
  if (!viewer) throw new Error('a request got past the door without a viewer');
  return viewer;
}

interface HttpPart {
  status?: number;
  headers?: Iterable<[string, string]>;
}

/** The status that an error asks for, `fallback` where it asks for none; its headers go on the reply. */
export function statusOf(error: Error & { statusCode?: number }, reply: FastifyReply, fallback = 500): number {
  const http = error instanceof GraphQLError ? (error.extensions.http as HttpPart | undefined) : undefined;
  for (const [name, value] of http?.headers ?? []) void reply.header(name, value);
  return http?.status ?? error.statusCode ?? fallback;
}
