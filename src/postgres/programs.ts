import { spawn } from 'node:child_process';
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

/** Runs pg_ctl with no pipes: the server that it leaves behind would hold them open. */
export function runDetached(program: string, args: string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...account(), cwd: '/', stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', resolve);
  });
}
