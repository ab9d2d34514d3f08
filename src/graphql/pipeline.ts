import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type GraphQLSchema, OperationTypeNode, parse, validate } from 'graphql';
import type { Viewer } from '../access/directory';
import type { RequestContext } from '../view/context';
import type { Views } from '../view/views';
import { type Admitted, admit, type Asked, type Refused } from './admission';
import { keptDocuments } from './documents';
import { type BugLog, maskError } from './errors';
import { Executor } from './executor';
import { KeptCosts } from './kept-costs';
import { KeptVariables } from './kept-variables';
import { type DocumentLimits, overLimits } from './limits';
import { SharedNames } from './sharing';
import type { Tally } from './tally';

export interface PipelineLimits extends DocumentLimits {
  cost: number;
}

/** What every transport does with a request, in this order: who asks, the document, what it will cost, its errors. */
export interface Pipeline {
  readonly schema: GraphQLSchema;
  readonly limits: PipelineLimits;
  readonly tally: Tally;
  readonly executor: Executor;
  /** The viewer of an `authorization` value; throws UNAUTHENTICATED. */
  viewer(authorization: string | undefined): Promise<Viewer>;
  /** The document, parsed and validated within the limits, or what is wrong with it. */
  read(source: string): DocumentNode | GraphQLError[];
  /** A query or mutation, from its parsed document to its result; what is refused never gets to the executor. */
  answer(asked: Asked, context: RequestContext): Promise<ExecutionResult>;
  /** Whether what was answered in a context is the same for everybody who may read its incidents. */
  isAlike(context: Pick<RequestContext, 'views'>): boolean;
  /** A subscription, once it may be executed. */
  admitSubscription(asked: Asked, context: RequestContext): Promise<Admitted | Refused>;
  /** Under which name others follow the same and are answered alike; null where the answers hang on who asks. */
  sharedNameOf(admitted: Admitted): string | null;
  context(viewer: Viewer, signal?: AbortSignal): RequestContext;
  mask(error: unknown): GraphQLFormattedError;
}

export interface PipelineParts {
  schema: GraphQLSchema;
  limits: PipelineLimits;
  tally: Tally;
  authenticate(bearer: string): Promise<Viewer | null> | Viewer | null;
  context(viewer: Viewer, signal?: AbortSignal): RequestContext;
  log: BugLog;
  /** What the kept texts of single systems may take, in bytes. */
  fragmentBytes: number;
}

const followed = [OperationTypeNode.SUBSCRIPTION];
const answered = [OperationTypeNode.QUERY, OperationTypeNode.MUTATION];

/** The one pipeline of a process. */
export function openPipeline(parts: PipelineParts): Pipeline {
  const { schema, limits, log, tally } = parts;
  const check = checker(schema, limits);
  const executor = new Executor({
    ...{ schema, fragmentBytes: parts.fragmentBytes, onRun: (way) => tally.ran(way) },
    onFault: ({ run, error, isFirst }) => {
      tally.failed(run);
      if (isFirst)
        log.warn({ err: error }, `a ${run.toLowerCase()} answer failed; the operation is executed another way`);
    },
  });
  const alike = new WeakSet<Views>(); // Apollo hands on copies of a context, with the same views
  const rules = { schema, cost: limits.cost, costs: new KeptCosts(), variables: new KeptVariables() };
  const sharedNames = new SharedNames(schema);
  return {
    schema,
    limits,
    tally,
    executor,
    viewer: (authorization) => viewerOf(parts, authorization),
    read: keptDocuments((source) => {
      const document = parsed(source, limits);
      if (document instanceof GraphQLError) return [document];
      const errors = check(document);
      return errors.length > 0 ? errors : document;
    }),
    answer: async (asked, context) => {
      const errors = check(asked.document);
      const admitted = errors.length > 0 ? { errors } : await admit(asked, answered, context, rules);
      if ('errors' in admitted) return refusal(admitted);
      tally.entered('http');
      const result = await executor.answer(admitted, context);
      if (!result.errors && executor.isShareable(admitted) && context.views.boards.length > 0) alike.add(context.views);
      return { ...result, extensions: { cost: admitted.cost } };
    },
    isAlike: ({ views }) => alike.has(views),
    admitSubscription: (asked, context) => admit(asked, followed, context, rules),
    sharedNameOf: (admitted) => sharedNames.of(admitted),
    context: (viewer, signal) => parts.context(viewer, signal),
    mask: (error) => maskError(error, log),
  };
}

/** What is answered instead of executing. */
export function refusal({ errors, cost }: Refused): ExecutionResult {
  return { errors, ...(cost !== undefined && { extensions: { cost } }) };
}

/** The secret of `Bearer …`, or null. */
export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer +([^\s]+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

async function viewerOf(parts: PipelineParts, authorization: string | undefined): Promise<Viewer> {
  const secret = bearerOf(authorization);
  const viewer = secret === null ? null : await parts.authenticate(secret);
  if (viewer) return viewer;
  const headers = new Map([['www-authenticate', 'Bearer']]);
  // one sentence for whoever is not let in, whatever he has and sends
  throw new GraphQLError('A valid bearer token is needed.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401, headers } },
  });
}

function parsed(source: string, { tokens }: DocumentLimits): DocumentNode | GraphQLError {
  try {
    return parse(source, { maxTokens: tokens });
  } catch (error) {
    if (error instanceof GraphQLError) return withCode(error, 'GRAPHQL_PARSE_FAILED');
    throw error;
  }
}

/** Checks a document once, however often the same one comes: Apollo keeps those that it has parsed. */
function checker(schema: GraphQLSchema, limits: DocumentLimits): (document: DocumentNode) => GraphQLError[] {
  const known = new WeakMap<DocumentNode, GraphQLError[]>();
  return (document) => {
    const before = known.get(document);
    if (before) return before;
    const over = overLimits(document, limits);
    const errors = over.length > 0 ? over : [...validate(schema, document)];
    for (const error of errors) withCode(error, 'GRAPHQL_VALIDATION_FAILED');
    known.set(document, errors);
    return errors;
  };
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions.code ??= code;
  return error;
}
