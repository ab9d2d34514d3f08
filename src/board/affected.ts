import type { HoldRow } from '../domain/marks';
import type { RowChange } from '../domain/tables';
import type { Board } from './board';

/**
 * The systems whose answers one event may have changed, between two boards of the same topology: those whose rows it wrote
 * with their direct dependents, dependents of those whose trust moved (`moved`), waiters of milestones whose row or status
 * changed, and what lies under a changed hold.
 */
export function systemsTouchedBy(
  before: Board,
  after: Board,
  changes: readonly RowChange[],
  moved: readonly number[],
): Iterable<number> {
  if (changes.some(({ table }) => table === 'incident')) return everySystem(after);
  const touched = new Set<number>();
  for (const change of changes) {
    if (change.table === 'system') touched.add(after.systems.indexOf(change.row.id));
    if (change.table === 'containment_check') touched.add(after.systems.indexOf(change.row.systemId));
    if (change.table === 'override') touched.add(systemOf(after, change.row.id));
    if (change.table === 'override_approval') touched.add(systemOf(after, change.row.overrideId));
    if (change.table === 'milestone') for (const system of waitingFor(after, change.row.id)) touched.add(system);
    if (change.table === 'hold')
      for (const system of under(after, heldBy(before, after, change.row.id))) touched.add(system);
  }
  for (const system of [...touched, ...moved]) {
    for (const edge of after.dependentsOf(system)) touched.add(after.waiterOf(edge));
  }
  for (const system of waitersOfChangedMilestones(before, after)) touched.add(system);
  return touched;
}

/** Every system of a board. */
export function everySystem(board: Board): number[] {
  return Array.from({ length: board.systems.size }, (_, system) => system);
}

function systemOf(board: Board, overrideId: string): number {
  const override = board.overrides.find(({ id }) => id === overrideId);
  if (!override) throw new Error(`no override ${overrideId} on the board`);
  return board.systems.indexOf(override.systemId);
}

function heldBy(before: Board, after: Board, holdId: string): HoldRow | undefined {
  return [...before.holds, ...after.holds].find(({ id }) => id === holdId);
}

function under(board: Board, hold: HoldRow | undefined): Iterable<number> {
  if (!hold) return [];
  if (hold.systemId !== null) return [board.systems.indexOf(hold.systemId)];
  return hold.plantId === null ? everySystem(board) : board.systemsOfPlant(board.plants.indexOf(hold.plantId));
}

function waitingFor(board: Board, milestoneId: string): Iterable<number> {
  return board.waitingFor(board.milestones.indexOf(milestoneId));
}

function waitersOfChangedMilestones(before: Board, after: Board): number[] {
  const changed = after.milestoneStatuses.statuses.differingFrom(before.milestoneStatuses.statuses);
  return changed.flatMap((milestone) => Array.from(after.waitingFor(milestone)));
}
