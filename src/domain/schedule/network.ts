import { buildGraph, type Graph, reversed } from '../graph';
import { knotsOf } from '../graph-knots';
import { orderOf } from '../graph-ranks';

/** How many of each kind of node a network has: its systems come first, then its lines, then its milestones. */
export interface NetworkSizes {
  systems: number;
  lines: number;
  milestones: number;
}

/** Pairs of nodes, waiting and awaited; of a HARD dependency also the rank of the required state, of anything else -1. */
export interface NetworkEdges {
  from: Int32Array;
  to: Int32Array;
  required: Int8Array;
}

/** The one graph of an incident: who waits for whom among systems, lines and milestones. It changes only with the plan. */
export interface Network extends NetworkSizes {
  /** From each node to what it waits for: HARD dependencies, `after`, criteria, systems of lines and lines that feed. */
  readonly awaits: Graph;
  /** For each edge of `awaits` the rank of the required state; -1 where it is no dependency. */
  readonly required: Int8Array;
  /** The same graph turned round. */
  readonly waiters: Graph;
  /** The nodes, each after all that it waits for. */
  readonly order: Int32Array;
  /** How many HARD dependencies are on each system. */
  readonly dependents: Int32Array;
  /** SOFT dependencies that close no cycle, from the waiting system to the one that should come before it. */
  readonly softly: Graph;
}

/** The network of some edges, which close no cycle; `soft` are pairs of systems (waiting, awaited) and may. */
export function makeNetwork(sizes: NetworkSizes, edges: NetworkEdges, soft: Omit<NetworkEdges, 'required'>): Network {
  const size = sizes.systems + sizes.lines + sizes.milestones;
  const numbers = Int32Array.from(edges.from, (_, edge) => edge);
  const { start, to: places } = buildGraph(size, edges.from, numbers);
  const awaits = { size, start, to: places.map((edge) => edges.to[edge]!) };
  const required = Int8Array.from(places, (edge) => edges.required[edge]!);
  const waiters = reversed(awaits);
  const dependents = new Int32Array(sizes.systems);
  for (let edge = 0; edge < required.length; edge++) if (required[edge] !== -1) dependents[awaits.to[edge]!]!++;
  const order = orderOf(awaits, waiters);
  return { ...sizes, awaits, required, waiters, order, dependents, softly: ordering(size, edges, soft) };
}

// A SOFT edge lies on a cycle exactly when both its ends lie in one knot of the whole graph.
function ordering(size: number, edges: NetworkEdges, soft: Omit<NetworkEdges, 'required'>): Graph {
  const whole = buildGraph(size, joined(edges.from, soft.from), joined(edges.to, soft.to));
  const knotOf = new Int32Array(size).fill(-1);
  if (soft.from.length > 0) knotsOf(whole).forEach((knot, at) => knot.forEach((node) => (knotOf[node] = at)));
  const kept = Array.from(soft.from.keys()).filter((edge) => {
    const knot = knotOf[soft.from[edge]!]!;
    return knot === -1 || knot !== knotOf[soft.to[edge]!];
  });
  const pick = (ends: Int32Array): Int32Array => Int32Array.from(kept, (edge) => ends[edge]!);
  return buildGraph(size, pick(soft.from), pick(soft.to));
}

function joined(one: Int32Array, other: Int32Array): Int32Array {
  const all = new Int32Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}
