import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MAIN = resolve(__dirname, '../../dist/src/main.js');
const READY = /Blackstart is ready at (http:\/\/[^\s"\\]+)/;
const STARTS_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 15_000;

export interface RunningServer {
  url: string;
  wsUrl: string;
  token: string;
  pid: number;
  dataDir: string;
  /** Everything that it has printed so far. */
  output(): string;
  /** SIGTERM, then the exit code once it has drained; killed, with an error, when that takes too long. */
  stop(): Promise<number | null>;
  /** Sends a signal; for SIGKILL it also waits for the end. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Starts the built server on a free port. It has its own data folder and owner's token unless `env` names them; `first` is what
 * a shell does before it, such as setting a limit.
 */
export async function startServer(env: Record<string, string> = {}, first = ':'): Promise<RunningServer> {
  const own = env.BLACKSTART_DATA_DIR === undefined ? mkdtempSync(join(tmpdir(), 'blackstart-server-')) : undefined;
  const dataDir = env.BLACKSTART_DATA_DIR ?? own ?? '';
  const token = env.BLACKSTART_ADMIN_TOKEN ?? `bs_${randomBytes(32).toString('base64url')}`;
  const unset = { DATABASE_URL: '', DATABASE_OWNER_URL: '' };
  const settings = { PORT: '0', BLACKSTART_ADMIN_TOKEN: token, BLACKSTART_DATA_DIR: dataDir };
  const child = spawn('sh', ['-c', `${first}; exec "$0" "$1"`, process.execPath, MAIN], {
    env: { ...process.env, ...unset, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => {
    process.removeListener('exit', end);
    if (own) rmSync(own, { recursive: true, force: true });
  });
  const { url, output } = await announced(child);
  return { url, wsUrl: url.replace(/^http/, 'ws'), token, pid: child.pid ?? 0, dataDir, output, ...controls(child) };
}

function announced(child: ChildProcess): Promise<{ url: string; output: () => string }> {
  let printed = '';
  const output = () => printed;
  return new Promise((found, fail) => {
    const give = (why: string) => {
      child.kill('SIGKILL');
      fail(new Error(`The server ${why}:\n${printed}`));
    };
    const timer = setTimeout(() => give('did not get ready'), STARTS_WITHIN_MS);
    const ended = () => give('ended before it was ready');
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const url = READY.exec(printed)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      child.removeListener('exit', ended);
      found({ url: url.replace(/\/$/, ''), output });
    };
    child.once('exit', ended);
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
}

function controls(child: ChildProcess): Pick<RunningServer, 'stop' | 'kill'> {
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const over = async () => {
    if (!isOver()) await once(child, 'exit');
  };
  return {
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
      await over();
      clearTimeout(timer);
      if (child.signalCode === 'SIGKILL') throw new Error('The server did not end after SIGTERM');
      return child.exitCode;
    },
    async kill(signal) {
      child.kill(signal);
      if (signal === 'SIGKILL') await over();
    },
  };
}
