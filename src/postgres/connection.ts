import { Client, type ClientConfig } from 'pg';

/**
 * A connection whose loss ends no process. `pg` emits 'error' for a session that Postgres ends, also between two users of a pool,
 * when nobody listens; whoever uses the connection learns of the loss by the failure of their statement.
 */
export class Connection extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
