import { Client, type Pool } from 'pg';
import type { Uuid } from '../domain/rows';

const channel = 'blackstart_log';

/** What processes tell each other: that the log of an incident has grown. A hint only; the table says what happened. */
export class Notices {
  private listener: Client | undefined;
  private stopped = false;

  /** `url` is where to LISTEN; null: nothing is heard, and nothing told. */
  constructor(
    private readonly url: string | null,
    private readonly pool: Pool,
    private readonly hear: (payload: string) => void,
  ) {}

  /** Listens, where it does not yet, or no longer. */
  async listen(): Promise<void> {
    if (this.url === null || this.listener || this.stopped) return;
    const listener = new Client({
      connectionString: this.url,
      application_name: 'blackstart listens',
      connectionTimeoutMillis: 1000,
      keepAlive: true,
    });
    const lost = (): void => {
      if (this.listener === listener) this.listener = undefined;
    };
    listener.on('error', lost);
    listener.on('end', lost);
    await listener.connect();
    const own = await listener.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    listener.on('notification', ({ payload, processId }) => {
      if (processId !== own.rows[0]?.pid) this.hear(payload ?? '');
    });
    await listener.query(`LISTEN ${channel}`);
    this.listener = listener;
  }

  /** Tells the others by the connection that listens, which knows its own notices: what they tell is known here already. */
  async tell(incidentIds: readonly Uuid[]): Promise<void> {
    if (this.url === null) return;
    const text = 'SELECT pg_notify($1, id) FROM unnest($2::text[]) AS id';
    await (this.listener ?? this.pool).query({ name: 'tell', text, values: [channel, incidentIds] });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.listener?.end().catch(() => undefined);
  }
}
