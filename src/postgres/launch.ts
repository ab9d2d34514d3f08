import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withClient } from './client';
import { type Cluster, OWNER, openCluster } from './cluster';
import { runDetached } from './programs';
import { SQLSTATE, sqlStateOf } from './sqlstate';
import type { Config } from '../config';

const DATABASE = 'blackstart';
const PATIENCE_MS = 60_000;
const PAUSE_MS = 200;

export interface RunningPostgres {
  ownerUrl: string;
  /** Ends the server if this call started it and no other session is left. */
  stop: () => Promise<void>;
}

/**
 * Starts the embedded Postgres of the data folder, or joins the one that already runs there. `settings` are
 * server parameters such as `fsync=off`; they count only when this call starts it.
 */
export async function launchPostgres(config: Config, settings: string[] = []): Promise<RunningPostgres> {
  const cluster = await openCluster(config);
  const { port, started } = await startOrJoin(cluster, settings);
  const ownerUrl = urlOf(cluster, port, DATABASE);
  await createDatabase(cluster, port);
  return { ownerUrl, stop: () => (started ? stopWhenAlone(cluster, ownerUrl) : Promise.resolve()) };
}

/** An answered connection is the proof, not the pid file: a crash leaves the file, and pids are used again. */
async function startOrJoin(cluster: Cluster, settings: string[]): Promise<{ port: number; started: boolean }> {
  const deadline = Date.now() + PATIENCE_MS;
  let started = false;
  for (let failures = 0; failures < 3 && Date.now() < deadline;) {
    const port = portOf(cluster);
    if (port !== undefined && (await answers(urlOf(cluster, port, 'postgres')))) return { port, started };
    const startedNow: boolean = !started && (await start(cluster, settings)) === 0;
    started ||= startedNow;
    if (startedNow) continue;
    // with a pid file another process may be starting it, or what a crash left is still ending: look again
    if (!started && portOf(cluster) === undefined) failures += 1;
    await pause(PAUSE_MS);
  }
  throw new Error(`Postgres does not start.\n${lastLines(cluster.log)}`);
}

async function start(cluster: Cluster, settings: string[]): Promise<number | null> {
  const port = (await freePort(lastPort(cluster))) ?? (await freePort(0));
  const parameters = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'password_encryption=scram-sha-256'];
  const options = [`-p ${port}`, ...[...parameters, ...settings].map((setting) => `-c ${setting}`)].join(' ');
  return runDetached(join(cluster.binaries, 'pg_ctl'), [
    ...['start', '-w', '-D', cluster.files, '-l', cluster.log, '-o', options],
  ]);
}

/** Line 4 of postmaster.pid. */
function portOf(cluster: Cluster): number | undefined {
  const file = join(cluster.files, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  return Number(readFileSync(file, 'utf8').split('\n')[3]) || undefined;
}

async function answers(url: string): Promise<boolean> {
  return withClient(url, async (client) => (await client.query('SELECT 1')).rowCount === 1).catch(() => false);
}

/** The port of the last run, kept while it is free: whoever still knows that address finds the server again. */
function lastPort(cluster: Cluster): number {
  const file = join(cluster.files, 'postmaster.opts');
  return existsSync(file) ? Number(/"-p" "(\d+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) : 0;
}

function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

async function createDatabase(cluster: Cluster, port: number): Promise<void> {
  await withClient(urlOf(cluster, port, 'postgres'), async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  }).catch((error: unknown) => {
    // a second process may have made it in between
    const code = sqlStateOf(error);
    if (code !== SQLSTATE.duplicateDatabase && code !== SQLSTATE.uniqueViolation) throw error;
  });
}

async function stopWhenAlone(cluster: Cluster, ownerUrl: string): Promise<void> {
  const others = await withClient(ownerUrl, async (client) => {
    const found = await client.query<{ others: number }>(
      `SELECT count(*)::int AS others FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return found.rows[0]?.others ?? 0;
  }).catch(() => 0);
  if (others > 0) return;
  await runDetached(join(cluster.binaries, 'pg_ctl'), ['stop', '-m', 'fast', '-w', '-D', cluster.files]);
}

function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgres://${OWNER}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

function lastLines(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-12).join('\n') : 'It left no log.';
}
