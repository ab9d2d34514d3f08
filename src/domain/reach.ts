import { isAwaited } from './transitions';
import type { World } from './world';

/** Every system that depends on this one by HARD dependencies, directly or not; itself excluded, in the order of keys. */
export function blastRadius(world: World, system: number): number[] {
  const reached = new Set([system]);
  // a set's iteration goes on over what is added meanwhile
  for (const next of reached) for (const waiter of hardWaiters(world, next)) reached.add(waiter);
  reached.delete(system);
  return [...reached].sort((one, other) => one - other);
}

/** How many systems that are not back wait for this one, directly or not: by HARD dependencies, or `after` a milestone that needs it. */
export function unlocks(world: World, system: number): number {
  const systems = new Set([system]);
  const milestones = new Set<number>();
  for (const next of systems) {
    for (const waiter of hardWaiters(world, next)) systems.add(waiter);
    for (const milestone of Array.from(world.milestonesNeeding(next)))
      addWaiting(world, milestone, milestones, systems);
  }
  systems.delete(system);
  return [...systems].filter((waiter) => isAwaited(world.systems.at(waiter).state)).length;
}

function addWaiting(world: World, milestone: number, milestones: Set<number>, systems: Set<number>): void {
  const added = new Set([milestone]);
  for (const next of added) {
    if (milestones.has(next)) continue;
    milestones.add(next);
    for (const waiter of Array.from(world.waitingFor(next))) systems.add(waiter);
    for (const above of Array.from(world.milestonesAbove(next))) added.add(above);
  }
}

function* hardWaiters(world: World, system: number): Generator<number> {
  for (const edge of Array.from(world.dependentsOf(system))) {
    if (world.dependencies.at(edge).strength === 'HARD') yield world.waiterOf(edge);
  }
}
