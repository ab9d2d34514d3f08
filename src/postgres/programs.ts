import { spawn } from 'node:child_process';
import { environmentWith } from '../config';
import { NOBODY, isRoot } from './binaries';

export interface Outcome {
  code: number | null;
  errors: string;
}

const account = () => (isRoot() ? { uid: NOBODY, gid: NOBODY } : {});

/** Runs initdb or pg_ctl as an account that Postgres accepts, and waits for its end. */
export function runProgram(program: string, args: string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...account(), cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, errors }));
  });
}

/**
 * For glibc, and nothing to any other: a session that gives its memory back at the end of each transaction, to ask for it again in the
 * next, spends 5 to 8 % of a command on it. It keeps up to 16 MiB instead.
 */
const memory = { MALLOC_TRIM_THRESHOLD_: String(16 * 1024 * 1024) };

/** Runs pg_ctl with no pipes: the server that it leaves behind would hold them open. */
export function runDetached(program: string, args: string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const env = environmentWith(memory);
    const child = spawn(program, args, { ...account(), cwd: '/', stdio: 'ignore', env });
    child.on('error', reject);
    child.on('exit', resolve);
  });
}
