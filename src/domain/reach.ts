import { closureOfAll } from './graph';
import { isAwaited } from './transitions';
import type { Closures } from './schedule/closure-counts';
import type { World } from './world';

/** Every system that depends on this one by HARD dependencies, directly or not; itself excluded, in the order of keys. */
export function blastRadius(world: World, system: number): number[] {
  const reached = new Set([system]);
  // a set's iteration goes on over what is added meanwhile
  for (const next of reached) for (const waiter of hardWaiters(world, next)) reached.add(waiter);
  reached.delete(system);
  return [...reached].sort((one, other) => one - other);
}

/**
 * How many systems that are not back wait for this node of the network, directly or not: by HARD dependencies, or `after` a
 * milestone that needs it itself, by its lines, or by what those are fed by.
 */
export function unlocks(world: World, node: number): number {
  return unlocksOfAny(world, [node]);
}

/** The same for several nodes: how many systems that are not back wait for any of them. */
export function unlocksOfAny(world: World, nodes: Iterable<number>): number {
  return closureOfAll(world.network.waiters, nodes).filter((waiter) => isWaiting(world, waiter)).length;
}

/** The same question for all nodes at once. */
export function allUnlocks(world: World): Closures {
  const { waiters, order } = world.network;
  const counted = Uint8Array.from({ length: waiters.size }, (_, node) => (isWaiting(world, node) ? 1 : 0));
  return { graph: waiters, order, counted };
}

function isWaiting({ systems }: World, node: number): boolean {
  return node < systems.size && isAwaited(systems.at(node).state);
}

function* hardWaiters(world: World, system: number): Generator<number> {
  for (const edge of Array.from(world.dependentsOf(system))) {
    if (world.dependencies.at(edge).strength === 'HARD') yield world.waiterOf(edge);
  }
}
