import { NetworkOracle, isUnderWay, leftOf } from './network.oracle';
import type { PlainNetwork, PlainSystem } from './network';

/** What a list scheduler is asked: whole minutes, and the systems in the order in which teams take them. */
export interface ListQuestion {
  network: PlainNetwork;
  order: readonly string[];
  minutes: (key: string) => number;
  notBefore: (key: string) => number;
}

interface Job {
  system: PlainSystem;
  started: number | null;
  isWorked: boolean;
  done: number | null;
}

/**
 * When each system is done, minute by minute and with plain loops: what ends, ends before anything starts; a free hand takes
 * what is under way first, then the first in the order of what can start.
 */
export function listSchedule(question: ListQuestion): Record<string, number> {
  const oracle = new NetworkOracle(question.network);
  const jobs = question.order.map((key): Job => {
    return { system: oracle.system(key), started: null, isWorked: false, done: null };
  });
  const { minutes, notBefore } = question;
  const doneOf = ({ key }: PlainSystem): number => jobs.find(({ system }) => system.key === key)?.done ?? Infinity;
  const mayGo = ({ system }: Job, now: number): boolean => {
    return oracle.ready(system, doneOf) <= now && notBefore(system.key) <= now;
  };
  const canStart = (job: Job, now: number): boolean => {
    return job.started === null && (isUnderWay(job.system) || mayGo(job, now));
  };
  for (let now = 0; jobs.some(({ done }) => done === null); now++) {
    if (now > 100_000) throw new Error('never ends');
    while (settle(now) || dispatch(now));
  }
  return Object.fromEntries(jobs.map(({ system, done }) => [system.key, done as number]));

  // One thing that happens by itself; false where nothing does.
  function settle(now: number): boolean {
    for (const job of jobs) {
      if (job.started !== null && !job.isWorked && job.started + minutes(job.system.key) <= now) {
        return (job.isWorked = true);
      }
      if (job.isWorked && job.done === null && mayGo(job, now)) {
        job.done = now;
        return true;
      }
      if (teamOf(job.system) === null && canStart(job, now)) {
        job.started = now;
        return true;
      }
    }
    return false;
  }

  // One hand that takes something; false where none is free for anything.
  function dispatch(now: number): boolean {
    for (const [team, capacity] of Object.entries(question.network.capacities)) {
      const own = jobs.filter(({ system }) => teamOf(system) === team);
      const busy = own.filter(({ started, isWorked }) => started !== null && !isWorked).length;
      const waiting = own.filter((job) => canStart(job, now));
      const next = waiting.find(({ system }) => isUnderWay(system)) ?? waiting[0];
      if (busy >= capacity || !next) continue;
      next.started = now;
      return true;
    }
    return false;
  }
}

/** The team whose hands a system needs: none where there is nothing to do. */
export function teamOf(system: PlainSystem): string | null {
  return leftOf(system)[2] > 0 ? system.team : null;
}
