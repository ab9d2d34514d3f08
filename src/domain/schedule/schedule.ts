import type { Instant } from '../rows';
import { later } from '../time';
import type { World } from '../world';
import { type Changes, noChanges } from './changes';
import { type Times, criticalPath, expectedTimes, isCritical, timesOf, wholeMinutes } from './critical-path';
import { restoreOrder } from './restore-order';
import { wavesOf } from './waves';
import { type Work, openWork } from './work';

/** The order of return at one planning time; systems by index. */
export interface Schedule {
  /** The planning time: all minutes count from it. */
  at: Instant;
  work: Work;
  times: Times;
  /** Waves by place in the work. */
  waves: Int32Array;
  /** The systems that have to come back, in the order of their return. */
  order: Int32Array;
  /** The place of each system in that order, from 1; 0 = it has none. */
  orderOf: Int32Array;
}

const slot = 5 * 60_000;

/** The planning time at `now`: floored to 5 minutes, never before the last event. */
export function planningTime(now: Instant, lastAt: Instant): Instant {
  const floored = Math.floor(Date.parse(now) / slot) * slot;
  return later(new Date(floored).toISOString(), lastAt);
}

/** Order, waves, slack and critical path of what is still to be done: O(n log n) in systems and dependencies. */
export function scheduleOf(world: World, at: Instant, changes: Changes = noChanges): Schedule {
  const work = openWork(world, at, changes);
  const times = timesOf(work, expectedTimes(work));
  const order = restoreOrder(world, work, times);
  const orderOf = new Int32Array(world.systems.size);
  order.forEach((system, place) => (orderOf[system] = place + 1));
  return { at, work, times, waves: wavesOf(work, world.systems.size), order, orderOf };
}

/** What a schedule says of one system; null of one that is ONLINE or RETIRED, or supposed to be. */
export interface Course {
  wave: number;
  /** From 1. */
  order: number;
  /** Minutes, rounded down. */
  slackMinutes: number;
  critical: boolean;
}

/** The place of one system in a schedule. */
export function courseOf({ work, times, waves, orderOf }: Schedule, system: number): Course | null {
  const place = work.placeOf[system]!;
  if (place === -1 || !work.isSystem[place]) return null;
  const slack = times.slack[place]!;
  return {
    wave: waves[place]!,
    order: orderOf[system]!,
    slackMinutes: wholeMinutes(slack),
    critical: isCritical(slack),
  };
}

/** The systems that decide when the last one is back, first to last. */
export function criticalSystems({ work, times }: Schedule): number[] {
  return criticalPath(work, times);
}

/** The systems of each wave, by key. */
export function systemsByWave({ work, waves, order }: Schedule): number[][] {
  const found: number[][] = [];
  for (const system of order) (found[waves[work.placeOf[system]!]!] ??= []).push(system);
  return Array.from(found, (systems = []) => systems.sort((one, other) => one - other));
}
