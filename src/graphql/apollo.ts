import { ApolloServer, type ApolloServerPlugin, type BaseContext, type GraphQLRequestContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { RequestContext } from '../view/context';
import { limitRules } from './limits';
import type { Pipeline } from './pipeline';

/** A header that no page of another origin can send without asking first; every request needs `authorization` anyway. */
const csrfPrevention = { requestHeaders: ['authorization', 'x-apollo-operation-name', 'apollo-require-preflight'] };

/** Apollo over the shared pipeline, without its pages, its reports and its signal handlers; started. */
export async function startApollo(pipeline: Pipeline, log: FastifyBaseLogger): Promise<ApolloServer<RequestContext>> {
  const apollo = new ApolloServer<RequestContext>({
    schema: pipeline.schema,
    parseOptions: { maxTokens: pipeline.limits.tokens },
    validationRules: limitRules(pipeline.limits),
    formatError: (_formatted, error) => pipeline.mask(error),
    introspection: true, // the context function lets nobody in without a token
    includeStacktraceInErrorResponses: false,
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
    ],
  });
  await apollo.start();
  return apollo;
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
