import type { Board } from '../../src/board/board';
import { targetsOf } from '../../src/board/clock';
import { rowName } from '../../src/board/tables';
import type { RecoveryTable } from '../../src/domain/tables';

const orders = ['RESTORE_ORDER', 'TIER', 'NAME', 'DUE', 'MOST_UNLOCKED'] as const;

/** Everything that a board holds, its indexes too, and everything that it answers: two boards are the same where these are. */
export function pictureOf(board: Board): object {
  const { answers: _answers, moment: _moment, now: _now, validUntil: _until, ...parts } = board.state;
  return {
    // what waits for what is counted when first asked: the order MOST_UNLOCKED shows it
    parts: {
      ...parts,
      ...{ links: namedRows(parts.links), topology: { ...parts.topology, unlocks: null } },
      // made by whoever asks first
      ...{ columns: columnsOf(board), targets: parts.targets.of(() => targetsOf(board.systems)) },
      ...{ lineStatuses: board.lineStatuses, milestoneStatuses: board.milestoneStatuses },
    },
    counters: board.counters,
    systems: each(board.systems.size, (system) => systemOf(board, system)),
    satisfied: each(board.dependencies.size, (dependency) => board.isSatisfied(dependency)),
    lines: each(board.lines.size, (line) => lineOf(board, line)),
    plants: each(board.plants.size, (plant) => board.plantStatusOf(plant)),
    milestones: each(board.milestones.size, (milestone) => milestoneOf(board, milestone)),
    progress: [null, ...each(board.plants.size, (plant) => plant)].map((plant) => board.progressOf(plant)),
    holds: each(board.plants.size, (plant) => board.holdsOfPlant(plant)),
    orders: orders.map((order) => board.inOrder(order)),
  };
}

function columnsOf({ columns }: Board): object {
  const { state, tier, essential, team, optimistic, likely, pessimistic } = columns;
  return { state, tier, essential, team, optimistic, likely, pessimistic };
}

function each<T>(size: number, answer: (index: number) => T): T[] {
  return Array.from({ length: size }, (_, index) => answer(index));
}

function systemOf(board: Board, system: number) {
  return {
    ...{ blockers: board.blockersOf(system), containment: board.containmentOf(system) },
    ...{ ready: board.isReady(system), blocked: board.isBlocked(system) },
    ...{ due: board.dueAtOf(system), overdue: board.isOverdue(system), course: board.courseOf(system) },
    ...{ risks: board.risksOf(system), roots: board.rootBlockersOf(system), noted: board.hasNote(system) },
    ...{ unlocks: board.unlocksOf(system), blast: board.blastRadiusOf(system) },
    ...{ holds: board.holdsOn(system), required: board.requiredOf(system), fault: board.faultBelow(system) },
  };
}

function lineOf(board: Board, line: number) {
  return { status: board.lineStatusOf(line), blockers: board.lineBlockersOf(line), risks: board.lineRisksOf(line) };
}

function milestoneOf(board: Board, milestone: number) {
  return {
    ...{ status: board.milestoneStatusOf(milestone), blockers: board.milestoneBlockersOf(milestone) },
    ...{ counts: board.milestoneCountsOf(milestone), overdue: board.isMilestoneOverdue(milestone) },
    open: board.openSystemsOf(milestone),
  };
}

// Links are kept in no order.
function namedRows(tables: object): Map<string, object> {
  const rows = Object.entries(tables) as [RecoveryTable, object[]][];
  return new Map(rows.flatMap(([table, list]) => list.map((row) => [`${table} ${rowName(table, row)}`, row] as const)));
}
