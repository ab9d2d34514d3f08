import { hash, randomBytes } from 'node:crypto';

const prefix = 'bs_';
const secretBytes = 32;

/** A new secret of 256 random bits; the prefix lets people and scanners tell what leaked. */
export function newSecret(): string {
  return prefix + randomBytes(secretBytes).toString('base64url');
}

/** What is kept of a secret: SHA-256 suffices, since nobody can guess 256 random bits. */
export function hashOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}
