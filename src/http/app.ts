import fastifyApollo from '@as-integrations/fastify';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { startApollo } from '../graphql/apollo';
import { outcomeOf } from '../graphql/errors';
import type { Pipeline } from '../graphql/pipeline';
import { requestError } from '../view/errors';
import { type BodyLimits, readJsonBodies } from './bodies';
import { type BreakGlassParts, serveBreakGlass } from './break-glass';
import { refuseWhileClosing } from './closing';
import { Door, guardDoor, statusOf, viewerOf } from './door';
import { type Details, type Readiness, serveHealth } from './health';
import { openHatch } from './hatch';
import type { KeptAnswers } from './kept-answers';
import { type Metrics, serveMetrics } from './metrics';
import { allowOrigins } from './origins';
import type { Rates } from './rates';
import { secureHeaders, sendSecureHeaders } from './secure-headers';
import { serveKept } from './serve-kept';

export interface AppParts {
  pipeline: Pipeline;
  metrics: Metrics;
  rates: Rates;
  kept: KeptAnswers;
  readiness: Readiness;
  details: Details;
  breakGlass: Pick<BreakGlassParts, 'enter' | 'mostAttempts'>;
  limits: BodyLimits;
  allowedOrigins: readonly string[];
  log: FastifyBaseLogger;
}

/** How long a client may take to send a request: a large plan over a slow line, not an attacker's single bytes. */
const requestMilliseconds = 120_000;

/** The HTTP side of a process: `/graphql`, its health and its counters. */
export async function openApp(parts: AppParts): Promise<FastifyInstance> {
  const { pipeline, log } = parts;
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: requestMilliseconds,
    childLoggerFactory: (logger) => logger, // one for each request would name it, and nothing is logged by that name
    forceCloseConnections: 'idle',
    return503OnClosing: false, // it cannot tell who came before
  });
  const door = new Door(pipeline, parts.rates);
  const headers = secureHeaders();
  sendSecureHeaders(app, headers);
  refuseWhileClosing(app);
  allowOrigins(app, parts.allowedOrigins);
  guardDoor(app, door);
  readJsonBodies(app, parts.limits, ({ viewer }) => viewer !== null);
  serveKept(app, parts.kept, pipeline);
  answerErrors(app, pipeline);
  serveHealth(app, parts.readiness, parts.details);
  serveBreakGlass(app, { ...parts.breakGlass, rates: parts.rates, mask: (error) => pipeline.mask(error) });
  serveMetrics(app, parts.metrics);
  await serveGraphQL(app, pipeline, log);
  openHatch(app, { ...parts, door, headers });
  return app;
}

async function serveGraphQL(app: FastifyInstance, pipeline: Pipeline, log: FastifyBaseLogger): Promise<void> {
  const apollo = await startApollo(pipeline, log);
  app.addHook('onClose', () => apollo.stop());
  await app.register(fastifyApollo(apollo), {
    method: ['GET', 'POST'],
    context: (request, reply) => {
      const gone = new AbortController();
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) gone.abort();
      });
      request.graphql = pipeline.context(viewerOf(request), gone.signal);
      return Promise.resolve(request.graphql);
    },
  });
}

/** Everything that does not get as far as GraphQL is answered in the same form. */
function answerErrors(app: FastifyInstance, pipeline: Pipeline): void {
  const answer = (error: GraphQLFormattedError) => {
    pipeline.tally.answered('http', outcomeOf([error]));
    return { errors: [error] };
  };
  app.setNotFoundHandler((request, reply) => {
    const message = `There is nothing at ${request.method} ${request.url.split('?')[0]}.`;
    return reply.code(404).send(answer(pipeline.mask(requestError('BAD_USER_INPUT', message))));
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = statusOf(error, reply);
    const ours = error instanceof GraphQLError || status >= 500;
    const told = ours ? error : requestError('BAD_USER_INPUT', error.message);
    return reply.code(status).send(answer(pipeline.mask(told)));
  });
}
