import { buildGraph, type Graph, reversed } from './graph';

/**
 * One knot from which nodes are taken away, one after another, until no cycle is left. Whatever loses its last successor or
 * its last predecessor lies on no cycle any more and goes too.
 */
export class Core {
  readonly graph: Graph;
  /** Steps along edges so far: what a search costs, whatever the machine. */
  steps = 0;
  private readonly back: Graph;
  private readonly alive: Uint8Array;
  private readonly outs: Int32Array;
  private readonly ins: Int32Array;
  private readonly mark: Int32Array;
  private readonly via: Int32Array;
  private round = 0;

  constructor(whole: Graph, knot: readonly number[], placeOf: Int32Array) {
    this.graph = inner(whole, knot, placeOf);
    this.back = reversed(this.graph);
    const size = knot.length;
    this.alive = new Uint8Array(size).fill(1);
    this.outs = Int32Array.from({ length: size }, (_, node) => this.graph.start[node + 1]! - this.graph.start[node]!);
    this.ins = Int32Array.from({ length: size }, (_, node) => this.back.start[node + 1]! - this.back.start[node]!);
    this.mark = new Int32Array(size);
    this.via = new Int32Array(size);
  }

  isAlive(node: number): boolean {
    return this.alive[node] === 1;
  }

  /** Takes a node away; answers all that went with it, itself first. */
  remove(root: number): number[] {
    const gone = [root];
    this.alive[root] = 0;
    for (let at = 0; at < gone.length; at++) {
      this.peel(this.graph, gone[at]!, this.ins, gone);
      this.peel(this.back, gone[at]!, this.outs, gone);
    }
    return gone;
  }

  /** Puts back what one `remove` took, the last removal first. */
  restore(gone: readonly number[]): void {
    for (const node of gone) {
      this.alive[node] = 1;
      this.count(this.graph, node, this.ins);
      this.count(this.back, node, this.outs);
    }
  }

  /** The shortest cycle through a node that has fewer than `limit` edges, first repeated last; null when there is none. */
  shortestThrough(root: number, limit: number): number[] | null {
    this.round++;
    let frontier = [root];
    for (let length = 1; length < limit && frontier.length > 0; length++) {
      const next: number[] = [];
      for (const node of frontier) {
        if (this.spread(node, root, next)) return this.cycleTo(node, root);
      }
      frontier = next;
    }
    return null;
  }

  /** Some node on a cycle: every living node has a living successor, so a walk must meet itself. */
  nodeOnCycle(first: number): number {
    this.round++;
    let node = first;
    while (this.mark[node] !== this.round) {
      this.mark[node] = this.round;
      node = this.livingSuccessor(node);
    }
    return node;
  }

  private livingSuccessor(node: number): number {
    const { start, to } = this.graph;
    let edge = start[node]!;
    while (!this.alive[to[edge]!]) edge++;
    this.steps += edge - start[node]! + 1;
    return to[edge]!;
  }

  private spread(node: number, root: number, next: number[]): boolean {
    const { start, to } = this.graph;
    this.steps += start[node + 1]! - start[node]!;
    for (let edge = start[node]!; edge < start[node + 1]!; edge++) {
      const target = to[edge]!;
      if (target === root) return true;
      if (!this.alive[target] || this.mark[target] === this.round) continue;
      this.mark[target] = this.round;
      this.via[target] = node;
      next.push(target);
    }
    return false;
  }

  private cycleTo(last: number, root: number): number[] {
    const cycle = [root];
    for (let node = last; node !== root; node = this.via[node]!) cycle.push(node);
    cycle.push(root);
    return cycle.reverse();
  }

  private peel({ start, to }: Graph, node: number, counts: Int32Array, gone: number[]): void {
    this.steps += start[node + 1]! - start[node]!;
    for (let edge = start[node]!; edge < start[node + 1]!; edge++) {
      const target = to[edge]!;
      if (--counts[target]! === 0 && this.alive[target]) {
        this.alive[target] = 0;
        gone.push(target);
      }
    }
  }

  private count({ start, to }: Graph, node: number, counts: Int32Array): void {
    for (let edge = start[node]!; edge < start[node + 1]!; edge++) counts[to[edge]!]!++;
  }
}

/** The graph inside a knot, its nodes numbered in the knot's order; placeOf is scratch space of the whole graph's size. */
function inner(whole: Graph, knot: readonly number[], placeOf: Int32Array): Graph {
  const from: number[] = [];
  const to: number[] = [];
  for (const [place, node] of knot.entries()) placeOf[node] = place + 1;
  for (const [place, node] of knot.entries()) {
    for (let edge = whole.start[node]!; edge < whole.start[node + 1]!; edge++) {
      const target = placeOf[whole.to[edge]!]!;
      if (target > 0) {
        from.push(place);
        to.push(target - 1);
      }
    }
  }
  for (const node of knot) placeOf[node] = 0;
  return buildGraph(knot.length, Int32Array.from(from), Int32Array.from(to));
}
