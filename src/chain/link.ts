import { hash } from 'node:crypto';

/** SHA-256 in lower-case hex over the hash before an entry and the entry's text, as UTF-8: what ties it to all before it. */
export function linkHash(previousHash: string, text: string): string {
  return hash('sha256', previousHash + text); // at once: a verified log has a million of them
}
