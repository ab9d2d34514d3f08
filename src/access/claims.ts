import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Instant } from '../domain/rows';

/** What a token of the issuer proves about whom. */
export interface Claims {
  issuer: string;
  subject: string;
  issuedAt: Instant;
  expiresAt: Instant;
  payload: JWTPayload;
}

export interface TokenRules {
  issuer: string;
  audience: string;
}

/** Signatures by a key of which the public part is published; nothing by a shared secret, and never `none`. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const types = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];
/** Seconds by which two clocks may differ. */
const skew = 5;
/** A token from further in the future was not issued by a clock that can be trusted. */
const issueSkew = 60;
const longest = 16 * 1024;
const longestSubject = 255;

/** Whether a text has the form of a JWT: header, payload and signature. */
export function looksSigned(text: string): boolean {
  return text.length <= longest && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}

/** The claims of a token that the issuer signed for this audience and that counts now; null for any other. */
export async function verifiedClaims(
  token: string,
  keyOf: JWTVerifyGetKey,
  rules: TokenRules,
  now: Instant,
): Promise<Claims | null> {
  try {
    const seconds = Date.parse(now) / 1000;
    const { payload, protectedHeader } = await jwtVerify(token, keyOf, {
      ...{ algorithms, issuer: rules.issuer, audience: rules.audience, clockTolerance: skew },
      currentDate: new Date(now),
      requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
    });
    const { sub = '', iat = 0, exp = 0 } = payload;
    if (!types.includes(protectedHeader.typ?.toLowerCase())) return null;
    if (sub === '' || sub.length > longestSubject || iat > seconds + issueSkew) return null;
    const [issuedAt, expiresAt] = [instantOf(iat), instantOf(exp + skew)];
    return { issuer: rules.issuer, subject: sub, issuedAt, expiresAt, payload };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof RangeError) return null;
    throw error;
  }
}

function instantOf(seconds: number): Instant {
  return new Date(seconds * 1000).toISOString();
}
