import type { Grant } from '../domain/world';
import type { PrincipalEntry, TokenEntry } from './directory.entry';

/** A token that lets in, and whom. */
export interface Standing {
  token: TokenEntry;
  principal: PrincipalEntry;
}

/** What a token grants. */
export function grantsBy({ token, principal }: Standing): Grant[] {
  return token.origin === 'BREAK_GLASS' ? withClaims(principal) : principal.grants;
}

/** What was given to a principal, and what its issuer said of it. */
export function withClaims({ grants, claimed }: PrincipalEntry): Grant[] {
  return claimed.length === 0 ? grants : [...grants, ...claimed];
}

/** Whether two lists say the same. */
export function sameGrants(some: readonly Grant[], others: readonly Grant[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}
