import type { Client, Pool } from 'pg';
import type { Uuid } from '../domain/rows';
import { Connection } from '../postgres/connection';

const channel = 'blackstart_log';

/** What Postgres may take to let the listener in, or to answer it; a dead connection says nothing at all. */
const answersWithinMilliseconds = 1000;

/** What processes tell each other: that the log of an incident has grown. A hint only; the table says what happened. */
export class Notices {
  private listener: Client | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;

  /** `url` is where to LISTEN; null: nothing is heard, and nothing told. */
  constructor(
    private readonly url: string | null,
    private readonly pool: Pool,
    private readonly hear: (payload: string) => void,
  ) {}

  /**
   * Listens, where it does not yet, or no longer: a connection that does not answer in time is given up. One call at a time does
   * the work; rejects where Postgres can't be reached.
   */
  async listen(): Promise<void> {
    if (this.url === null || this.stopped) return;
    this.looking ??= this.look(this.url).finally(() => (this.looking = undefined));
    await this.looking;
  }

  /** Tells the others by the connection that listens, which knows its own notices: what they tell is known here already. */
  async tell(incidentIds: readonly Uuid[]): Promise<void> {
    if (this.url === null) return;
    const text = 'SELECT pg_notify($1, id) FROM unnest($2::text[]) AS id';
    const { listener } = this;
    try {
      await (listener ?? this.pool).query({ name: 'tell', text, values: [channel, incidentIds] });
    } catch (error) {
      if (listener) this.giveUp(listener);
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.listener?.end().catch(() => undefined);
  }

  private async look(url: string): Promise<void> {
    const { listener } = this;
    if (listener) await listener.query('SELECT 1').catch(() => this.giveUp(listener));
    if (!this.listener && !this.stopped) await this.open(url);
  }

  private async open(url: string): Promise<void> {
    const listener = new Connection({
      connectionString: url,
      application_name: 'blackstart listens',
      connectionTimeoutMillis: answersWithinMilliseconds,
      query_timeout: answersWithinMilliseconds,
      keepAlive: true,
    });
    listener.on('error', () => this.giveUp(listener));
    listener.on('end', () => this.giveUp(listener));
    try {
      await listener.connect();
      const own = await listener.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      listener.on('notification', ({ payload, processId }) => {
        if (processId !== own.rows[0]?.pid) this.hear(payload ?? '');
      });
      await listener.query(`LISTEN ${channel}`);
    } catch (error) {
      this.giveUp(listener);
      throw error;
    }
    this.listener = listener;
    if (this.stopped) await this.stop();
  }

  /** Nobody waits for a goodbye: the other end may be gone. */
  private giveUp(listener: Client): void {
    if (this.listener === listener) this.listener = undefined;
    listener.end().catch(() => undefined);
  }
}
