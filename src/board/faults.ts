import { isRevoked } from '../domain/containment';
import { Heap } from '../domain/heap';
import type { SystemRow } from '../domain/rows';
import { hasReached } from '../domain/transitions';
import { type SystemState, systemStates } from '../domain/words';
import type { Fault } from '../domain/world';
import { Chunks } from './chunks';
import type { Topology } from './topology';

// The worst fault below each system, as one number that orders as the rule does: a revoked one first, then the nearest, then
// by key. It composes: the worst below a system is the least over its HARD dependencies, one step further away. So one
// pass by rank finds all, and a change climbs only as far as it changes anything.
export type Faults = Chunks<number>;

const step = 2 ** 20;
const standing = 2 ** 41;

/** The fault that a number stands for; null for none. */
export function faultOf(packed: number): Fault | null {
  if (packed === Infinity) return null;
  const distanceAndSystem = packed % standing;
  return {
    revoked: packed < standing,
    distance: Math.floor(distanceAndSystem / step),
    system: distanceAndSystem % step,
  };
}

type At = (system: number) => SystemRow;

function worstBelow(topology: Topology, faultAt: (system: number) => number, at: At, system: number): number {
  let worst = Infinity;
  for (const edge of topology.dependenciesOf.of(system)) {
    if (topology.hard[edge] === 0) continue;
    const target = topology.targets[edge] as number;
    const row = at(target);
    if (isRevoked(row)) worst = Math.min(worst, step + target);
    else if (!hasReached(row.state, systemStates[topology.required[edge] as number] as SystemState)) {
      worst = Math.min(worst, standing + step + target);
    }
    worst = Math.min(worst, faultAt(target) + step);
  }
  return worst;
}

/** The faults of all systems, in one pass: O(systems + dependencies). */
export function allFaults(topology: Topology, at: At): Faults {
  const faults = new Float64Array(topology.systemsByRank.length);
  const faultAt = (system: number): number => faults[system] as number;
  for (const system of topology.systemsByRank) faults[system] = worstBelow(topology, faultAt, at, system);
  return Chunks.of(Array.from(faults));
}

/**
 * The faults after some systems changed, and the systems whose faults are others than before or name one that changed (what
 * is said of it is said of them); O(what changes).
 */
export function changedFaults(
  topology: Topology,
  before: Faults,
  at: At,
  changed: readonly number[],
): { faults: Faults; moved: number[] } {
  const queue = new RankQueue(topology);
  for (const system of changed) queue.addWaitersOf(system);
  const named = new Set(changed);
  const others = new Map<number, number>();
  const faultAt = (system: number): number => others.get(system) ?? before.at(system);
  const moved: number[] = [];
  for (let system = queue.take(); system !== undefined; system = queue.take()) {
    const worst = worstBelow(topology, faultAt, at, system);
    if (worst === faultAt(system) && !named.has(worst % step)) continue;
    if (worst !== faultAt(system)) others.set(system, worst);
    moved.push(system);
    queue.addWaitersOf(system);
  }
  return { faults: before.withAll(others), moved };
}

/** Systems to look at, lowest rank first, each once. */
class RankQueue {
  private readonly places = new Heap();
  private readonly queued = new Set<number>();

  constructor(private readonly topology: Topology) {}

  addWaitersOf(system: number): void {
    for (const edge of this.topology.dependentsOf.of(system)) {
      if (this.topology.hard[edge] === 1) this.add(this.topology.placeByRank[this.topology.waiters[edge]!]!);
    }
  }

  take(): number | undefined {
    const place = this.places.pop();
    if (place === undefined) return undefined;
    this.queued.delete(place);
    return this.topology.systemsByRank[place];
  }

  private add(place: number): void {
    if (this.queued.has(place)) return;
    this.queued.add(place);
    this.places.push(place, place);
  }
}
