import { createHash } from 'node:crypto';

/** SHA-256 in lower-case hex over the hash before an entry and the entry's text, as UTF-8: what ties it to all before it. */
export function linkHash(previousHash: string, text: string): string {
  return createHash('sha256').update(previousHash, 'utf8').update(text, 'utf8').digest('hex');
}
