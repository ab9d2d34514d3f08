import { buildGraph, reversed } from './graph';
import { orderOf } from './graph-ranks';
import type { Blocker } from './refusal';
import { type Gate, nameOf, stepBelow } from './roots';
import type { Instant } from './rows';
import type { Closures } from './schedule/closure-counts';
import { isAwaited } from './transitions';
import type { World } from './world';

/** A root blocker, and how many systems have it among their root blockers. */
export interface Bottleneck {
  blocker: Blocker;
  holdsBack: number;
}

/** The ways down from all systems to their root blockers, and which blocker each root is. */
export interface Descents {
  /** Up from the roots, so that a closure counts what a root holds back. */
  closures: Closures;
  roots: ReadonlyMap<number, Blocker>;
}

/** Follows the blockers of all systems that have to come back down to their roots, each step once. */
export function descents(world: World, now: Instant, gate: Gate): Descents {
  const descent = new Descent(world, now, gate);
  for (let system = 0; system < world.systems.size; system++) {
    if (isAwaited(world.systems.at(system).state)) descent.enter(system);
  }
  return descent.all();
}

/** The root blockers, those that hold most systems back first, equal ones by sentence. `counts` as closureCounts tells them. */
export function bottlenecksOf({ roots }: Descents, counts: Int32Array): Bottleneck[] {
  return [...roots]
    .map(([node, blocker]) => ({ blocker, holdsBack: counts[node]! }))
    .sort((one, other) => other.holdsBack - one.holdsBack || (one.blocker.message < other.blocker.message ? -1 : 1));
}

/** Nodes: the systems by index, then every blocker on the way down that is not just all that blocks a system. */
class Descent {
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly nodes = new Map<string, number>();
  private readonly roots = new Map<number, Blocker>();
  private readonly counted: Uint8Array;
  private readonly entered: Uint8Array;
  private readonly waiting: number[] = [];

  constructor(
    private readonly world: World,
    private readonly now: Instant,
    private readonly gate: Gate,
  ) {
    this.counted = new Uint8Array(world.systems.size);
    this.entered = new Uint8Array(world.systems.size);
  }

  /** Counts a system, and goes down from it. */
  enter(system: number): void {
    this.counted[system] = 1;
    this.wait(system);
    for (let next = this.waiting.pop(); next !== undefined; next = this.waiting.pop()) {
      this.goDown(next, this.gate(next));
    }
  }

  all(): Descents {
    const size = this.world.systems.size + this.nodes.size;
    const down = buildGraph(size, Int32Array.from(this.from), Int32Array.from(this.to));
    const counted = new Uint8Array(size);
    counted.set(this.counted);
    const up = reversed(down);
    return { closures: { graph: up, order: orderOf(down, up), counted }, roots: this.roots };
  }

  private wait(system: number): void {
    if (this.entered[system]) return;
    this.entered[system] = 1;
    this.waiting.push(system);
  }

  private goDown(first: number, blocked: readonly Blocker[]): void {
    const steps = [{ node: first, blocked }];
    for (let step = steps.pop(); step; step = steps.pop()) {
      for (const found of step.blocked) {
        const further = this.step(step.node, found);
        if (further) steps.push(further);
      }
    }
  }

  // One step: to a system, which is gone down from later, or to a blocker of its own, the first time with what is below it.
  private step(above: number, found: Blocker): { node: number; blocked: readonly Blocker[] } | null {
    const name = nameOf(found);
    const known = this.nodes.get(name);
    if (known !== undefined) {
      this.add(above, known);
      return null;
    }
    const below = stepBelow(this.world, found, this.now, this.gate);
    if (below !== 'ROOT' && 'system' in below) {
      this.add(above, below.system);
      this.wait(below.system);
      return null;
    }
    const node = this.world.systems.size + this.nodes.size;
    this.nodes.set(name, node);
    this.add(above, node);
    if (below !== 'ROOT') return { node, blocked: below.blockers };
    this.roots.set(node, found);
    return null;
  }

  private add(above: number, below: number): void {
    this.from.push(above);
    this.to.push(below);
  }
}
