import type { Graph } from './graph';
import { hasEdge } from './graph';

/**
 * The knots of a graph: its strongly connected components that hold a cycle, each ascending, in the order of their lowest
 * node. Tarjan's algorithm (1972) with its own stack, so that a path of 100,000 nodes is no danger.
 */
export function knotsOf(graph: Graph): number[][] {
  const { size, start, to } = graph;
  const index = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const next = start.slice(0, size);
  const open: number[] = [];
  const isOpen = new Uint8Array(size);
  const path: number[] = [];
  const knots: number[][] = [];
  let counter = 0;

  const enter = (node: number): void => {
    index[node] = low[node] = counter++;
    open.push(node);
    isOpen[node] = 1;
    path.push(node);
  };
  const close = (root: number): void => {
    const members = open.splice(open.lastIndexOf(root));
    for (const member of members) isOpen[member] = 0;
    if (members.length > 1 || hasEdge(graph, root, root)) knots.push(members.sort((a, b) => a - b));
  };

  for (let first = 0; first < size; first++) {
    if (index[first] === -1) enter(first);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      if (next[node]! < start[node + 1]!) {
        const target = to[next[node]!++]!;
        if (index[target] === -1) enter(target);
        else if (isOpen[target]) low[node] = Math.min(low[node]!, index[target]!);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] === index[node]) close(node);
    }
  }
  return knots.sort((a, b) => a[0]! - b[0]!);
}
