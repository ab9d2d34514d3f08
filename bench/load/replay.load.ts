import { readFileSync } from 'node:fs';
import type { PoolClient } from 'pg';
import { readConfig } from '../../src/config';
import { openPool } from '../../src/postgres/pool';
import { type Statement, travel } from '../../src/postgres/trip';

/** What a command sent to Postgres: the statements of each of its round trips. */
export type Recorded = (readonly Statement[])[];

/** Sends recorded commands again, in the same round trips, and does nothing else: no GraphQL, no rules, no hashes. */
async function replay(client: PoolClient, commands: readonly Recorded[]): Promise<void> {
  for (const trips of commands) {
    for (const statements of trips) await travel(client, statements);
  }
}

// Run as a program of its own: the URL and the file with the commands, then from where to where as messages.
async function serve([url = '', file = '']: string[]): Promise<void> {
  const commands = JSON.parse(readFileSync(file, 'utf8')) as Recorded[];
  const client = await openPool(url, readConfig({}), 'quick').connect();
  process.on('message', ({ from, to }: { from: number; to: number }) => {
    const started = performance.now();
    replay(client, commands.slice(from, to)).then(
      () => process.send?.({ milliseconds: performance.now() - started }),
      (error: Error) => process.send?.({ error: error.message }),
    );
  });
  process.send?.({ ready: true });
}

if (require.main === module) void serve(process.argv.slice(2));
