import type { Instant, Uuid } from '../domain/rows';
import type { PrincipalKind, TokenOrigin } from '../domain/words';
import type { Grant } from '../domain/world';

export interface PrincipalEntry {
  id: Uuid;
  handle: string;
  name: string;
  kind: PrincipalKind;
  active: boolean;
  /** What an ADMIN gave it. */
  grants: Grant[];
  /** What the issuer said of it at its last login: it counts for logins and when the glass is broken, not for tokens. */
  claimed: Grant[];
  subjects: SubjectEntry[];
  /** Since when it has an account for when the issuer is away; null: it has none. */
  breakGlassSince: Instant | null;
}

/** Who a principal is for an issuer of logins. */
export interface SubjectEntry {
  issuer: string;
  subject: string;
  linkedAt: Instant;
  /** When the claims were issued that its claimed grants are from; null: none were taken over yet. */
  claimsAt: Instant | null;
}

export interface TokenEntry {
  id: Uuid;
  principalId: Uuid;
  label: string;
  origin: TokenOrigin;
  createdAt: Instant;
  expiresAt: Instant | null;
  lastUsedAt: Instant | null;
  revokedAt: Instant | null;
}
