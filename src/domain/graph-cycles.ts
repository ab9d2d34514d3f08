import type { Graph } from './graph';
import { Core } from './graph-core';
import { knotsOf } from './graph-knots';

// Steps along edges: 20 million take about 0.1 s. The plain search ends within them for anything but a large knot of long
// cycles; the careful one finds the few nodes that hold such a knot together.
const plainSteps = 20_000_000;
const carefulSteps = 200_000_000;
const candidates = 24;

/**
 * One cycle for each knot of a graph, its shortest, as nodes along the edges with the first repeated last, from its lowest
 * node on; knots in the order of their lowest nodes. Exact unless a knot needs more than 220 million steps, which takes
 * thousands of interlocked long cycles: then the shortest found so far.
 */
export function findCycles(graph: Graph): number[][] {
  const places = new Int32Array(graph.size);
  return knotsOf(graph).map((knot) => {
    const core = new Core(graph, knot, places);
    const cycle = shortestCycle(core);
    return fromLowest(cycle.map((place) => knot[place]!));
  });
}

function shortestCycle(core: Core): number[] {
  const best = { cycle: null as number[] | null };
  const alive = { first: 0 };
  searchFromEach(core, best, alive);
  cutThrough(core, best, alive);
  return best.cycle ?? [];
}

interface Best {
  cycle: number[] | null;
}

/** The number of edges that a better cycle stays under. */
function limitOf({ cycle }: Best): number {
  return cycle ? cycle.length - 1 : Infinity;
}

/** Node after node: the shortest cycle through it, then away with it. */
function searchFromEach(core: Core, best: Best, alive: { first: number }): void {
  for (; alive.first < core.graph.size && core.steps < plainSteps; alive.first++) {
    if (!core.isAlive(alive.first)) continue;
    best.cycle = core.shortestThrough(alive.first, limitOf(best)) ?? best.cycle;
    core.remove(alive.first);
  }
}

/** Takes some cycle, and away with that node of it which leaves least behind: where few edges close all cycles, soon done. */
function cutThrough(core: Core, best: Best, alive: { first: number }): void {
  const limit = core.steps + carefulSteps;
  while (core.steps < limit) {
    while (alive.first < core.graph.size && !core.isAlive(alive.first)) alive.first++;
    if (alive.first === core.graph.size) return;
    const cycle = core.shortestThrough(core.nodeOnCycle(alive.first), Infinity) ?? [];
    const cut = bestCut(core, cycle.slice(1));
    best.cycle = core.shortestThrough(cut, limitOf(best)) ?? best.cycle;
    core.remove(cut);
  }
}

function bestCut(core: Core, cycle: number[]): number {
  const stride = Math.max(1, Math.floor(cycle.length / candidates));
  let best = { node: cycle[0]!, gone: 0 };
  for (let at = 0; at < cycle.length; at += stride) {
    const gone = core.remove(cycle[at]!);
    if (gone.length > best.gone) best = { node: cycle[at]!, gone: gone.length };
    core.restore(gone);
  }
  return best.node;
}

function fromLowest(cycle: number[]): number[] {
  const nodes = cycle.slice(1);
  const lowest = nodes.indexOf(nodes.reduce((least, node) => Math.min(least, node), Infinity));
  return [...nodes.slice(lowest), ...nodes.slice(0, lowest), nodes[lowest]!];
}
