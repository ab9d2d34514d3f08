import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';

const MAIN = resolve(__dirname, '../../dist/src/main.js');
const PROGRAM = resolve(__dirname, '../../dist/src/cli/program.js');
const SESSION = resolve(__dirname, 'cli-session.mjs');
const unset = { DATABASE_URL: '', DATABASE_OWNER_URL: '' };

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts one command of the built program. */
export function spawnCli(args: string[], env: Record<string, string>): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...unset, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs one command of the built program to its end. */
export function runCli(args: string[], env: Record<string, string>): Promise<CliResult> {
  return new Promise((done, fail) => {
    const child = spawnCli(args, env);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', fail);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}

/** A process that runs commands of the built program one after the other: it loads the program once for all of them. */
export class CliSession {
  private readonly child = spawn(process.execPath, [SESSION, PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'] });
  private readonly ended = once(this.child, 'exit');
  private printed = { stdout: '', stderr: '' };
  private look = (): void => undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor() {
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name].on('data', (chunk: Buffer) => {
        this.printed[name] += chunk.toString();
        this.look();
      });
    }
  }

  run(args: string[], env: Record<string, string>): Promise<CliResult> {
    const result = this.last.then(() => this.runNext(args, env));
    this.last = result.catch(() => undefined);
    return result;
  }

  private async runNext(args: string[], env: Record<string, string>): Promise<CliResult> {
    const end = randomUUID();
    this.printed = { stdout: '', stderr: '' };
    const whole = new Promise<boolean>((resolve) => {
      this.look = () => {
        if (Object.values(this.printed).every((text) => text.endsWith(end))) resolve(true);
      };
    });
    this.child.stdin.write(`${JSON.stringify({ args, env: { ...unset, ...env }, end })}\n`);
    const isWhole = await Promise.race([whole, this.ended.then(() => false)]);
    if (!isWhole) throw new Error(`The commands have ended:\n${this.printed.stderr}`);
    const [stdout = '', code] = this.printed.stdout.split(end);
    return { code: Number(code), stdout, stderr: this.printed.stderr.slice(0, -end.length) };
  }

  async close(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
  }
}
