import type { DataSource, EntityManager } from 'typeorm';
import type { Grant } from '../domain/world';
import type { AccessFact } from './access-log.append';
import { inDirectory } from './change';
import { type Claims, type TokenRules, looksSigned, verifiedClaims } from './claims';
import type { ClaimedGrants } from './claims.mapping';
import type { Directory, Viewer } from './directory';
import type { PrincipalEntry } from './directory.entry';
import type { IssuerKeys } from './issuer.keys';
import { newcomer, storeNewcomer } from './newcomer';
import { readSubject, storeClaims } from './subject.store';

export interface LoginParts {
  rules: TokenRules;
  keys: IssuerKeys;
  claimed: ClaimedGrants;
  directory: Directory;
  records: DataSource;
}

/** Lets in whom the issuer vouches for: as the principal that its subject is linked to, or as a new one where the claims give a role. */
export class Logins {
  /** When the newest token of a subject was issued that came by here: an older one says nothing about its roles any more. */
  private readonly newest = new Map<string, string>();

  constructor(private readonly parts: LoginParts) {}

  /** The viewer of a token of the issuer, or null. Postgres is written to only when the claims say something new. */
  async enter(token: string): Promise<Viewer | null> {
    const { directory, keys, rules } = this.parts;
    if (!looksSigned(token)) return null;
    const claims = await verifiedClaims(token, keys.keyOf, rules, directory.now());
    if (!claims || !(await this.takeOver(claims))) return null;
    const { issuer, subject, expiresAt } = claims;
    return directory.enter({ issuer, subject, expiresAt });
  }

  private async takeOver(claims: Claims): Promise<boolean> {
    const grants = await this.parts.claimed.grantsOf(claims.payload);
    const known = this.parts.directory.bySubject(claims.issuer, claims.subject);
    if (!known && grants.length === 0) return false;
    if (!known) await this.welcome(claims, grants);
    else if (known.active && this.isNews(known, claims, grants)) await this.note(known, claims, grants);
    return true;
  }

  private isNews(known: PrincipalEntry, { issuer, subject, issuedAt }: Claims, grants: readonly Grant[]): boolean {
    const link = known.subjects.find((one) => one.issuer === issuer);
    const newest = this.newest.get(subject) ?? '';
    if (issuedAt < newest || issuedAt < (link?.claimsAt ?? '')) return false;
    this.newest.set(subject, issuedAt);
    return textOf(known.claimed) !== textOf(grants);
  }

  private async welcome(claims: Claims, grants: readonly Grant[]): Promise<void> {
    const { directory, records } = this.parts;
    const person = newcomer(claims);
    await inDirectory({ directory, records, viewer: person }, (tx) => storeNewcomer(tx, person, claims, grants));
  }

  private async note(known: PrincipalEntry, claims: Claims, grants: readonly Grant[]): Promise<void> {
    const { directory, records } = this.parts;
    const write = async (tx: EntityManager): Promise<AccessFact[]> => {
      const link = await readSubject(tx, claims);
      if (link?.principalId !== known.id || (link.claimsAt ?? '') > claims.issuedAt) return [];
      await storeClaims(tx, link, claims.issuedAt, grants);
      return [
        { type: 'CLAIMS_CHANGED', principalId: known.id, facts: { issuer: claims.issuer, subject: claims.subject } },
      ];
    };
    await inDirectory({ directory, records, viewer: known }, write);
  }
}

function textOf(grants: readonly Grant[]): string {
  return grants
    .map(({ role, incidentId, plantId }) => JSON.stringify([role, incidentId, plantId]))
    .sort()
    .join();
}
