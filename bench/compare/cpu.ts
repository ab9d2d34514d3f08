import { readFileSync, readdirSync } from 'node:fs';

// USER_HZ, which /proc counts processor time in, is 100 on every Linux that Node runs on.
const millisecondsOfTick = 10;

interface Times {
  parent: number;
  own: number;
  /** Of children that have ended and were waited for. */
  ended: number;
}

/** utime, stime, cutime and cstime of /proc/<pid>/stat in milliseconds; null when the process is gone. */
function timesOf(pid: number): Times | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [1, 11, 12, 13, 14].map((at) => fields[at]);
    return { parent, own: (utime + stime) * millisecondsOfTick, ended: (cutime + cstime) * millisecondsOfTick };
  } catch {
    return null;
  }
}

/** Milliseconds of processor time that a process has had so far. */
export function processorTime(pid: number): number {
  return timesOf(pid)?.own ?? 0;
}

/**
 * Milliseconds that a Postgres has had so far: its postmaster, its children, and those that have ended, which the postmaster
 * has waited for. When one ends between two looks, everything is looked at again, so that none counts twice.
 */
export function postgresTime(postmaster: number): number {
  for (;;) {
    const before = timesOf(postmaster);
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => timesOf(Number(name)))
      .filter((times) => times?.parent === postmaster)
      .reduce((sum, times) => sum + (times?.own ?? 0), 0);
    const after = timesOf(postmaster);
    if (!before || !after) throw new Error('Postgres is gone');
    if (before.ended === after.ended) return after.own + after.ended + children;
  }
}

/** Bytes of memory that a process has resident. */
export function residentBytes(pid: number): number {
  const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
  return Number(pages) * 4096;
}

/** What a piece of work cost a server and its Postgres, in milliseconds. */
export interface Cost {
  server: number;
  postgres: number;
}

/** Does some work, and tells what it cost the process and the Postgres. */
export async function costing<T>(
  pids: { server: number; postmaster: number },
  work: () => Promise<T>,
): Promise<[answer: T, cost: Cost]> {
  const before = { server: processorTime(pids.server), postgres: postgresTime(pids.postmaster) };
  const answer = await work();
  const cost = {
    server: processorTime(pids.server) - before.server,
    postgres: postgresTime(pids.postmaster) - before.postgres,
  };
  return [answer, cost];
}
