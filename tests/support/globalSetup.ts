import 'reflect-metadata';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config';
import { withClient } from '../../src/postgres/client';
import { launchPostgres } from '../../src/postgres/launch';
import { prepareDatabase } from '../../src/postgres/prepare';
import { type TestServer, keepTestServer, onDatabase } from './server';

const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

/** One Postgres for the run, the given one or an own one, with a migrated template that each test file copies. */
export default async function globalSetup(): Promise<void> {
  const config = readConfig();
  const given = config.databaseOwnerUrl ?? config.databaseUrl;
  const own = given === undefined ? await ownServer() : undefined;
  const adminUrl = given ?? own?.ownerUrl ?? '';
  const template = `blackstart_template_${randomUUID().slice(0, 8)}`;
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${template}`));
  const separate = config.databaseOwnerUrl !== undefined && config.databaseUrl !== undefined;
  const prepared = await prepareDatabase({
    ...config,
    databaseOwnerUrl: onDatabase(adminUrl, template),
    databaseUrl: separate ? onDatabase(config.databaseUrl ?? '', template) : undefined,
  });
  const server: TestServer = { adminUrl, appUrl: prepared.appUrl, template };
  keepTestServer(server);
  Object.assign(globalThis, { endTestServer: () => (own ? own.end() : dropTemplate(server)) });
}

interface OwnServer {
  ownerUrl: string;
  end(): Promise<void>;
}

async function ownServer(): Promise<OwnServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'blackstart-test-'));
  const running = await launchPostgres({ ...readConfig(), dataDir }, SETTINGS);
  const watcher = watch(dataDir);
  const end = async () => {
    await running.stop();
    watcher.kill();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { ownerUrl: running.ownerUrl, end };
}

/** Ends the server of a run that was itself killed, so that interrupted runs leave nothing behind. */
function watch(dataDir: string): ChildProcess {
  const pidFile = join(dataDir, 'postgres', 'files', 'postmaster.pid');
  const script = `while kill -0 ${process.pid}; do sleep 1; done; kill -QUIT "$(head -n 1 '${pidFile}')"; rm -rf '${dataDir}'`;
  const watcher = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' });
  watcher.unref();
  return watcher;
}

async function dropTemplate(server: TestServer): Promise<void> {
  await withClient(server.adminUrl, (client) => client.query(`DROP DATABASE ${server.template} WITH (FORCE)`));
}
