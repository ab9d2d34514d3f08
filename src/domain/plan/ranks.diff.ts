import { buildGraph, type Graph } from '../graph';
import { findCycles } from '../graph-cycles';
import { keptRanks } from '../graph-ranks';
import { type Refusal, refuse } from '../refusal';
import type { PlanRows } from './changes';
import { sentenceOf } from './knots.reader';
import { edgesOf, linksOfLine, linksOfMilestone, linksOfSystem } from './links';
import type { Target, Topology } from './target';

interface Node {
  kind: 'systems' | 'lines' | 'milestones';
  target: Target;
}

/**
 * The ranks of the graph as it shall be, those that stand kept wherever they can; refuses a plan that closes a cycle with what
 * the incident has: CYCLE, one for each knot.
 */
export function changeRanks(rows: PlanRows, topology: Topology): Refusal[] {
  const nodes = (['systems', 'lines', 'milestones'] as const).flatMap((kind) =>
    topology[kind].all.filter(({ isRemoved }) => !isRemoved).map((target): Node => ({ kind, target })),
  );
  const graph = graphOf(topology, nodes);
  const stored = Int32Array.from(nodes, ({ target }) => (target.row === null ? -1 : topology.world!.rankOf(target.id)));
  const ranks = keptRanks(graph, stored);
  if (ranks.includes(-1)) return findCycles(graph).map((cycle) => refuseCycle(cycle.map((node) => nodes[node]!)));
  // The highest first: then no rank passes one that waits for it, whether they are written at once or one by one.
  const order = [...nodes.keys()].filter((node) => ranks[node] !== stored[node]).sort((a, b) => ranks[b]! - ranks[a]!);
  for (const node of order) {
    const row = { nodeId: nodes[node]!.target.id, rank: ranks[node]! };
    if (stored[node] === -1) rows.insert('rank', 'node_rank', row);
    else rows.update('rank', 'node_rank', row);
  }
  for (const kind of ['systems', 'lines', 'milestones'] as const) {
    for (const { id, isRemoved } of topology[kind].all)
      if (isRemoved) rows.delete('unrank', 'node_rank', { nodeId: id });
  }
  return [];
}

function graphOf(topology: Topology, nodes: readonly Node[]): Graph {
  const places = new Map<Target, number>(nodes.map(({ target }, place) => [target, place]));
  const from: number[] = [];
  const to: number[] = [];
  const add = (waiting: Target, awaited: Target | undefined): void => {
    const [source, target] = [places.get(waiting), awaited && places.get(awaited)];
    if (source === undefined || target === undefined) return;
    from.push(source);
    to.push(target);
  };
  for (const target of topology.systems.all) {
    for (const { wanted, to: awaited } of edgesOf(topology, target))
      if (wanted?.strength === 'HARD') add(target, awaited);
    for (const { wanted } of linksOfSystem(topology, target)) for (const awaited of wanted) add(target, awaited);
  }
  for (const target of topology.lines.all) {
    for (const { wanted } of linksOfLine(topology, target)) for (const awaited of wanted) add(target, awaited);
  }
  for (const target of topology.milestones.all) {
    for (const { wanted } of linksOfMilestone(topology, target)) for (const awaited of wanted) add(target, awaited);
  }
  return buildGraph(nodes.length, Int32Array.from(from), Int32Array.from(to));
}

function refuseCycle(nodes: readonly Node[]): Refusal {
  const named = nodes.map(({ kind, target }) => ({ kind, key: target.key }));
  const message = `${sentenceOf(named)}: nothing in this circle could ever come first. Take one of these edges out.`;
  return { ...refuse('CYCLE', message, ['plan', 'content']), cycle: named.map(({ key }) => key) };
}
