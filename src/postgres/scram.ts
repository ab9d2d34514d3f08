import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const ITERATIONS = 4096; // what Postgres itself uses by default
const KEY_BYTES = 32;
// RFC 3454: C.1.2 becomes a space, B.1 nothing.
const spaces = /[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/g;
// eslint-disable-next-line no-misleading-character-class -- they are meant one by one
const nothings = /[\u00AD\u034F\u1806\u180B-\u180D\u200C\u200D\u2060\uFE00-\uFE0F\uFEFF]/g;

/**
 * What Postgres keeps of a password (RFC 5802 and 7677). CREATE ROLE and ALTER ROLE take it in the place of the password, which then stands in
 * no statement: neither in the server's log nor in pg_stat_statements.
 */
export function scramVerifier(password: string, salt = randomBytes(16)): string {
  const prepared = password.replace(spaces, ' ').replace(nothings, '').normalize('NFKC');
  const salted = pbkdf2Sync(prepared, salt, ITERATIONS, KEY_BYTES, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const storedKey = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  const serverKey = keyOf('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
