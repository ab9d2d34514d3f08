import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createLocalJWKSet, errors, type JWK, type JWTVerifyGetKey } from 'jose';
import type { Instant } from '../domain/rows';
import { fetchKeys, publicKeys } from './issuer.fetch';

export interface KeySettings {
  issuer: string;
  /** Where the keys outlive this process. */
  file: string;
  now: () => Instant;
  onError: (error: unknown) => void;
}

interface Kept {
  issuer: string;
  fetchedAt: Instant;
  keys: JWK[];
}

const hour = 3_600_000;
/** How long keys count that the issuer has not confirmed. */
const longestStale = 72 * hour;
const refreshedEvery = 10 * 60_000;
const triedAgainAfter = 15_000;
/** At most so often does a key that nobody knows make this process ask the issuer. */
const unknownEvery = 10_000;
const unknownWaits = 2000;

/**
 * The keys of the issuer: fetched in the background, kept on disk, and used for up to 72 h after the issuer last confirmed them.
 * Whoever brings a known key waits for nobody.
 */
export class IssuerKeys {
  private kept: Kept | null;
  private find: JWTVerifyGetKey | null = null;
  private asking: Promise<void> | null = null;
  private askedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly settings: KeySettings) {
    this.kept = this.onDisk();
    this.find = this.kept && createLocalJWKSet(this.kept);
  }

  /** Asks the issuer now, and again every so often until it is closed. */
  start(): void {
    void this.ask().then(
      () => this.startAgain(refreshedEvery),
      () => this.startAgain(triedAgainAfter),
    );
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** The key of a token, as `jwtVerify` asks for it; throws for one that is unknown, or not confirmed for 72 h. */
  readonly keyOf: JWTVerifyGetKey = async (header, token) => {
    if (!this.knows(header.kid)) await this.askForUnknown();
    if (!this.find || !this.knows(header.kid) || this.isStale()) throw new errors.JWKSNoMatchingKey();
    return this.find(header, token);
  };

  private knows(kid: string | undefined): boolean {
    return kid !== undefined && (this.kept?.keys.some((key) => key.kid === kid) ?? false);
  }

  private isStale(): boolean {
    return Date.parse(this.settings.now()) - Date.parse(this.kept?.fetchedAt ?? '') >= longestStale;
  }

  /** The issuer may have a new key since; strangers with made-up keys must not make this process ask all the time. */
  private async askForUnknown(): Promise<void> {
    if (!this.asking && performance.now() - this.askedAt < unknownEvery) return;
    const tooLong = new Promise<void>((resolve) => setTimeout(resolve, unknownWaits).unref());
    await Promise.race([this.ask().catch(() => undefined), tooLong]);
  }

  private ask(): Promise<void> {
    this.asking ??= this.refresh().finally(() => (this.asking = null));
    return this.asking;
  }

  private async refresh(): Promise<void> {
    const { issuer, now, onError } = this.settings;
    this.askedAt = performance.now();
    try {
      const keys = await fetchKeys(issuer);
      this.kept = { issuer, fetchedAt: now(), keys };
      this.find = createLocalJWKSet(this.kept);
      this.keep(this.kept);
    } catch (error) {
      onError(error);
      throw error;
    }
  }

  private startAgain(milliseconds: number): void {
    if (this.closed) return;
    this.timer = setTimeout(() => this.start(), milliseconds);
    this.timer.unref();
  }

  // Written beside and renamed, so that a crash leaves the old ones; without a disk they only live in memory.
  private keep(kept: Kept): void {
    const { file, onError } = this.settings;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const beside = `${file}.${process.pid}`;
      writeFileSync(beside, JSON.stringify(kept), { mode: 0o600 });
      renameSync(beside, file);
    } catch (error) {
      onError(error);
    }
  }

  private onDisk(): Kept | null {
    try {
      const kept = JSON.parse(readFileSync(this.settings.file, 'utf8')) as Kept;
      if (kept.issuer !== this.settings.issuer || Number.isNaN(Date.parse(kept.fetchedAt))) return null;
      return { ...kept, keys: publicKeys(kept.keys) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) this.settings.onError(error);
      return null; // none yet, or spoilt: the issuer is asked anyway
    }
  }
}
