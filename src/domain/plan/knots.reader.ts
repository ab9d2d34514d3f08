import { buildGraph, type Graph, hasEdge } from '../graph';
import { findCycles } from '../graph-cycles';
import { orderOf } from '../graph-ranks';
import type { Findings, Spot } from './finding';
import type { PlanSections } from './plan';

interface Node {
  kind: 'systems' | 'lines' | 'milestones';
  key: string;
}

/** The one graph of a plan: who waits for whom among its systems, lines and milestones. */
class PlanGraph {
  readonly nodes: Node[] = [];
  private readonly places = {
    systems: new Map<string, number>(),
    lines: new Map<string, number>(),
    milestones: new Map<string, number>(),
  };
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private hardEdges = 0;

  constructor(plan: PlanSections) {
    for (const kind of ['systems', 'lines', 'milestones'] as const) {
      for (const { key } of plan[kind] ?? []) {
        this.places[kind].set(key, this.nodes.length);
        this.nodes.push({ kind, key });
      }
    }
    this.addEdges(plan);
  }

  hard(): Graph {
    const [from, to] = [this.from.slice(0, this.hardEdges), this.to.slice(0, this.hardEdges)];
    return buildGraph(this.nodes.length, Int32Array.from(from), Int32Array.from(to));
  }

  /** With the SOFT edges too. */
  whole(): Graph {
    return buildGraph(this.nodes.length, Int32Array.from(this.from), Int32Array.from(this.to));
  }

  private addEdges({ systems = [], lines = [], milestones = [] }: PlanSections): void {
    for (const { key, dependencies, after } of systems) {
      for (const { on, strength } of dependencies) if (strength === 'HARD') this.add('systems', key, 'systems', on);
      for (const milestone of after) this.add('systems', key, 'milestones', milestone);
    }
    for (const line of lines) {
      for (const system of line.systems) this.add('lines', line.key, 'systems', system);
      for (const feeding of line.fedBy) this.add('lines', line.key, 'lines', feeding);
    }
    for (const milestone of milestones) {
      for (const kind of ['systems', 'lines', 'milestones'] as const) {
        for (const needed of milestone[kind]) this.add('milestones', milestone.key, kind, needed);
      }
    }
    this.hardEdges = this.from.length;
    for (const { key, dependencies } of systems) {
      for (const { on, strength } of dependencies) if (strength === 'SOFT') this.add('systems', key, 'systems', on);
    }
  }

  private add(kind: Node['kind'], key: string, awaitedKind: Node['kind'], awaited: string): void {
    const [from, to] = [this.places[kind].get(key), this.places[awaitedKind].get(awaited)];
    if (from === undefined || to === undefined) return;
    this.from.push(from);
    this.to.push(to);
  }
}

/** Where an object of a section stands in the document. */
export type SpotOf = (kind: Node['kind'], key: string) => Spot | null;

/** A finding for each knot of a plan, with its shortest cycle: an ERROR, or a WARNING where a SOFT edge closes it. */
export function findKnots(plan: PlanSections, spotOf: SpotOf, findings: Findings): void {
  const graph = new PlanGraph(plan);
  const [hard, whole] = [graph.hard(), graph.whole()];
  if (orderOf(whole).length === graph.nodes.length) return;
  const tell = (cycle: number[], severity: 'ERROR' | 'WARNING', way: string): void => {
    const nodes = cycle.map((node) => graph.nodes[node]!);
    const keys = nodes.map((node) => node.key);
    const message = `${sentenceOf(nodes)}: nothing in this circle could ever come first. ${way}`;
    findings.add('CYCLE', message, spotOf(nodes[0]!.kind, keys[0]!), { severity, keys: keys.slice(1), cycle: keys });
  };
  for (const cycle of findCycles(hard)) tell(cycle, 'ERROR', 'Take one of these edges out, or make it SOFT.');
  for (const cycle of findCycles(whole)) {
    const isHard = cycle.every((node, at) => at === 0 || hasEdge(hard, cycle[at - 1]!, node));
    if (!isHard) tell(cycle, 'WARNING', 'The restore order leaves the SOFT edge out.');
  }
}

const nouns = { systems: '', lines: 'line ', milestones: 'milestone ' };
const mostNamed = 12;

/** Who waits for whom along a cycle; a long one is cut in the middle, the whole of it is in `cycle`. */
export function sentenceOf(nodes: readonly Node[]): string {
  const named = nodes.map(({ kind, key }) => `${nouns[kind]}${key}`);
  const short =
    named.length <= mostNamed ? named : [...named.slice(0, 6), `… ${named.length - 11} more …`, ...named.slice(-5)];
  return short.join(' waits for ');
}
