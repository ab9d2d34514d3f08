import type { DependencyRow, Uuid } from '../domain/rows';
import type { NodeRankRow } from '../domain/tables';
import type { Network } from '../domain/schedule/network';
import { systemStates } from '../domain/words';
import type { Keyed } from './keyed';
import { Lists } from './lists';
import { networkOf } from './network';
import type { BoardRows } from './tables';
import { UnlockKeeper } from './unlock-counts';

/** Everything about an incident that changes only when its plan does: who waits for whom, as dense indexes. */
export interface Topology {
  dependencies: readonly DependencyRow[];
  waiters: Int32Array;
  targets: Int32Array;
  hard: Uint8Array;
  /** Index into systemStates. */
  required: Uint8Array;
  dependenciesOf: Lists;
  dependentsOf: Lists;
  afterOf: Lists;
  waitingFor: Lists;
  systemsOf: Lists;
  linesOf: Lists;
  milestonesOf: Lists;
  milestonesNeeding: Lists;
  milestonesOfLine: Lists;
  milestonesAbove: Lists;
  systemsOfLine: Lists;
  feedsOfLine: Lists;
  linesFedBy: Lists;
  linesNeeding: Lists;
  systemsOfPlant: Lists;
  /** The plant of each system; -1 = none. */
  plantOf: Int32Array;
  milestonesOfPlant: Lists;
  linesOfPlant: Lists;
  /** All of it as the one graph of systems, lines and milestones. */
  network: Network;
  /** How many systems wait for each of its nodes; follows the states. */
  unlocks: UnlockKeeper;
  ranks: ReadonlyMap<Uuid, NodeRankRow>;
  /** Systems by rising rank: whatever one waits for comes before it. */
  systemsByRank: Int32Array;
  /** The place of each system in that order. */
  placeByRank: Int32Array;
}

type Nodes = Record<'systems' | 'plants' | 'lines' | 'milestones', Pick<Keyed<never>, 'size' | 'indexOf'>>;

/** Both directions of one kind of pair. */
function pairs<R>(
  rows: readonly R[],
  left: { nodes: Nodes[keyof Nodes]; id: (row: R) => Uuid },
  right: { nodes: Nodes[keyof Nodes]; id: (row: R) => Uuid },
): [Lists, Lists] {
  const owners = Int32Array.from(rows, (row) => left.nodes.indexOf(left.id(row)));
  const members = Int32Array.from(rows, (row) => right.nodes.indexOf(right.id(row)));
  return [Lists.of(left.nodes.size, owners, members), Lists.of(right.nodes.size, members, owners)];
}

/** The topology among rows that are already indexed. */
export function topologyOf(rows: BoardRows, nodes: Nodes): Topology {
  const { systems, plants, lines, milestones } = nodes;
  const system = { nodes: systems, id: (row: { systemId: Uuid }) => row.systemId };
  const line = { nodes: lines, id: (row: { lineId: Uuid }) => row.lineId };
  const milestone = { nodes: milestones, id: (row: { milestoneId: Uuid }) => row.milestoneId };
  const [afterOf, waitingFor] = pairs(rows.system_after, system, milestone);
  const [systemsOf, milestonesNeeding] = pairs(rows.milestone_system, milestone, system);
  const [linesOf, milestonesOfLine] = pairs(rows.milestone_line, milestone, line);
  const needed = { nodes: milestones, id: (row: { needsId: Uuid }) => row.needsId };
  const [milestonesOf, milestonesAbove] = pairs(rows.milestone_milestone, milestone, needed);
  const [systemsOfLine, linesNeeding] = pairs(rows.line_system, line, system);
  const feeding = { nodes: lines, id: (row: { fedById: Uuid }) => row.fedById };
  const [feedsOfLine, linesFedBy] = pairs(rows.line_feed, line, feeding);
  const dependencies = dependencyGraph(rows.dependency, systems);
  const links = { afterOf, systemsOfLine, feedsOfLine, systemsOf, linesOf, milestonesOf };
  return {
    ...dependencies,
    ...links,
    ...{ waitingFor, milestonesNeeding, milestonesOfLine, milestonesAbove, linesNeeding, linesFedBy },
    network: networkOf(systems.size, lines.size, dependencies, links),
    unlocks: new UnlockKeeper(),
    systemsOfPlant: ofPlants(rows.system, plants, systems),
    plantOf: plantsOf(rows.system, plants, systems),
    linesOfPlant: ofPlants(rows.line, plants, lines),
    milestonesOfPlant: ofPlants(rows.milestone, plants, milestones),
    ...rankOrder(rows, systems),
  };
}

function dependencyGraph(rows: readonly DependencyRow[], systems: Nodes['systems']) {
  const order = rows
    .map((row) => ({ row, waiter: systems.indexOf(row.systemId), target: systems.indexOf(row.dependsOnId) }))
    .sort((one, other) => one.waiter - other.waiter || one.target - other.target);
  const waiters = Int32Array.from(order, ({ waiter }) => waiter);
  const targets = Int32Array.from(order, ({ target }) => target);
  const dependencies = order.map(({ row }) => row);
  const indexes = Int32Array.from(dependencies, (_, index) => index);
  return {
    dependencies,
    waiters,
    targets,
    hard: Uint8Array.from(dependencies, ({ strength }) => (strength === 'HARD' ? 1 : 0)),
    required: Uint8Array.from(dependencies, ({ requiredState }) => systemStates.indexOf(requiredState)),
    dependenciesOf: Lists.of(systems.size, waiters, indexes),
    dependentsOf: Lists.of(systems.size, targets, indexes),
  };
}

function ofPlants(
  rows: readonly { id: Uuid; plantId: Uuid | null }[],
  plants: Nodes['plants'],
  nodes: Nodes['systems'],
): Lists {
  const placed = rows.filter(({ plantId }) => plantId !== null);
  const owners = placed.map(({ plantId }) => plants.indexOf(plantId as Uuid));
  return Lists.of(
    plants.size,
    owners,
    placed.map(({ id }) => nodes.indexOf(id)),
  );
}

function plantsOf(
  rows: readonly { id: Uuid; plantId: Uuid | null }[],
  plants: Nodes['plants'],
  systems: Nodes['systems'],
): Int32Array {
  const plantOf = new Int32Array(systems.size).fill(-1);
  for (const { id, plantId } of rows) if (plantId !== null) plantOf[systems.indexOf(id)] = plants.indexOf(plantId);
  return plantOf;
}

function rankOrder(rows: BoardRows, systems: Nodes['systems']) {
  const ranks = new Map(rows.node_rank.map((row) => [row.nodeId, row]));
  const rankBySystem = new Int32Array(systems.size);
  for (const { id } of rows.system) rankBySystem[systems.indexOf(id)] = ranks.get(id)?.rank ?? 0;
  const systemsByRank = Int32Array.from({ length: systems.size }, (_, index) => index).sort(
    (one, other) => rankBySystem[one]! - rankBySystem[other]! || one - other,
  );
  const placeByRank = new Int32Array(systems.size);
  systemsByRank.forEach((system, place) => {
    placeByRank[system] = place;
  });
  return { ranks, systemsByRank, placeByRank };
}
