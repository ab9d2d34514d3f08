import fc from 'fast-check';
import { buildGraph, closureOf, type Graph, hasEdge, reversed } from '../../src/domain/graph';
import { findCycles } from '../../src/domain/graph-cycles';
import { keptRanks, orderOf, raiseRanks, ranksOf } from '../../src/domain/graph-ranks';
import { depth } from '../support/depth';

type Edge = readonly [number, number];

function graphOf(size: number, edges: readonly Edge[]): Graph {
  return buildGraph(
    size,
    Int32Array.from(edges, ([from]) => from),
    Int32Array.from(edges, ([, to]) => to),
  );
}

function edgesOf(graph: Graph): Edge[] {
  const edges: Edge[] = [];
  for (let node = 0; node < graph.size; node++) {
    for (const target of graph.to.subarray(graph.start[node], graph.start[node + 1])) edges.push([node, target]);
  }
  return edges;
}

const anyGraph = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const node = fc.integer({ min: 0, max: size - 1 });
  return fc.record({ size: fc.constant(size), edges: fc.array(fc.tuple(node, node), { maxLength: 30 }) });
});

/** Edges from higher to lower nodes only, then relabelled: no cycle. */
const anyAcyclic = fc.integer({ min: 2, max: 14 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    names: fc.shuffledSubarray([...Array(size).keys()], { minLength: size, maxLength: size }),
    pairs: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 40 }),
  }),
);

function acyclicEdges({ names, pairs }: { names: number[]; pairs: [number, number][] }): Edge[] {
  return pairs.filter(([a, b]) => a !== b).map(([a, b]): Edge => [names[Math.max(a, b)]!, names[Math.min(a, b)]!]);
}

/** The nodes reached from one, by the plainest search there is. */
function reach(edges: readonly Edge[], root: number): Set<number> {
  const reached = new Set<number>();
  for (let grown = true; grown;) {
    grown = false;
    for (const [from, to] of edges) {
      if ((from === root || reached.has(from)) && !reached.has(to)) grown = Boolean(reached.add(to));
    }
  }
  return reached;
}

function shortestCycleLength(edges: readonly Edge[], members: readonly number[]): number {
  const within = edges.filter(([from, to]) => members.includes(from) && members.includes(to));
  let best = Infinity;
  for (const root of members) {
    let frontier = new Set([root]);
    for (let length = 1; length <= members.length; length++) {
      frontier = new Set(within.filter(([from]) => frontier.has(from)).map(([, to]) => to));
      if (frontier.has(root)) best = Math.min(best, length);
    }
  }
  return best;
}

function longestPath(edges: readonly Edge[], node: number): number {
  return Math.max(0, ...edges.filter(([from]) => from === node).map(([, to]) => 1 + longestPath(edges, to)));
}

describe('a graph', () => {
  it('keeps every edge, and turning it round twice gives the same edges', () => {
    fc.assert(
      fc.property(anyGraph, ({ size, edges }) => {
        const sorted = (list: readonly Edge[]): string[] => list.map(String).sort();
        expect(sorted(edgesOf(graphOf(size, edges)))).toEqual(sorted(edges));
        expect(sorted(edgesOf(reversed(reversed(graphOf(size, edges)))))).toEqual(sorted(edges));
      }),
    );
  });

  it('walks to everything that can be reached', () => {
    fc.assert(
      fc.property(anyGraph, ({ size, edges }) => {
        expect(new Set(closureOf(graphOf(size, edges), 0))).toEqual(reach(edges, 0));
      }),
    );
  });
});

describe('cycles', () => {
  it('are found one a knot, the shortest, from the lowest node, knots in order', () => {
    fc.assert(
      fc.property(anyGraph, ({ size, edges }) => {
        const graph = graphOf(size, edges);
        const knotOf = (node: number): number[] =>
          [...reach(edges, node)].filter((other) => reach(edges, other).has(node)).sort((a, b) => a - b);
        const knots = new Map<string, number[]>();
        for (let node = 0; node < size; node++) if (knotOf(node).length) knots.set(String(knotOf(node)), knotOf(node));
        const cycles = findCycles(graph);
        expect(cycles.map((cycle) => String(knotOf(cycle[0]!)))).toEqual([...knots.keys()]);
        for (const cycle of cycles) {
          expect(cycle.length - 1).toBe(shortestCycleLength(edges, knotOf(cycle[0]!)));
          expect(cycle.at(-1)).toBe(cycle[0]);
          expect(Math.min(...cycle)).toBe(cycle[0]);
          for (let at = 1; at < cycle.length; at++) expect(hasEdge(graph, cycle[at - 1]!, cycle[at]!)).toBe(true);
        }
      }),
      { numRuns: depth(50, 500) },
    );
  });

  it('of a chain of 100,000 systems that bites its tail is found without recursion', () => {
    const size = 100_000;
    const edges = Array.from({ length: size }, (_, node): Edge => [node, (node + 1) % size]);
    expect(findCycles(graphOf(size, edges))[0]).toHaveLength(size + 1);
  });

  it('of one wrong edge in a large plan are exact: the shortest way back', () => {
    const size = 20_000;
    const edges: Edge[] = [[0, size - 1]];
    for (let node = 1; node < size; node++) {
      for (const step of [1, 7, 40, 41, 90]) if (node >= step) edges.push([node, node - step]);
    }
    const [cycle] = findCycles(graphOf(size, edges));
    const fewest = new Int32Array(size);
    for (let node = 1; node < size; node++) {
      fewest[node] =
        1 + Math.min(...[1, 7, 40, 41, 90].filter((step) => step <= node).map((step) => fewest[node - step]!));
    }
    expect(cycle).toHaveLength(fewest[size - 1]! + 2);
    expect(cycle!.slice(0, 2)).toEqual([0, size - 1]);
  });
});

describe('ranks', () => {
  it('are the longest path down, and -1 exactly for what waits for a cycle', () => {
    fc.assert(
      fc.property(anyGraph, ({ size, edges }) => {
        const graph = graphOf(size, edges);
        const ranks = ranksOf(graph);
        const waitsForCycle = (node: number): boolean =>
          [node, ...reach(edges, node)].some((other) => reach(edges, other).has(other));
        for (let node = 0; node < size; node++) {
          expect(ranks[node]).toBe(waitsForCycle(node) ? -1 : longestPath(edges, node));
        }
        expect(orderOf(graph).length === size).toBe(findCycles(graph).length === 0);
      }),
    );
  });

  it('that are stored and still right stay as they are', () => {
    fc.assert(
      fc.property(anyAcyclic, fc.array(fc.nat(30), { minLength: 14, maxLength: 14 }), (shape, offsets) => {
        const edges = acyclicEdges(shape);
        const graph = graphOf(shape.size, edges);
        const stored = ranksOf(graph).map((rank, node) =>
          offsets[node]! < 10 ? rank : offsets[node]! < 20 ? -1 : rank,
        );
        const kept = keptRanks(graph, stored);
        for (const [from, to] of edges) expect(kept[from]!).toBeGreaterThan(kept[to]!);
        expect(keptRanks(graph, kept)).toEqual(kept);
        expect(keptRanks(graph, ranksOf(graph))).toEqual(ranksOf(graph));
      }),
    );
  });

  it('rise for one more edge by as little as need be, or give the cycle that it closes', () => {
    fc.assert(
      fc.property(anyAcyclic, fc.nat(13), fc.nat(13), (shape, one, other) => {
        const [waiting, awaited] = [one % shape.size, other % shape.size];
        const edges = acyclicEdges(shape);
        const ranks = ranksOf(graphOf(shape.size, edges));
        const waiters = (node: number): number[] => edges.filter(([, to]) => to === node).map(([from]) => from);
        const change = raiseRanks(waiting, awaited, (node) => ranks[node]!, waiters);
        const after = graphOf(shape.size, [...edges, [waiting, awaited]]);
        if (change.cycle === null) {
          for (const [node, rank] of change.ranks) ranks[node] = rank;
          expect(ranks).toEqual(keptRanks(after, ranksOf(graphOf(shape.size, edges))));
          return;
        }
        expect(change.cycle.slice(0, 2)).toEqual([waiting, awaited]);
        expect(change.cycle.at(-1)).toBe(waiting);
        expect(findCycles(after)[0]).toHaveLength(change.cycle.length);
        for (let at = 1; at < change.cycle.length; at++) {
          expect(hasEdge(after, change.cycle[at - 1]!, change.cycle[at]!)).toBe(true);
        }
      }),
      { numRuns: depth(50, 500) },
    );
  });

  it('rise without a look at what does not change', () => {
    const looked: number[] = [];
    const change = raiseRanks(
      5,
      4,
      (node) => (node === 5 ? 0 : node * 10),
      (node) => (looked.push(node), [node + 1]),
    );
    expect([...change.ranks!]).toEqual([[5, 41]]);
    expect(looked).toEqual([5]);
  });
});
