import type { Graph } from '../graph';
import { canFeed } from '../lines';
import { stateRank } from '../transitions';
import type { World } from '../world';
import type { Changes } from './changes';
import type { Network } from './network';

/** The nodes that are still to come, and what they still wait for; see Work. */
export interface OpenEdges {
  nodes: Int32Array;
  placeOf: Int32Array;
  awaits: Graph;
  passing: Uint8Array;
}

const online = stateRank('ONLINE');
const gone = stateRank('RETIRED');

/** What a node waits for of another: nothing, that it is there, or (it is far enough itself) what it waits for in its turn. */
type Wait = 'NOTHING' | 'DONE' | 'PASSING';

/** The open part of a network, in one pass along its order: O(nodes + edges). */
export function openEdges(world: World, changes: Changes): OpenEdges {
  const { network } = world;
  const { awaits, order } = network;
  const state = new NodeStates(world, changes);
  const placeOf = new Int32Array(awaits.size).fill(-1);
  const nodes = new Int32Array(awaits.size);
  const start = new Int32Array(awaits.size + 1);
  const to = new Int32Array(awaits.to.length);
  const passing = new Uint8Array(awaits.to.length);
  let [open, edges] = [0, 0];
  for (const node of order) {
    const before = edges;
    if (!state.isThere(node)) edges = addEdges(node);
    // one that is ONLINE matters only where something under it is not
    if (!state.isToCome(node) && edges === before) continue;
    placeOf[node] = open;
    nodes[open++] = node;
    start[open] = edges;
  }
  return {
    ...{ nodes: nodes.slice(0, open), placeOf, passing: passing.slice(0, edges) },
    awaits: { size: open, start: start.slice(0, open + 1), to: to.slice(0, edges) },
  };

  function addEdges(node: number): number {
    let last = edges;
    for (let edge = awaits.start[node]!; edge < awaits.start[node + 1]!; edge++) {
      const target = awaits.to[edge]!;
      const place = placeOf[target]!;
      const wait = place === -1 ? 'NOTHING' : state.waitOf(node, target, network.required[edge]!);
      if (wait === 'NOTHING') continue;
      to[last] = place;
      passing[last++] = wait === 'PASSING' ? 1 : 0;
    }
    return last;
  }
}

/** How far each node is, by the rules of systems, lines and milestones. */
class NodeStates {
  private readonly network: Network;
  /** Of systems their ranks, supposed changes included. */
  private readonly ranks: Int8Array;

  constructor(
    private readonly world: World,
    changes: Changes,
  ) {
    this.network = world.network;
    this.ranks = world.columns.state.slice();
    for (const system of changes.online) this.ranks[system] = online;
    for (const system of changes.without) this.ranks[system] = gone;
  }

  /** Whether a node is there, whatever lies under it. */
  isThere(node: number): boolean {
    const { systems, lines } = this.network;
    if (node < systems) return this.ranks[node] === gone;
    if (node < systems + lines) return canFeed(this.world.lineStatusOf(node - systems));
    return this.world.milestoneStatusOf(node - systems - lines) === 'ACHIEVED';
  }

  /** Whether a node itself has yet to come. */
  isToCome(node: number): boolean {
    return node < this.network.systems ? this.ranks[node] !== gone && this.ranks[node] !== online : !this.isThere(node);
  }

  waitOf(node: number, target: number, required: number): Wait {
    const { systems, lines } = this.network;
    if (node < systems) return target < systems ? this.ofDependency(target, required) : this.ofMilestone(node);
    if (target < systems) return this.ranks[target] === online ? 'NOTHING' : 'DONE';
    const isFeed = node < systems + lines && target < systems + lines;
    return isFeed && this.world.lines.at(node - systems).running ? 'NOTHING' : 'DONE';
  }

  private ofDependency(target: number, required: number): Wait {
    return this.ranks[target]! >= required ? 'PASSING' : 'DONE';
  }

  // trust in what is ONLINE hangs on its dependencies alone
  private ofMilestone(system: number): Wait {
    return this.ranks[system] === online ? 'NOTHING' : 'DONE';
  }
}
