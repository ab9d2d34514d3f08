import {
  ApolloServer,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  type BaseContext,
  type GraphQLRequestContext,
  type GraphQLResponse,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { GraphQLError } from 'graphql';
import type { RequestContext } from '../view/context';
import { outcomeOf } from './errors';
import type { Pipeline } from './pipeline';
import type { Tally } from './tally';
import { resultText } from './text/rendered';

/** A header that no page of another origin can send without asking first; every request needs `authorization` anyway. */
const csrfPrevention = { requestHeaders: ['authorization', 'x-apollo-operation-name', 'apollo-require-preflight'] };

/** Apollo over the shared pipeline, without its pages, its reports and its signal handlers; started. */
export async function startApollo(pipeline: Pipeline, log: FastifyBaseLogger): Promise<ApolloServer<RequestContext>> {
  const apollo = new ApolloServer<RequestContext>({
    gateway: throughPipeline(pipeline),
    parseOptions: { maxTokens: pipeline.limits.tokens },
    dangerouslyDisableValidation: true, // the pipeline does it, after the limits
    formatError: (_formatted, error) => pipeline.mask(error),
    includeStacktraceInErrorResponses: false,
    stringifyResult: resultText,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    csrfPrevention,
    logger: log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      statusPlugin,
      tallyPlugin(pipeline.tally),
    ],
  });
  await apollo.start();
  return apollo;
}

type Gateway = NonNullable<ApolloServerOptions<RequestContext>['gateway']>;

/** Apollo's place for an executor of one's own: it reads HTTP and parses, all else is the pipeline's. */
function throughPipeline(pipeline: Pipeline): Gateway {
  return {
    load: () =>
      Promise.resolve({
        executor: async ({ document, request: { operationName, variables }, context }) => {
          const result = await pipeline.answer({ document, operationName, variables }, context as RequestContext);
          if (result.data === undefined) result.errors?.forEach(asBadRequest);
          return result;
        },
      }),
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: pipeline.schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    stop: () => Promise.resolve(),
  };
}

function asBadRequest(error: GraphQLError): void {
  error.extensions.http ??= { status: 400 };
}

/** GraphQL over HTTP: a well-formed request that asks for `application/json` is answered 200, whatever its errors. */
const statusPlugin: ApolloServerPlugin<BaseContext> = {
  requestDidStart: () => Promise.resolve({ willSendResponse: answerPlainJsonWith200 }),
};

function answerPlainJsonWith200(context: GraphQLRequestContext<BaseContext>): Promise<void> {
  const { response, request, source } = context;
  const strict = request.http?.headers.get('accept')?.includes('application/graphql-response+json');
  if (strict) response.http.headers.set('content-type', 'application/graphql-response+json; charset=utf-8');
  else if (source && response.http.status !== 405) response.http.status = 200;
  return Promise.resolve();
}

function tallyPlugin(tally: Tally): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: () => {
      const started = performance.now();
      const willSendResponse = ({ response }: { response: GraphQLResponse }) => {
        const errors = response.body?.kind === 'single' ? response.body.singleResult.errors : undefined;
        tally.answered('http', outcomeOf(errors), performance.now() - started);
        return Promise.resolve();
      };
      return Promise.resolve({ willSendResponse });
    },
  };
}
