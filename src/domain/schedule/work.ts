import type { Graph } from '../graph';
import type { Instant, SystemRow } from '../rows';
import type { World } from '../world';
import { stateRank } from '../transitions';
import { type Changes, noChanges } from './changes';
import { openEdges } from './open-edges';
import { type Estimate, estimateOf, remainingOf } from './remaining';

/**
 * All that is still to be done, as typed arrays: the open nodes of the network by place, each after all that it waits for.
 * Times are minutes from the planning time.
 */
export interface Work {
  /** The node of the network at each place, and the place of each node; -1 = it is there already. */
  nodes: Int32Array;
  placeOf: Int32Array;
  /** From each place to those that it waits for. */
  awaits: Graph;
  /** For each of these edges whether the awaited one is far enough itself: only what *it* waits for is waited for (1). */
  passing: Uint8Array;
  /** 1 = a system that has to come back; 0 = a line, a milestone, or a system that is ONLINE over something that is not. */
  isSystem: Uint8Array;
  /** 1 = somebody works on it already. */
  begun: Uint8Array;
  optimistic: Float64Array;
  likely: Float64Array;
  pessimistic: Float64Array;
  /** Neither started nor finished before. */
  notBefore: Float64Array;
  /** The index of the team that does it; -1 = nobody's capacity is used. */
  team: Int32Array;
  /** How many systems each team works on at once. */
  capacities: Int32Array;
}

const begun = stateRank('RESTORING');
const online = stateRank('ONLINE');

/** What is still to be done at an instant, with some changes supposed. */
export function openWork(world: World, at: Instant, changes: Changes = noChanges): Work {
  const { nodes, placeOf, awaits, passing } = openEdges(world, changes);
  const size = nodes.length;
  const { teams } = world;
  const work: Work = {
    ...{ nodes, placeOf, awaits, passing, isSystem: new Uint8Array(size), begun: new Uint8Array(size) },
    ...{ optimistic: new Float64Array(size), likely: new Float64Array(size), pessimistic: new Float64Array(size) },
    ...{ notBefore: new Float64Array(size), team: new Int32Array(size).fill(-1) },
    capacities: Int32Array.from(
      { length: teams.size },
      (_, team) => changes.capacities.get(team) ?? teams.at(team).capacity,
    ),
  };
  for (let place = 0; place < size; place++) {
    const system = nodes[place]!;
    if (system < world.systems.size && !changes.online.has(system)) fill(world, work, place, at, changes);
  }
  return work;
}

function fill({ columns, systems }: World, work: Work, place: number, at: Instant, changes: Changes): void {
  const system = work.nodes[place]!;
  const state = columns.state[system]!;
  if (state >= online) return;
  work.isSystem[place] = 1;
  work.notBefore[place] = changes.delays.get(system) ?? 0;
  const estimate = changes.estimates.get(system) ?? null;
  if (state >= begun) fillBegun(work, place, systems.at(system), estimate, at);
  else if (estimate) put(work, place, estimate);
  else if (columns.pessimistic[system]! > 0) {
    work.optimistic[place] = columns.optimistic[system]!;
    work.likely[place] = columns.likely[system]!;
    work.pessimistic[place] = columns.pessimistic[system]!;
  }
  // what takes no time keeps nobody busy
  if (work.pessimistic[place]! > 0) work.team[place] = columns.team[system]!;
}

function fillBegun(work: Work, place: number, row: SystemRow, supposed: Estimate | null, at: Instant): void {
  work.begun[place] = 1;
  put(work, place, remainingOf(row, supposed ?? estimateOf(row), at));
}

function put(work: Work, place: number, { optimistic, likely, pessimistic }: Estimate): void {
  work.optimistic[place] = optimistic;
  work.likely[place] = likely;
  work.pessimistic[place] = pessimistic;
}
