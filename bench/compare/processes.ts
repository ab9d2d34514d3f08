import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '../load/main';
import { peerFile } from '../peer';
import type { Ground } from './ground';
import type { ServerName } from './options';

const product = join(__dirname, '..', '..', 'src', 'main.js');

/** What an operator of that many dashboards behind one token and one address would set; every other limit is as shipped. */
export const raisedLimits = {
  BLACKSTART_RATE_PRINCIPAL: '100000000',
  BLACKSTART_RATE_ADDRESS: '100000000',
  BLACKSTART_LIMIT_CONNECTIONS: '6000',
};

/** Connections to Postgres of each server: what Blackstart has where nothing is set. */
const poolSize = 8;

export interface RunningServer {
  name: ServerName;
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** Starts one server in a process of its own, and waits until it says where it serves. */
export async function startServer(name: ServerName, ground: Ground, profiles: string | null): Promise<RunningServer> {
  const profiling = profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(profiles, name)}`];
  const child = name === 'blackstart' ? spawnProduct(ground, profiling) : spawnPeer(name, ground, profiling);
  const port = await portSaid(name, child);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { name, port, pid: child.pid ?? 0, stop };
}

function spawnProduct(ground: Ground, profiling: string[]): ChildProcess {
  const env = {
    ...raisedLimits,
    NODE_ENV: 'production',
    DATABASE_URL: ground.appUrl,
    DATABASE_OWNER_URL: ground.ownerUrl,
    BLACKSTART_DATA_DIR: ground.folder,
    BLACKSTART_ADMIN_TOKEN: ground.token,
    LOG_LEVEL: 'error',
    PORT: '0',
  };
  return spawn(process.execPath, [...profiling, product], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

const files: Partial<Record<ServerName, string>> = { usual: 'usual/main.js' };

function spawnPeer(name: ServerName, { peerUrl }: Ground, profiling: string[]): ChildProcess {
  const program = name === 'postgraphile' ? newerNode() : process.execPath;
  const words = [
    ...profiling,
    peerFile(join('dist', files[name] ?? `${name}.js`)),
    JSON.stringify({ url: peerUrl, poolSize }),
  ];
  const env = { NODE_ENV: 'production', GRAPHILE_ENV: 'production' };
  return spawn(program, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The Node that the peers bring for PostGraphile, which does not run on 20. */
export function newerNode(): string {
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  const found = names
    .map((name) => peerFile(join('node_modules', name, 'bin', 'node')))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no newer Node for ${process.platform} ${process.arch}`);
  return found;
}

function portSaid(name: string, child: ChildProcess): Promise<number> {
  return new Promise((found, fail) => {
    child.once('exit', (code) => fail(new Error(`${name} ended with ${code} before it was ready`)));
    child.stdout?.on('data', (text: Buffer) => {
      const port = /ready at http:\/\/[\d.]+:(\d+)/.exec(text.toString())?.[1];
      if (port !== undefined) found(Number(port));
    });
  });
}

/** The process that all load comes from. */
export class LoadProcess {
  private readonly child = fork(join(__dirname, '..', 'load', 'main.js'), { serialization: 'advanced' });
  private readonly waiting = new Map<number, { told: (answer: unknown) => void; failed: (error: Error) => void }>();
  private last = 0;

  constructor() {
    this.child.on('message', ({ id, answer, error }: { id: number; answer?: unknown; error?: string }) => {
      const asked = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) asked?.told(answer);
      else asked?.failed(new Error(error));
    });
    this.child.on('exit', () => {
      for (const { failed } of this.waiting.values()) failed(new Error('the load process ended'));
    });
  }

  run<T>(job: Job): Promise<T> {
    const id = ++this.last;
    return new Promise((told, failed) => {
      this.waiting.set(id, { told: told as (answer: unknown) => void, failed });
      this.child.send({ id, job });
    });
  }

  end(): void {
    this.child.removeAllListeners('exit');
    this.child.kill();
  }
}
