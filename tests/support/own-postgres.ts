import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { readConfig } from '../../src/config';
import { withClient } from '../../src/postgres/client';
import { launchPostgres } from '../../src/postgres/launch';
import { runDetached } from '../../src/postgres/programs';
import { eventually } from './eventually';

// What was committed outlives its crash, as it would that of a real one; only the machine itself does not crash here.
const settings = ['fsync=off', 'full_page_writes=off'];

/** A Postgres of a test's own, which the test may break: nobody else is on it. */
export interface OwnPostgres {
  ownerUrl: string;
  /** Ends it as a crash of its machine would; resolves once no session of it is left to answer anything. */
  crash(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** SIGSTOP for it and all its sessions: it takes connections and never answers. */
  freeze(): Promise<void>;
  thaw(): void;
  end(): Promise<void>;
}

export async function startPostgres(): Promise<OwnPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), 'blackstart-outage-'));
  const { ownerUrl } = await launchPostgres({ ...readConfig(), dataDir }, settings);
  const files = join(dataDir, 'postgres', 'files');
  const postmaster = () => Number(readFileSync(join(files, 'postmaster.pid'), 'utf8').split('\n')[0]);
  let frozen: number[] = [];
  const thaw = () => {
    for (const pid of frozen.splice(0)) process.kill(pid, 'SIGCONT');
  };
  const crash = async () => {
    const pid = postmaster();
    process.kill(pid, 'SIGQUIT');
    await eventually(() => (isAlive(pid) ? undefined : true), 'the end of Postgres'); // its sessions end before it
  };
  const end = async () => {
    thaw();
    await crash();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const freeze = () =>
    withClient(ownerUrl, async (client) => {
      frozen = [postmaster()];
      signal(postmaster(), 'SIGSTOP'); // first: it would go on opening sessions
      for (const pid of await otherSessions(client)) {
        frozen.push(pid);
        signal(pid, 'SIGSTOP');
      }
    });
  return { ownerUrl, crash, start: () => startAgain(files, ownerUrl), freeze, thaw, end };
}

async function otherSessions(client: Client): Promise<number[]> {
  const text = 'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()';
  return (await client.query<{ pid: number }>(text)).rows.map(({ pid }) => pid);
}

/** With the very options of before, which Postgres keeps beside its files. */
async function startAgain(files: string, url: string): Promise<void> {
  const [, program, rest] = /^(\S+) (.*)$/m.exec(readFileSync(join(files, 'postmaster.opts'), 'utf8')) ?? [];
  const options = [...(rest ?? '').matchAll(/"([^"]*)"/g)].map(([, word]) => word).slice(2);
  const pgCtl = (program ?? '').replace(/postgres$/, 'pg_ctl');
  await eventually(async () => {
    await runDetached(pgCtl, ['start', '-w', '-D', files, '-l', join(files, '../server.log'), '-o', options.join(' ')]);
    return withClient(url, () => Promise.resolve(true)).catch(() => undefined);
  }, 'Postgres again');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // a session that has ended in between needs no signal
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
