import { type DocumentNode, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { parse, specifiedRules, validate } from 'graphql';
import type { Viewer } from '../access/directory';
import type { RequestContext } from '../view/context';
import { type BugLog, maskError } from './errors';
import { type DocumentLimits, limitRules } from './limits';

/** What every transport does with a request, in this order: who asks, reading the document, its context, its errors. */
export interface Pipeline {
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  /** The viewer of an `authorization` value; throws UNAUTHENTICATED. */
  viewer(authorization: string | undefined): Promise<Viewer>;
  /** The document, parsed and validated within the limits, or what is wrong with it. */
  read(source: string): DocumentNode | GraphQLError[];
  context(viewer: Viewer, signal?: AbortSignal): RequestContext;
  mask(error: unknown): GraphQLFormattedError;
}

export interface PipelineParts {
  schema: GraphQLSchema;
  limits: DocumentLimits;
  authenticate(bearer: string): Promise<Viewer | null> | Viewer | null;
  context(viewer: Viewer, signal?: AbortSignal): RequestContext;
  log: BugLog;
}

/** The one pipeline of a process. */
export function openPipeline(parts: PipelineParts): Pipeline {
  const { schema, limits, log } = parts;
  const rules = [...specifiedRules, ...limitRules(limits)];
  return {
    schema,
    limits,
    viewer: (authorization) => viewerOf(parts, authorization),
    read: (source) => readDocument(source, schema, limits, rules),
    context: (viewer, signal) => parts.context(viewer, signal),
    mask: (error) => maskError(error, log),
  };
}

/** The secret of `Bearer …`, or null. */
export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer +([^\s]+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

async function viewerOf(parts: PipelineParts, authorization: string | undefined): Promise<Viewer> {
  const secret = bearerOf(authorization);
  const viewer = secret === null ? null : await parts.authenticate(secret);
  if (viewer) return viewer;
  const what = secret === null ? 'A bearer token is needed.' : 'This token is unknown, revoked or expired.';
  const headers = new Map([['www-authenticate', 'Bearer']]);
  throw new GraphQLError(what, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401, headers } } });
}

function readDocument(
  source: string,
  schema: GraphQLSchema,
  limits: DocumentLimits,
  rules: Parameters<typeof validate>[2],
): DocumentNode | GraphQLError[] {
  try {
    const document = parse(source, { maxTokens: limits.tokens });
    const errors = validate(schema, document, rules);
    return errors.length === 0 ? document : errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions.code ??= code;
  return error;
}
