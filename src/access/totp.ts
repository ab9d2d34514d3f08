import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

// Time-based one-time passwords: RFC 6238 over RFC 4226, with what every authenticator takes for granted.
const digits = 6;
const stepSeconds = 30;
const secretBytes = 20;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new secret of 160 random bits, in the base32 (RFC 4648) in which authenticators take it. */
export function newTotpSecret(): string {
  const bits = [...randomBytes(secretBytes)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[parseInt(five, 2)]).join('');
}

/** What an authenticator reads from a picture or a link. */
export function otpauthUri(secret: string, handle: string): string {
  const parameters = new URLSearchParams({
    secret,
    issuer: 'Blackstart',
    digits: String(digits),
    period: String(stepSeconds),
  });
  return `otpauth://totp/Blackstart:${encodeURIComponent(handle)}?${parameters.toString()}`;
}

/** The code of a secret in a step of time. */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0xf;
  const number = hash.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step of time at a moment, in milliseconds. */
export function stepAt(milliseconds: number): number {
  return Math.floor(milliseconds / 1000 / stepSeconds);
}

/**
 * The step that a code is of: this one, the one before or the one after, and after the last one used; null for a wrong or used
 * code. All three are compared whatever the first says, so that the time taken tells nothing.
 */
export function stepOf(code: string, secret: string, milliseconds: number, lastUsed: number | null): number | null {
  const now = stepAt(milliseconds);
  const steps = [now - 1, now, now + 1].filter((step) => isSame(codeAt(secret, step), code));
  return steps.find((step) => lastUsed === null || step > lastUsed) ?? null;
}

function isSame(some: string, other: string): boolean {
  return some.length === other.length && timingSafeEqual(Buffer.from(some), Buffer.from(other));
}

function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
