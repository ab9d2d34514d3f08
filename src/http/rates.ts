import { GraphQLError } from 'graphql';
import * as ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface RateLimits {
  /** Requests a minute of one principal, whatever its tokens. */
  principalPerMinute: number;
  /** Requests a minute from one address, whoever sends them. */
  addressPerMinute: number;
  /** Requests a minute without a valid token from one address. */
  strangerPerMinute: number;
}

/** How often somebody may ask, counted in this process alone; each answers the refusal, or null. */
export interface Rates {
  ofPrincipal(id: string): Promise<GraphQLError | null>;
  ofAddress(address: string): Promise<GraphQLError | null>;
  /** Strangers have a count of their own, so that they use up nothing of those who share their address. */
  ofStranger(address: string): Promise<GraphQLError | null>;
}

export function openRates(limits: RateLimits): Rates {
  const principals = counter(limits.principalPerMinute);
  const addresses = counter(limits.addressPerMinute);
  const strangers = counter(limits.strangerPerMinute);
  return {
    ofPrincipal: (id) => take(principals, id),
    ofAddress: (address) => take(addresses, networkOf(address)),
    ofStranger: (address) => take(strangers, networkOf(address)),
  };
}

function counter(points: number): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration: 60 });
}

async function take(counts: RateLimiterMemory, key: string): Promise<GraphQLError | null> {
  try {
    await counts.consume(key);
    return null;
  } catch (error) {
    if (error instanceof RateLimiterRes) return rateLimited(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
    throw error;
  }
}

function rateLimited(retryAfter: number): GraphQLError {
  const headers = new Map([['retry-after', String(retryAfter)]]);
  return new GraphQLError(`Too many requests. Try again in ${retryAfter} s.`, {
    extensions: { code: 'RATE_LIMITED', retryAfter, http: { status: 429, headers } },
  });
}

/** Who has one address of IPv6 has the 64 bits below it too. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address); // an IPv4 address within IPv6 is that IPv4 address
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const groups = parsed.parts.slice(0, 4).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
}
