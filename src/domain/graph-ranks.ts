import { type Graph, reversed } from './graph';
import { Heap } from './heap';

/** A new edge's effect on the ranks: those that rise, or the cycle that it would close (first repeated last). */
type RankChange = { ranks: Map<number, number>; cycle: null } | { ranks: null; cycle: number[] };

/**
 * The nodes in an order in which each stands after everything that it waits for (its successors). Nodes on a cycle, and those
 * that wait for one, are left out: the order is shorter than the graph exactly when the graph has a cycle.
 */
export function orderOf(graph: Graph, waiters: Graph = reversed(graph)): Int32Array {
  const missing = new Int32Array(graph.size);
  const order = new Int32Array(graph.size);
  let found = 0;
  for (let node = 0; node < graph.size; node++) {
    missing[node] = graph.start[node + 1]! - graph.start[node]!;
    if (missing[node] === 0) order[found++] = node;
  }
  for (let at = 0; at < found; at++) {
    const node = order[at]!;
    for (let edge = waiters.start[node]!; edge < waiters.start[node + 1]!; edge++) {
      const waiter = waiters.to[edge]!;
      if (--missing[waiter]! === 0) order[found++] = waiter;
    }
  }
  return order.subarray(0, found);
}

/** The length of the longest path from each node; 0 = waits for nothing, -1 = on a cycle or waiting for one. */
export function ranksOf(graph: Graph): Int32Array {
  return keptRanks(graph, new Int32Array(graph.size).fill(-1));
}

/**
 * Ranks that respect every edge and differ from the stored ones (-1 = none yet) in as few nodes as need be: a rank only rises
 * where something that the node waits for has come level with it. -1 = on a cycle or waiting for one.
 */
export function keptRanks(graph: Graph, stored: Int32Array): Int32Array {
  const ranks = new Int32Array(graph.size).fill(-1);
  for (const node of orderOf(graph)) {
    let rank = Math.max(0, stored[node]!);
    for (let edge = graph.start[node]!; edge < graph.start[node + 1]!; edge++) {
      rank = Math.max(rank, ranks[graph.to[edge]!]! + 1);
    }
    ranks[node] = rank;
  }
  return ranks;
}

/**
 * What one more edge waiting → awaited does to valid ranks, in time that grows with the nodes that rise: nodes are taken by
 * their old rank, so each is raised once (Pearce and Kelly 2006, with ranks in place of positions).
 */
export function raiseRanks(
  waiting: number,
  awaited: number,
  rankOf: (node: number) => number,
  waitersOf: (node: number) => Iterable<number>,
): RankChange {
  const ranks = new Map<number, number>();
  if (waiting !== awaited && rankOf(waiting) > rankOf(awaited)) return { ranks, cycle: null };
  const queue = new Heap();
  ranks.set(waiting, rankOf(awaited) + 1);
  queue.push(waiting, rankOf(waiting));
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node === awaited) return { ranks: null, cycle: cycleThrough(waiting, awaited, rankOf, waitersOf) };
    for (const waiter of waitersOf(node)) {
      const needed = ranks.get(node)! + 1;
      if ((ranks.get(waiter) ?? rankOf(waiter)) >= needed) continue;
      if (!ranks.has(waiter)) queue.push(waiter, rankOf(waiter));
      ranks.set(waiter, needed);
    }
  }
  return { ranks, cycle: null };
}

/** The shortest way from `awaited` back to `waiting`, closed by the new edge; only nodes of a rank in between can lie on it. */
function cycleThrough(
  waiting: number,
  awaited: number,
  rankOf: (node: number) => number,
  waitersOf: (node: number) => Iterable<number>,
): number[] {
  const awaits = new Map<number, number>([[waiting, awaited]]);
  const reached = [waiting];
  for (let at = 0; at < reached.length && reached[at] !== awaited; at++) {
    for (const waiter of waitersOf(reached[at]!)) {
      if (awaits.has(waiter) || rankOf(waiter) > rankOf(awaited)) continue;
      awaits.set(waiter, reached[at]!);
      reached.push(waiter);
    }
  }
  const path = [waiting, awaited];
  for (let node = awaited; node !== waiting;) path.push((node = awaits.get(node)!));
  return path;
}
