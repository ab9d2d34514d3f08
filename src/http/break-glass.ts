import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { GlassAttempt, GlassOutcome } from '../access/break-glass';
import { requestError } from '../view/errors';
import { type Rates, networkOf } from './rates';

export interface BreakGlassParts {
  enter(attempt: GlassAttempt): Promise<GlassOutcome>;
  mask(error: unknown): GraphQLFormattedError;
  rates: Pick<Rates, 'ofAddress'>;
  /** Attempts a minute from one address. */
  mostAttempts: number;
}

const minute = 60;
/** A handle, a password and a code, with room for escapes. */
const bodyBytes = 1024;
const statuses: Record<string, number> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  BUSY: 503,
};
const refusal = 'This handle, password and code do not fit together.';

/**
 * `POST /break-glass` with `{handle, password, code}`: a token of eight hours, for people when the issuer is away. It stands outside
 * GraphQL, so that no alias and no batch makes many attempts of one request.
 */
export function serveBreakGlass(app: FastifyInstance, parts: BreakGlassParts): void {
  const perAddress = new RateLimiterMemory({ points: parts.mostAttempts, duration: minute });
  const tell = (reply: FastifyReply, error: unknown) => {
    const told = parts.mask(error);
    return reply.code(statuses[String(told.extensions?.code)] ?? 500).send({ errors: [told] });
  };
  // strangers come here: they are counted before a byte of a body is read
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    void reply.header('cache-control', 'no-store');
    try {
      const busy = await parts.rates.ofAddress(request.ip);
      if (busy) throw busy;
      const seconds = await secondsToWait(perAddress, request.ip);
      if (seconds !== null) return answer(reply, { kind: 'TOO_MANY', seconds });
    } catch (error) {
      return tell(reply, error);
    }
  };
  app.post('/break-glass', { config: { open: true, bodyBytes }, onRequest }, async (request, reply) => {
    try {
      return answer(reply, await parts.enter(attemptIn(request)));
    } catch (error) {
      return tell(reply, error);
    }
  });
}

function answer(reply: FastifyReply, outcome: GlassOutcome) {
  if (outcome.kind === 'REFUSED') throw requestError('UNAUTHENTICATED', refusal);
  if (outcome.kind === 'LET_IN') {
    const { principalId, secret, expiresAt } = outcome;
    return reply.send({ token: secret, expiresAt, principal: principalId });
  }
  void reply.header('retry-after', String(Math.max(1, outcome.seconds)));
  throw requestError('RATE_LIMITED', `Too many attempts: try again in ${Math.max(1, outcome.seconds)} s.`);
}

function attemptIn({ body, ip }: FastifyRequest): GlassAttempt {
  const { handle, password, code } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const isHandle = typeof handle === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(handle);
  const isPassword = typeof password === 'string' && password !== '' && password.length <= 128;
  if (isHandle && isPassword && typeof code === 'string' && /^\d{6}$/.test(code)) {
    return { handle, password, code, address: ip };
  }
  throw requestError('BAD_USER_INPUT', 'Send {"handle", "password", "code"}; the code has six digits.');
}

async function secondsToWait(limiter: RateLimiterMemory, address: string): Promise<number | null> {
  return limiter.consume(networkOf(address)).then(
    () => null,
    (full: { msBeforeNext?: number }) => Math.ceil((full.msBeforeNext ?? minute * 1000) / 1000),
  );
}
