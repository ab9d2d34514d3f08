import { readFileSync } from 'node:fs';
import type { PoolClient } from 'pg';
import { readConfig } from '../../src/config';
import { openPool } from '../../src/postgres/pool';

/** One statement of a command as it went to Postgres, and the number of answers that had come before it was sent. */
export interface Recorded {
  text: string;
  name?: string;
  values?: unknown[] | undefined;
  waits: number;
}

/** Sends recorded commands again, in the same round trips, and does nothing else: no GraphQL, no rules, no hashes. */
async function replay(client: PoolClient, commands: readonly Recorded[][]): Promise<void> {
  for (const statements of commands) {
    const sent: Promise<unknown>[] = [];
    for (const { waits, ...statement } of statements) {
      if (waits > 0) await sent[waits - 1];
      sent.push(client.query(statement));
    }
    await Promise.all(sent);
  }
}

// Run as a program of its own: the URL and the file with the commands, then from where to where as messages.
async function serve([url = '', file = '']: string[]): Promise<void> {
  const commands = JSON.parse(readFileSync(file, 'utf8')) as Recorded[][];
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
