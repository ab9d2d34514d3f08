import { readFileSync, readdirSync } from 'node:fs';

// USER_HZ, which /proc/<pid>/stat counts processor time in, is 100 on every Linux that Node runs on.
const millisecondsOfTick = 10;
const nanosecondsOfMillisecond = 1e6;

/** The processor time of one process at one moment. */
interface Reading {
  parent: number;
  /** utime and stime, in ticks. */
  own: number;
  /** cutime and cstime: of children that have ended and were waited for, in ticks. */
  ended: number;
  /** Nanoseconds of each thread that lives, from schedstat: a tick is as long as many requests. */
  threads: ReadonlyMap<string, number>;
}

function read(pid: number): Reading | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [1, 11, 12, 13, 14].map((at) => fields[at]);
    return { parent, own: utime + stime, ended: cutime + cstime, threads: threadsOf(pid) };
  } catch {
    return null;
  }
}

function threadsOf(pid: number): Map<string, number> {
  const folder = `/proc/${pid}/task`;
  const threads = readdirSync(folder).map((thread): [string, number] => {
    return [thread, Number(readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ')[0])];
  });
  return new Map(threads);
}

/** Milliseconds between two readings of a process: by its threads, or by ticks where one of them has ended. */
function between(before: Reading | undefined, after: Reading): number {
  const ended = [...(before?.threads.keys() ?? [])].some((thread) => !after.threads.has(thread));
  if (ended) return (after.own - (before?.own ?? 0)) * millisecondsOfTick;
  const sum = ({ threads }: Reading) => [...threads.values()].reduce((total, one) => total + one, 0);
  return (sum(after) - (before ? sum(before) : 0)) / nanosecondsOfMillisecond;
}

/** A Postgres: its postmaster, and its children by their ids. */
type Family = Map<number, Reading>;

/** When a child ends between two looks, everything is looked at again, so that none counts twice. */
function readFamily(postmaster: number): Family {
  for (;;) {
    const before = read(postmaster);
    const family: Family = new Map();
    for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
      const reading = read(Number(name));
      if (reading?.parent === postmaster) family.set(Number(name), reading);
    }
    const after = read(postmaster);
    if (!before || !after) throw new Error('Postgres is gone');
    if (before.ended === after.ended) return family.set(postmaster, after);
  }
}

/** What one that has ended had is among the ended of the postmaster, which holds all that it ever had: less what was known. */
function betweenFamilies(postmaster: number, before: Family, after: Family): number {
  const living = [...after].reduce((sum, [pid, reading]) => sum + between(before.get(pid), reading), 0);
  const gone = [...before].filter(([pid]) => !after.has(pid)).reduce((sum, [, { own }]) => sum + own, 0);
  const ended = after.get(postmaster)!.ended - before.get(postmaster)!.ended;
  return living + (ended - gone) * millisecondsOfTick;
}

/** Bytes of memory that a process has resident. */
export function residentBytes(pid: number): number {
  const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
  return Number(pages) * 4096;
}

/** What a piece of work cost a server and its Postgres, in milliseconds of processor time. */
export interface Cost {
  server: number;
  postgres: number;
}

/** Does some work, and tells what it cost the process and the Postgres. */
export async function costing<T>(
  pids: { server: number; postmaster: number },
  work: () => Promise<T>,
): Promise<[answer: T, cost: Cost]> {
  const [server, postgres] = [read(pids.server), readFamily(pids.postmaster)];
  const answer = await work();
  const [serverAfter, postgresAfter] = [read(pids.server), readFamily(pids.postmaster)];
  if (!server || !serverAfter) throw new Error('the server is gone');
  const cost = {
    server: between(server, serverAfter),
    postgres: betweenFamilies(pids.postmaster, postgres, postgresAfter),
  };
  return [answer, cost];
}

/** Waits until a process has had nothing to do for a while, or for the longest that it may take. */
export async function untilQuiet(pid: number, milliseconds = 30_000): Promise<void> {
  const until = performance.now() + milliseconds;
  for (let before = read(pid); before && performance.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const after = read(pid);
    if (!after || between(before, after) < 10) return;
    before = after;
  }
}
