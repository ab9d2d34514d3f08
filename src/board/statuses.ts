import { Heap } from '../domain/heap';
import { lineStatus, lineStatuses } from '../domain/lines';
import { type MilestoneStanding, milestoneStanding, milestoneStandings } from '../domain/milestones';
import type { Uuid } from '../domain/rows';
import type { RowChange } from '../domain/tables';
import { isAwaited } from '../domain/transitions';
import type { LineStatus, MilestoneStatus } from '../domain/words';
import type { Board } from './board';
import { Chunks } from './chunks';
import { Kept } from './kept';

/** The statuses of the milestones, and those that are met although the log does not say yet that they are achieved. */
export interface MilestoneStatuses {
  statuses: Chunks<MilestoneStatus>;
  met: readonly number[];
}

/** The statuses of all lines. */
export function allLines(board: Board): Chunks<LineStatus> {
  return Chunks.of(lineStatuses(board));
}

/** The statuses of all milestones. */
export function allMilestones(board: Board): MilestoneStatuses {
  const standings = milestoneStandings(board);
  const met = standings.flatMap(({ isMet }, milestone) => (isMet ? [milestone] : []));
  return { statuses: Chunks.of(standings.map(({ status }) => status)), met };
}

/**
 * Puts the statuses after an event into the state of the board after it, which still has those before it: of what the event
 * reached, and of what follows from that. Nothing else is looked at.
 */
export function moveStatuses(before: Board, after: Board, changes: readonly RowChange[]): void {
  const { state } = after;
  const flipped = flippedSystems(before, after, changes);
  const lines = state.lineStatuses.of(() => allLines(before));
  const movedLines = settledLines(after, lines, [
    ...idsIn(changes, 'line').map((id) => after.lines.indexOf(id)),
    ...flipped.flatMap((system) => Array.from(after.linesNeeding(system))),
  ]);
  if (movedLines.size > 0) state.lineStatuses = new Kept(lines.withAll(movedLines));
  const milestones = state.milestoneStatuses.of(() => allMilestones(before));
  const movedMilestones = settledMilestones(after, milestones.statuses, [
    ...idsIn(changes, 'milestone').map((id) => after.milestones.indexOf(id)),
    ...flipped.flatMap((system) => Array.from(after.milestonesNeeding(system))),
    ...[...movedLines.keys()].flatMap((line) => Array.from(after.milestonesOfLine(line))),
  ]);
  if (movedMilestones.size > 0) state.milestoneStatuses = new Kept(withStandings(milestones, movedMilestones));
}

function idsIn(changes: readonly RowChange[], table: 'system' | 'line' | 'milestone'): Uuid[] {
  return changes.flatMap((change) => (change.table === table ? [change.row.id] : []));
}

/** The systems that are back, or gone, and were not before; or the other way round. */
function flippedSystems(before: Board, after: Board, changes: readonly RowChange[]): number[] {
  return idsIn(changes, 'system')
    .map((id) => after.systems.indexOf(id))
    .filter((system) => isAwaited(before.systems.at(system).state) !== isAwaited(after.systems.at(system).state));
}

function settledLines(board: Board, before: Chunks<LineStatus>, first: readonly number[]): Map<number, LineStatus> {
  const moved = new Map<number, LineStatus>();
  const statusOf = (line: number): LineStatus => moved.get(line) ?? before.at(line);
  settle(
    first,
    (line) => board.rankOf(board.lines.at(line).id),
    (line) => {
      const status = lineStatus(board, line, statusOf);
      if (status === statusOf(line)) return [];
      moved.set(line, status);
      return board.linesFedBy(line);
    },
  );
  return moved;
}

function settledMilestones(
  board: Board,
  before: Chunks<MilestoneStatus>,
  first: readonly number[],
): Map<number, MilestoneStanding> {
  const looked = new Map<number, MilestoneStanding>();
  const statusOf = (milestone: number): MilestoneStatus => looked.get(milestone)?.status ?? before.at(milestone);
  settle(
    first,
    (milestone) => board.rankOf(board.milestones.at(milestone).id),
    (milestone) => {
      const standing = milestoneStanding(board, milestone, statusOf);
      const isOther = standing.status !== statusOf(milestone);
      looked.set(milestone, standing);
      return isOther ? board.milestonesAbove(milestone) : [];
    },
  );
  return looked;
}

/** Looks at some nodes, and at those that each of them brings, lowest rank first: what one rests on is settled before it. */
function settle(
  first: Iterable<number>,
  rankOf: (node: number) => number,
  look: (node: number) => Iterable<number>,
): void {
  const queue = new Heap();
  for (const node of new Set(first)) queue.push(node, rankOf(node));
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const above of look(node)) queue.push(above, rankOf(above));
  }
}

function withStandings(before: MilestoneStatuses, looked: ReadonlyMap<number, MilestoneStanding>): MilestoneStatuses {
  const moved = new Map<number, MilestoneStatus>();
  for (const [milestone, { status }] of looked) {
    if (before.statuses.at(milestone) !== status) moved.set(milestone, status);
  }
  const met = new Set(before.met);
  for (const [milestone, { isMet }] of looked) {
    if (isMet) met.add(milestone);
    else met.delete(milestone);
  }
  return { statuses: before.statuses.withAll(moved), met: [...met].sort((one, other) => one - other) };
}
