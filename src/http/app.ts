import helmet from '@fastify/helmet';
import fastifyApollo from '@as-integrations/fastify';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { startApollo } from '../graphql/apollo';
import { bearerOf, type Pipeline } from '../graphql/pipeline';
import { requestError } from '../view/errors';
import { type BodyLimits, readJsonBodies } from './bodies';
import { type BreakGlassParts, serveBreakGlass } from './break-glass';
import { type Readiness, serveHealth } from './health';
import { allowOrigins } from './origins';

export interface AppParts {
  pipeline: Pipeline;
  readiness: Readiness;
  /** Whether a token is valid now. */
  isKnown(bearer: string): Promise<boolean>;
  breakGlass: Pick<BreakGlassParts, 'enter' | 'mostAttempts'>;
  limits: BodyLimits;
  allowedOrigins: readonly string[];
  log: FastifyBaseLogger;
}

/** How long a client may take to send a request: a large plan over a slow line, not an attacker's single bytes. */
const requestMilliseconds = 120_000;

/** Plain HTTP on a laptop must go on working; whoever puts TLS in front sends its own headers for that. */
const headers = {
  strictTransportSecurity: false,
  contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
};

/** The HTTP side of a process: `/graphql` and the health of it. */
export async function openApp(parts: AppParts): Promise<FastifyInstance> {
  const { pipeline, log } = parts;
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: requestMilliseconds,
    forceCloseConnections: 'idle',
  });
  await app.register(helmet, headers);
  allowOrigins(app, parts.allowedOrigins);
  readJsonBodies(app, parts.limits, (request) => isKnown(request, parts));
  answerErrors(app, (error) => pipeline.mask(error));
  serveHealth(app, parts.readiness);
  serveBreakGlass(app, { ...parts.breakGlass, mask: (error) => pipeline.mask(error) });
  await serveGraphQL(app, pipeline, log);
  return app;
}

async function serveGraphQL(app: FastifyInstance, pipeline: Pipeline, log: FastifyBaseLogger): Promise<void> {
  const apollo = await startApollo(pipeline, log);
  app.addHook('onClose', () => apollo.stop());
  await app.register(fastifyApollo(apollo), {
    method: ['GET', 'POST'],
    context: (request, reply) => {
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      return pipeline.viewer(request.headers.authorization).then((viewer) => pipeline.context(viewer, gone.signal));
    },
  });
}

async function isKnown(request: FastifyRequest, parts: AppParts): Promise<boolean> {
  const secret = bearerOf(request.headers.authorization);
  return secret !== null && (await parts.isKnown(secret));
}

/** Everything that does not get as far as GraphQL is answered in the same form. */
function answerErrors(app: FastifyInstance, mask: (error: unknown) => GraphQLFormattedError): void {
  app.setNotFoundHandler((request, reply) => {
    const message = `There is nothing at ${request.method} ${request.url.split('?')[0]}.`;
    return reply.code(404).send({ errors: [mask(requestError('BAD_USER_INPUT', message))] });
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    const ours = error.constructor.name === 'GraphQLError' || status >= 500;
    const told = ours ? error : requestError('BAD_USER_INPUT', error.message);
    return reply.code(status).send({ errors: [mask(told)] });
  });
}
