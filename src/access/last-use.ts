import type { DataSource } from 'typeorm';
import type { Instant, Uuid } from '../domain/rows';

const onceEvery = 60_000;

/** Remembers when tokens were used and writes it down now and then: at most once a minute a token, never on a request's way. */
export class LastUse {
  private readonly written = new Map<Uuid, number>();
  private readonly unwritten = new Map<Uuid, Instant>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly records: DataSource,
    private readonly onError: (error: unknown) => void,
    private readonly pauseMilliseconds = 1000,
  ) {}

  note(tokenId: Uuid): void {
    const now = Date.now();
    if (now - (this.written.get(tokenId) ?? 0) < onceEvery) return;
    this.written.set(tokenId, now);
    this.unwritten.set(tokenId, new Date(now).toISOString());
    this.writeSoon();
  }

  /** Writes what is left; nothing is lost but a time when Postgres is away. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.write();
  }

  private writeSoon(): void {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.write();
    }, this.pauseMilliseconds);
    this.timer.unref();
  }

  private async write(): Promise<void> {
    if (this.unwritten.size === 0) return;
    const uses = [...this.unwritten];
    this.unwritten.clear();
    await this.records.query(statement, [uses.map(([id]) => id), uses.map(([, at]) => at)]).catch(this.onError);
  }
}

const statement = `
UPDATE blackstart.access_token AS token
   SET last_used_at = used.at
  FROM unnest($1::uuid[], $2::timestamptz[]) AS used (id, at)
 WHERE token.id = used.id AND (token.last_used_at IS NULL OR token.last_used_at < used.at)`;
