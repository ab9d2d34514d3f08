import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/**
 * Argon2id with 19 MiB, two passes and one lane: the least that OWASP's Password Storage Cheat Sheet recommends
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html); about 20 ms here. Argon2id is the package's default.
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Without 0, 1, i, l, o and u: it is read from paper. */
const letters = '23456789abcdefghjkmnpqrstvwxyz';

/** What is kept of a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), cost);
}

/** Whether this is the password that was kept so. */
export function isPassword(kept: string, password: string): Promise<boolean> {
  return verify(kept, normal(password));
}

/** A new password of about 118 random bits, in groups to be read aloud. */
export function newPassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: 6 }, group).join('-');
}

/** Keyboards write the same letters in different ways. */
function normal(password: string): string {
  return password.normalize('NFKC');
}
