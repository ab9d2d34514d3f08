import { type Graph, reversed } from '../graph';
import type { World } from '../world';
import { type Times, isCritical, wholeMinutes } from './critical-path';
import { Heap } from '../heap';
import type { Work } from './work';

/**
 * The systems that have to come back in the order of their return: each after all that it waits for, and after what its SOFT
 * dependencies name where they close no cycle. Among what could be next: critical first, then least slack (in whole minutes),
 * lowest tier, most direct HARD dependents, key.
 */
export function restoreOrder(world: World, work: Work, times: Times): Int32Array {
  return new Ordering(world, work, times).order();
}

/** Kahn's algorithm (1962) with a queue of what could be next. */
class Ordering {
  private readonly waiters: Graph;
  private readonly softWaiters: Graph;
  /** How many of those that it comes after have no place yet. */
  private readonly missing: Int32Array;
  private readonly urgency: Float64Array;
  private readonly queue: Heap;
  /** What is no system takes no place: it only lets go what waits for it. */
  private readonly free: number[] = [];

  constructor(
    world: World,
    private readonly work: Work,
    times: Times,
  ) {
    const { awaits } = work;
    const soft = openSoft(world, work);
    this.waiters = reversed(awaits);
    this.softWaiters = reversed(soft);
    this.missing = new Int32Array(awaits.size);
    for (let place = 0; place < awaits.size; place++) {
      this.missing[place] =
        awaits.start[place + 1]! - awaits.start[place]! + soft.start[place + 1]! - soft.start[place]!;
    }
    this.urgency = urgencies(world, work, times);
    this.queue = new Heap(awaits.size);
  }

  order(): Int32Array {
    const { nodes, placeOf } = this.work;
    const order = new Int32Array(nodes.length);
    let found = 0;
    for (let place = 0; place < nodes.length; place++) if (this.missing[place] === 0) this.release(place);
    for (this.passFree(); this.queue.size > 0; this.passFree()) {
      const system = this.queue.pop()!;
      order[found++] = system;
      this.pass(placeOf[system]!);
    }
    return order.slice(0, found);
  }

  private release(place: number): void {
    if (this.work.isSystem[place]) this.queue.push(this.work.nodes[place]!, this.urgency[place]!);
    else this.free.push(place);
  }

  private passFree(): void {
    for (let place = this.free.pop(); place !== undefined; place = this.free.pop()) this.pass(place);
  }

  private pass(place: number): void {
    this.letGo(this.waiters, place);
    if (this.softWaiters.to.length > 0) this.letGo(this.softWaiters, place);
  }

  private letGo({ start, to }: Graph, place: number): void {
    for (let edge = start[place]!; edge < start[place + 1]!; edge++) {
      if (--this.missing[to[edge]!]! === 0) this.release(to[edge]!);
    }
  }
}

// SOFT dependencies between systems that both have to come back, from the place that waits to the one that should come first.
function openSoft({ network: { softly } }: World, { placeOf, isSystem, nodes }: Work): Graph {
  const start = new Int32Array(nodes.length + 1);
  const targets: number[] = [];
  if (softly.to.length === 0) return { size: nodes.length, start, to: new Int32Array(0) };
  for (let place = 0; place < nodes.length; place++) {
    const node = nodes[place]!;
    for (let edge = softly.start[node]!; isSystem[place] && edge < softly.start[node + 1]!; edge++) {
      const target = placeOf[softly.to[edge]!]!;
      if (target !== -1 && isSystem[target]) targets.push(target);
    }
    start[place + 1] = targets.length;
  }
  return { size: nodes.length, start, to: Int32Array.from(targets) };
}

const mostSlack = 2 ** 24 - 1;
const tiers = 2 ** 7;
const mostDependents = 2 ** 17 - 1;

// One number that orders as the rule does, 49 bits: not critical, slack in minutes, tier, dependents that are missing.
function urgencies({ columns, network }: World, { nodes, isSystem }: Work, { slack }: Times): Float64Array {
  const urgency = new Float64Array(nodes.length);
  for (let place = 0; place < nodes.length; place++) {
    if (!isSystem[place]) continue;
    const system = nodes[place]!;
    const minutes = isCritical(slack[place]!) ? 0 : 1 + Math.min(wholeMinutes(slack[place]!), mostSlack);
    const dependents = Math.min(network.dependents[system]!, mostDependents);
    urgency[place] = (minutes * tiers + columns.tier[system]!) * (mostDependents + 1) + (mostDependents - dependents);
  }
  return urgency;
}
