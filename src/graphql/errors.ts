import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import { UnreadableLog } from '../board/unreadable';
import { ForkedError } from '../log/forked';
import { withoutSecrets } from '../secrets';
import { isBusy, isUnavailable } from '../postgres/sqlstate';

/** The codes of the contract that are told as they are; anything else is a bug of ours. */
const toldCodes = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'BUSY',
  'UNAVAILABLE',
  'POSITION_NOT_REACHED',
  'FORKED',
  'UNREADABLE',
]);
/** Apollo's own words for a request that is not well formed. */
const malformedCodes = new Set(['BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE', 'PERSISTED_QUERY_NOT_SUPPORTED']);
const outageSentences = {
  UNAVAILABLE:
    'The database is away. Try again later; a change with the same idempotencyKey, since it may have been stored.',
  BUSY: 'Others are writing to this incident. Nothing was stored: try again.',
};

/** Where bugs are written down, with the id that the client was given. */
export interface BugLog {
  error(fields: { id: string; err: unknown }, message: string): void;
  warn(fields: { err: unknown }, message: string): void;
}

/** The error as a client may see it: a code of the contract, never a stack, SQL or a path of this machine. */
export function maskError(error: unknown, log: BugLog): GraphQLFormattedError {
  const causes = causesOf(error);
  const place = placeOf(causes[0]);
  const told = causes.filter(hasToldCode).at(-1);
  if (told) return { message: withoutSecrets(told.message), ...place, extensions: extensionsOf(told) };
  const unreadable = causes.find((cause) => cause instanceof UnreadableLog);
  if (unreadable) return { message: unreadable.message, ...place, extensions: { code: 'UNREADABLE' } };
  const outage = outageOf(causes);
  if (outage) {
    log.warn({ err: causes.at(-1) }, 'a request met the database away or busy');
    return { message: outageSentences[outage], ...place, extensions: { code: outage } };
  }
  const id = randomUUID();
  log.error({ id, err: causes.at(-1) }, 'a request failed by a fault of this program');
  const message = `This is a fault of Blackstart, not of the request. Its log has it as ${id}.`;
  return { message, ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', id } };
}

/** Whether a client is told an error as it is, as a refusal or an outage; anything else is a fault of this program. */
export function isTold(error: unknown): boolean {
  const causes = causesOf(error);
  return causes.some(hasToldCode) || outageOf(causes) !== null;
}

/** OK, or the code of the first error as it was told. */
export function outcomeOf(errors: readonly { extensions?: Record<string, unknown> }[] | undefined): string {
  if (errors === undefined || errors.length === 0) return 'OK';
  return String(errors[0]?.extensions?.code);
}

/** An error and what it wraps, outermost first. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let at: unknown = error; at != null && !causes.includes(at); at = wrappedIn(at)) causes.push(at);
  return causes;
}

function wrappedIn(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  const { originalError, cause } = error as Error & { originalError?: unknown };
  return originalError ?? cause;
}

function outageOf(causes: readonly unknown[]): keyof typeof outageSentences | null {
  if (causes.some(isUnavailable)) return 'UNAVAILABLE';
  return causes.some(isBusy) ? 'BUSY' : null;
}

function hasToldCode(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && codeOf(error) !== null;
}

function codeOf(error: GraphQLError): string | null {
  const { code } = error.extensions;
  if (error.originalError instanceof ForkedError) return 'FORKED';
  if (error.message.startsWith('Syntax Error: Document contains more')) return 'LIMIT_EXCEEDED';
  if (typeof code !== 'string') return isWrongValue(error) ? 'BAD_USER_INPUT' : null;
  if (malformedCodes.has(code)) return 'BAD_USER_INPUT';
  return toldCodes.has(code) ? code : null;
}

/** graphql-js gives no code to variables and arguments whose values do not fit their types. */
function isWrongValue(error: GraphQLError): boolean {
  const kind = error.nodes?.[0]?.kind;
  if (error.path === undefined) return kind === Kind.VARIABLE_DEFINITION;
  return error.originalError === undefined && error.message.startsWith('Argument "');
}

function extensionsOf(error: GraphQLError): Record<string, unknown> {
  const { http: _http, stacktrace: _stacktrace, ...rest } = error.extensions;
  return { ...rest, code: codeOf(error) };
}

function placeOf(error: unknown): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  if (!(error instanceof GraphQLError)) return {};
  const { locations, path } = error;
  return { ...(locations && { locations }), ...(path && { path }) };
}
