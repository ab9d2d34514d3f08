/** A directed graph in compressed rows: the successors of node v are to[start[v]] … to[start[v + 1] - 1]. */
export interface Graph {
  readonly size: number;
  readonly start: Int32Array;
  readonly to: Int32Array;
}

/** The graph of `size` nodes with an edge from[i] → to[i] for each i; a node's successors keep the order in which they came. */
export function buildGraph(size: number, from: Int32Array, to: Int32Array): Graph {
  const start = new Int32Array(size + 1);
  for (const node of from) start[node + 1]!++;
  for (let node = 0; node < size; node++) start[node + 1]! += start[node]!;
  const next = start.slice(0, size);
  const targets = new Int32Array(to.length);
  for (let edge = 0; edge < from.length; edge++) targets[next[from[edge]!]!++] = to[edge]!;
  return { size, start, to: targets };
}

/** The same graph with every edge turned round. */
export function reversed(graph: Graph): Graph {
  return buildGraph(graph.size, graph.to, sourcesOf(graph));
}

/** The node that each entry of `graph.to` starts from. */
function sourcesOf({ size, start, to }: Graph): Int32Array {
  const from = new Int32Array(to.length);
  for (let node = 0; node < size; node++) from.fill(node, start[node], start[node + 1]);
  return from;
}

/** Whether the graph has an edge from one node to another. */
export function hasEdge({ start, to }: Graph, from: number, target: number): boolean {
  for (let edge = start[from]!; edge < start[from + 1]!; edge++) if (to[edge] === target) return true;
  return false;
}

/** Every node that can be reached from one node, itself excluded unless it lies on a cycle; nearest first. */
export function closureOf(graph: Graph, root: number): number[] {
  return closureOfAll(graph, [root]);
}

/** Every node that can be reached from some nodes; one of those only where another leads to it. */
export function closureOfAll({ size, start, to }: Graph, roots: Iterable<number>): number[] {
  const seen = new Uint8Array(size);
  const reached: number[] = [];
  const visit = (node: number): void => {
    for (let edge = start[node]!; edge < start[node + 1]!; edge++) {
      const target = to[edge]!;
      if (!seen[target]) {
        seen[target] = 1;
        reached.push(target);
      }
    }
  };
  for (const root of roots) visit(root);
  for (let at = 0; at < reached.length; at++) visit(reached[at]!);
  return reached;
}
