import { z } from 'zod';

/** A whole number above 0. */
export const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);

/** What one request, connection, principal or address may take. */
export const limitVariables = {
  /** Tokens of a GraphQL document. */
  BLACKSTART_LIMIT_TOKENS: count(2000),
  BLACKSTART_LIMIT_DEPTH: count(16),
  BLACKSTART_LIMIT_ALIASES: count(30),
  BLACKSTART_LIMIT_DIRECTIVES: count(50),
  /** Fields that stand again in the same braces under the same name, all together. */
  BLACKSTART_LIMIT_REPEATS: count(100),
  /** Fields that an answer may come to: each counts once for each object that it is asked of. */
  BLACKSTART_LIMIT_COST: count(125_000),
  /** Objects that one request may answer with. */
  BLACKSTART_LIMIT_OBJECTS: count(200_000),
  /** Bytes of a request body. */
  BLACKSTART_LIMIT_BODY: count(1024 * 1024),
  /** Bytes of a plan document, after authentication. */
  BLACKSTART_LIMIT_PLAN: count(64 * 1024 * 1024),
  /** Bytes of one frame from a socket. */
  BLACKSTART_LIMIT_FRAME: count(64 * 1024),
  BLACKSTART_LIMIT_SUBSCRIPTIONS: count(10),
  /** Bytes of finished answers that are kept to be served again. */
  BLACKSTART_LIMIT_KEPT: count(64 * 1024 * 1024),
  /** Attempts at break-glass accounts a minute and address. */
  BLACKSTART_LIMIT_BREAK_GLASS: count(10),
  /** Sockets and streams that a principal may have open with one process. */
  BLACKSTART_LIMIT_CONNECTIONS: count(2500),
  /** Requests a minute of one principal, to one process. */
  BLACKSTART_RATE_PRINCIPAL: count(12_000),
  /** Requests a minute from one address, whoever sends them. */
  BLACKSTART_RATE_ADDRESS: count(60_000),
  /** Requests a minute without a valid token from one address. */
  BLACKSTART_RATE_STRANGER: count(600),
};

type Limits = z.output<z.ZodObject<typeof limitVariables>>;

/** The limits under the names that the code has for them. */
export function limitsOf(env: Limits) {
  return {
    tokens: env.BLACKSTART_LIMIT_TOKENS,
    depth: env.BLACKSTART_LIMIT_DEPTH,
    aliases: env.BLACKSTART_LIMIT_ALIASES,
    directives: env.BLACKSTART_LIMIT_DIRECTIVES,
    repeats: env.BLACKSTART_LIMIT_REPEATS,
    cost: env.BLACKSTART_LIMIT_COST,
    objectBudget: env.BLACKSTART_LIMIT_OBJECTS,
    bodyBytes: env.BLACKSTART_LIMIT_BODY,
    planBytes: env.BLACKSTART_LIMIT_PLAN,
    frameBytes: env.BLACKSTART_LIMIT_FRAME,
    keptBytes: env.BLACKSTART_LIMIT_KEPT,
    subscriptionsPerSocket: env.BLACKSTART_LIMIT_SUBSCRIPTIONS,
    breakGlassAttempts: env.BLACKSTART_LIMIT_BREAK_GLASS,
    connectionsPerPrincipal: env.BLACKSTART_LIMIT_CONNECTIONS,
    principalPerMinute: env.BLACKSTART_RATE_PRINCIPAL,
    addressPerMinute: env.BLACKSTART_RATE_ADDRESS,
    strangerPerMinute: env.BLACKSTART_RATE_STRANGER,
  };
}
