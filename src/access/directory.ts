import type { DataSource } from 'typeorm';
import type { Instant, Uuid } from '../domain/rows';
import type { Actor, Grant } from '../domain/world';
import type { PrincipalEntry, TokenEntry } from './directory.entry';
import { type DirectorySnapshot, emptySnapshot, readDirectory, readVersion, subjectKey } from './directory.load';
import { type Standing, grantsBy, sameGrants, withClaims } from './standing';
import { hashOf } from './tokens';

/** What an issuer says of somebody until some time. */
export interface Login {
  issuer: string;
  subject: string;
  expiresAt: Instant;
}

/** Who asks: a principal by one of its tokens, or by a login at the issuer. */
export interface Viewer extends Actor {
  handle: string;
  name: string;
  /** Null for a login. */
  tokenId: Uuid | null;
  login?: Login;
}

/**
 * Principals, grants and tokens in memory. Whoever is known stays known while Postgres is away; what other processes change
 * is found by polling the directory's version.
 */
export class Directory {
  private kept: DirectorySnapshot = emptySnapshot;
  /** Viewers by their tokens, as of what is kept: thousands of sockets may have come with one. */
  private viewers = new Map<Uuid, Viewer>();
  private reading: Promise<void> | null = null;
  private looking: Promise<void> | null = null;
  private lookedAt = 0;
  private again: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly records: DataSource,
    private readonly clock: { now(): Instant },
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Moves with every change of who may what; -1 until it was read for the first time. */
  get version(): number {
    return this.kept.version;
  }

  /** The viewer of a token that is neither revoked nor expired, or null. */
  authenticate(secret: string): Viewer | null {
    const id = this.kept.tokenByHash.get(hashOf(secret));
    const viewer = id === undefined ? null : this.viewerOf(id);
    const token = this.kept.tokens.get(id ?? '');
    if (viewer && token) token.lastUsedAt = this.now();
    return viewer;
  }

  /** The viewer of a login whose subject is linked to an active principal, until it expires; else null. */
  enter(login: Login): Viewer | null {
    const principal = this.bySubject(login.issuer, login.subject);
    if (!principal?.active || login.expiresAt <= this.now()) return null;
    return { ...viewerAs(principal, withClaims(principal)), tokenId: null, login };
  }

  /** Whether a secret was ever given out, also one that has ended. */
  hasSecret(secret: string): boolean {
    return this.kept.tokenByHash.has(hashOf(secret));
  }

  /** The viewer as of now, with today's grants; null when the token has ended since. */
  renew(viewer: Viewer): Viewer | null {
    if (viewer.login) return this.enter(viewer.login);
    return viewer.tokenId === null ? null : this.viewerOf(viewer.tokenId);
  }

  /** The grants of a viewer as of now; null when the token has ended since. The same as `renew`, for who asks very often. */
  grantsOf(viewer: Viewer): readonly Grant[] | null {
    if (viewer.tokenId === null) return this.renew(viewer)?.grants ?? null;
    const standing = this.standingOf(viewer.tokenId);
    return standing && grantsBy(standing);
  }

  /** Whether a viewer still has the token and the very grants that it came with. */
  stillStands(viewer: Viewer): boolean {
    const grants = this.grantsOf(viewer);
    return grants !== null && (grants === viewer.grants || sameGrants(grants, viewer.grants));
  }

  principal(id: Uuid): PrincipalEntry | undefined {
    return this.kept.principals.get(id);
  }

  byHandle(handle: string): PrincipalEntry | undefined {
    return this.kept.principalByHandle.get(handle);
  }

  bySubject(issuer: string, subject: string): PrincipalEntry | undefined {
    return this.kept.principalBySubject.get(subjectKey(issuer, subject));
  }

  /** All of them, by handle. */
  principals(): readonly PrincipalEntry[] {
    return [...this.kept.principalByHandle.values()];
  }

  token(id: Uuid): TokenEntry | undefined {
    return this.kept.tokens.get(id);
  }

  /** The tokens of a principal, ended ones too, oldest first. */
  tokensOf(principalId: Uuid): readonly TokenEntry[] {
    return this.kept.tokensOf.get(principalId) ?? [];
  }

  /** The time of the database, as far as this process knows it. */
  now(): Instant {
    return this.clock.now();
  }

  /** Reads everything anew; rejects when Postgres is away, and keeps what it has. */
  async reload(): Promise<void> {
    await this.reading?.catch(() => undefined); // one that began earlier may have missed the change
    this.reading ??= this.read().finally(() => (this.reading = null));
    await this.reading;
  }

  /** Looks for changes every so often until it is closed; an outage only makes it wait. */
  follow(milliseconds: number): void {
    this.again = setTimeout(() => {
      void this.confirm(performance.now()).then(() => {
        if (!this.closed) this.follow(milliseconds);
      });
    }, milliseconds);
    this.again.unref();
  }

  /**
   * Resolves once this process has looked for changes at or after a moment of `performance.now()`. All who wait share the look;
   * one that fails counts too, since what is known goes on being used while Postgres is away.
   */
  async confirm(moment: number): Promise<void> {
    while (this.lookedAt < moment) {
      this.looking ??= this.look()
        .catch(this.onError)
        .finally(() => (this.looking = null));
      await this.looking;
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.again);
  }

  private async look(): Promise<void> {
    const began = performance.now();
    try {
      if ((await readVersion(this.records)) !== this.version) await this.reload();
    } finally {
      this.lookedAt = began;
    }
  }

  private async read(): Promise<void> {
    this.kept = await readDirectory(this.records);
    this.viewers = new Map();
  }

  private viewerOf(tokenId: Uuid): Viewer | null {
    const standing = this.standingOf(tokenId);
    if (!standing) return null;
    const known = this.viewers.get(tokenId);
    if (known) return known;
    const viewer = { ...viewerAs(standing.principal, grantsBy(standing)), tokenId };
    this.viewers.set(tokenId, viewer);
    return viewer;
  }

  private standingOf(tokenId: Uuid): Standing | null {
    const token = this.kept.tokens.get(tokenId);
    if (!token || token.revokedAt !== null) return null;
    if (token.expiresAt !== null && token.expiresAt <= this.now()) return null;
    const principal = this.kept.principals.get(token.principalId);
    return principal?.active ? { token, principal } : null;
  }
}

function viewerAs({ id, handle, name, kind }: PrincipalEntry, grants: Grant[]): Omit<Viewer, 'tokenId'> {
  return { id, handle, name, kind, grants };
}
