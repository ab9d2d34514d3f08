import { buildGraph, type Graph } from '../src/domain/graph';
import { findCycles } from '../src/domain/graph-cycles';
import { ranksOf } from '../src/domain/graph-ranks';
import { dice, edgesOf } from './plans';
import { printHead, printLine, seconds, timed } from './table';

const size = 100_000;
const each = 3;

/** The check of a graph of the largest size: building it, its cycles, its ranks. */
export async function benchGraph(): Promise<void> {
  printHead(`A graph of ${size} systems and ${size * each} dependencies`);
  const [from, to] = pairsOf(edgesOf(size, each));
  const [graph, building] = await timed(() => buildGraph(size, from, to));
  await report('built, searched for cycles, ranked: no cycle', graph, building);
  const { from: backFrom, to: backTo } = withCycles(from, to, 1000);
  const [knotted, buildingAgain] = await timed(() => buildGraph(size, backFrom, backTo));
  await report('the same with 1,000 edges that close cycles', knotted, buildingAgain);
}

async function report(what: string, graph: Graph, building: number): Promise<void> {
  const [cycles, searching] = await timed(() => findCycles(graph));
  const [, ranking] = await timed(() => ranksOf(graph));
  const figure = `${seconds(building + searching + ranking)} (${cycles.length} knots)`;
  printLine({ what, figure, limit: '1 s' });
}

function pairsOf(edges: number[][]): [from: Int32Array, to: Int32Array] {
  const from = Int32Array.from(edges.flatMap((awaited, system) => awaited.map(() => system)));
  return [from, Int32Array.from(edges.flat())];
}

/** Some edges turned back, so that each closes a cycle with the one that it was made from. */
function withCycles(from: Int32Array, to: Int32Array, count: number): { from: Int32Array; to: Int32Array } {
  const roll = dice(11);
  const chosen = Array.from({ length: count }, () => roll(from.length));
  const joined = (edges: Int32Array, back: Int32Array): Int32Array => {
    const all = new Int32Array(edges.length + count);
    all.set(edges);
    all.set(
      chosen.map((edge) => back[edge]!),
      edges.length,
    );
    return all;
  };
  return { from: joined(from, to), to: joined(to, from) };
}
