import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { arrivalOf } from './arrival';
import { parseJson, readBody, textOf } from './body';

export interface BodyLimits {
  bodyBytes: number;
  planBytes: number;
}

/**
 * Lets `/graphql` read JSON only. A body above `bodyBytes` can only be a plan: it is read for a valid token alone, and one at
 * a time in this process until it is answered, since strangers, or a few at once, could fill the memory.
 */
export function readJsonBodies(
  app: FastifyInstance,
  limits: BodyLimits,
  isKnown: (request: FastifyRequest) => boolean,
) {
  let holder: FastifyRequest | null = null;
  const limitFor = (request: FastifyRequest) => {
    if (holder !== null || !isKnown(request)) return limits.bodyBytes;
    holder = request;
    return limits.planBytes;
  };
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', async (request: FastifyRequest, stream: IncomingMessage) => {
    const known = arrivalOf(request.raw);
    if (known?.json !== undefined) return known.json;
    const { bodyBytes } = request.routeOptions.config;
    const limit = bodyBytes ?? limits.bodyBytes;
    const reading = known?.body ?? readBody(stream, limit, () => bodyBytes ?? limitFor(request));
    return parseJson(textOf(await reading));
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.once('close', () => {
      if (holder === request) holder = null;
    });
    done();
  });
}
