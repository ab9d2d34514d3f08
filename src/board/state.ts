import type { HoldRow, OverrideApprovalRow, OverrideRow } from '../domain/marks';
import type {
  CheckRow,
  IncidentRow,
  Instant,
  LineRow,
  MilestoneRow,
  PlantRow,
  SystemRow,
  TeamRow,
  Uuid,
} from '../domain/rows';
import { isAwaited } from '../domain/transitions';
import type { CheckKind, LineStatus, PlantStatus, SystemState } from '../domain/words';
import type { Answer } from './answers';
import { Chunks } from './chunks';
import { type Targets, nextChange, targetsOf } from './clock';
import { KeptColumns } from './columns';
import { type Faults, allFaults } from './faults';
import { Kept } from './kept';
import { Keyed, compareText } from './keyed';
import { Memos } from './memos';
import type { Counted } from './progress';
import { KeptOrders } from './orders';
import type { MilestoneStatuses } from './statuses';
import type { BoardHead, BoardRows } from './tables';
import { type Tallies, tallied } from './tallies';
import { type Topology, topologyOf } from './topology';

export type Checks = ReadonlyMap<CheckKind, CheckRow>;

const linkTables = [
  'system_after',
  'milestone_system',
  'milestone_line',
  'milestone_milestone',
  'line_system',
  'line_feed',
] as const;
export type Links = Pick<BoardRows, (typeof linkTables)[number]>;

/** What a board is made of; every part is shared with the next board until something in it changes. */
export interface BoardState {
  head: BoardHead;
  now: Instant;
  moment: number;
  /** When the clock alone changes an answer next; null = never. */
  validUntil: Instant | null;
  incident: IncidentRow;
  teams: Keyed<TeamRow>;
  plants: Keyed<PlantRow>;
  lines: Keyed<LineRow>;
  systems: Keyed<SystemRow>;
  columns: KeptColumns;
  /** The states alone, closer together than the rows: filters ask them of all systems of a list. */
  states: Chunks<SystemState>;
  milestones: Keyed<MilestoneRow>;
  topology: Topology;
  /** The rows behind the topology's pairs. */
  links: Links;
  checks: Chunks<Checks>;
  holds: readonly HoldRow[];
  overrides: readonly OverrideRow[];
  /** The systems that somebody wrote a note on. */
  noted: Chunks<boolean>;
  approvals: readonly OverrideApprovalRow[];
  /** How many systems of each milestone still have to come back. */
  openSystems: Chunks<number>;
  lineStatuses: Kept<Chunks<LineStatus>>;
  milestoneStatuses: Kept<MilestoneStatuses>;
  faults: Faults;
  tallies: Tallies;
  answers: Memos<Answer>;
  /** What the systems of each plant come to. */
  plantCounts: Memos<Counted>;
  plantStatuses: Memos<PlantStatus>;
  targets: Kept<Targets>;
  orders: KeptOrders;
}

/** The state that some rows make: indexed, sorted, counted. */
export function stateOf(rows: BoardRows, head: BoardHead, now: Instant, moment = 0): BoardState {
  const systems = Keyed.of(rows.system);
  const plants = Keyed.of(rows.plant);
  const lines = Keyed.of(rows.line);
  const milestones = Keyed.of(rows.milestone);
  const teams = Keyed.of(rows.team);
  const topology = topologyOf(rows, { systems, plants, lines, milestones });
  const all = systems.toArray();
  const incident = rows.incident[0] as IncidentRow;
  const targets = new Kept(targetsOf(systems));
  return {
    ...{ head, now, moment, incident, plants, lines, systems, milestones, topology },
    links: Object.fromEntries(linkTables.map((table) => [table, rows[table]])) as unknown as Links,
    teams,
    columns: new KeptColumns(),
    states: Chunks.of(all.map((system) => system.state)),
    checks: checksBySystem(rows.containment_check, systems),
    holds: sortedHolds(rows.hold),
    overrides: sortedOverrides(rows.override),
    noted: notedSystems(rows.noted, systems),
    approvals: sortedApprovals(rows.override_approval),
    openSystems: countOpen(topology, systems, milestones.size),
    lineStatuses: new Kept(),
    milestoneStatuses: new Kept(),
    faults: allFaults(topology, (system) => systems.at(system)),
    tallies: tallied(all, now),
    answers: Memos.none(systems.size),
    plantCounts: Memos.none(plants.size),
    plantStatuses: Memos.none(plants.size),
    targets,
    orders: new KeptOrders(),
    validUntil: nextChange({ incident, systems, milestones, overrides: rows.override, targets }, now),
  };
}

/** Holds oldest first. */
export function sortedHolds(holds: readonly HoldRow[]): HoldRow[] {
  return [...holds].sort((one, other) => compareText(one.placedAt, other.placedAt) || one.version - other.version);
}

/** Overrides oldest first. */
export function sortedOverrides(overrides: readonly OverrideRow[]): OverrideRow[] {
  return [...overrides].sort(
    (one, other) => compareText(one.requestedAt, other.requestedAt) || compareText(one.id, other.id),
  );
}

/** Approvals oldest first. */
export function sortedApprovals(approvals: readonly OverrideApprovalRow[]): OverrideApprovalRow[] {
  return [...approvals].sort(
    (one, other) => compareText(one.at, other.at) || compareText(one.principalId, other.principalId),
  );
}

/** One system's checks in the order of their kinds. */
export function sortedChecks(rows: Iterable<CheckRow>): Checks {
  const sorted = [...rows].sort((one, other) => compareText(one.kind, other.kind));
  return new Map(sorted.map((row) => [row.kind, row]));
}

function checksBySystem(rows: readonly CheckRow[], systems: Keyed<SystemRow>): Chunks<Checks> {
  const none: Checks = new Map();
  const recorded = new Map<number, CheckRow[]>();
  for (const row of rows) {
    const system = systems.indexOf(row.systemId);
    const list = recorded.get(system);
    if (list) list.push(row);
    else recorded.set(system, [row]);
  }
  return Chunks.of(
    Array.from({ length: systems.size }, (_, system) => {
      const list = recorded.get(system);
      return list ? sortedChecks(list) : none;
    }),
  );
}

function notedSystems(ids: readonly Uuid[], systems: Keyed<SystemRow>): Chunks<boolean> {
  const noted = Array.from({ length: systems.size }, () => false);
  for (const id of ids) noted[systems.indexOf(id)] = true;
  return Chunks.of(noted);
}

function countOpen(topology: Topology, systems: Keyed<SystemRow>, milestones: number): Chunks<number> {
  const counts = Array.from({ length: milestones }, (_, milestone) => {
    const awaited = topology.systemsOf.of(milestone).filter((system) => isAwaited(systems.at(system).state));
    return awaited.length;
  });
  return Chunks.of(counts);
}

/** All rows of a state, as they would be loaded. */
export function rowsOf(state: BoardState): BoardRows {
  return {
    incident: [state.incident],
    team: state.teams.toArray(),
    plant: state.plants.toArray(),
    line: state.lines.toArray(),
    system: state.systems.toArray(),
    milestone: state.milestones.toArray(),
    node_rank: [...state.topology.ranks.values()],
    dependency: state.topology.dependencies,
    ...state.links,
    containment_check: state.checks.toArray().flatMap((checks) => [...checks.values()]),
    hold: state.holds,
    override: state.overrides,
    noted: state.systems.toArray().flatMap(({ id }, system) => (state.noted.at(system) ? [id] : [])),
    override_approval: state.approvals,
  };
}
