import type { RecoveryEvent } from '../domain/event';
import type { Instant, Uuid } from '../domain/rows';
import type { RowChange } from '../domain/tables';
import { everySystem } from './affected';
import type { Board } from './board';
import { passedBetween } from './clock';

// Tables whose changes tell which systems they reach; those of any other, criteria among them, may reach every one.
const near: readonly RowChange['table'][] = ['system', 'containment_check', 'hold', 'milestone'];

/**
 * The systems that some past events, or the clock since the first of them, may have changed, given only the board after all
 * of them: a superset, never a miss. `removed` are systems that these events removed.
 */
export function mayHaveChanged(
  board: Board,
  events: readonly RecoveryEvent[],
): { systems: Iterable<number>; removed: Uuid[] } {
  const changes = events.flatMap(({ rows }) => rows);
  const removed = changes.flatMap((change) =>
    change.table === 'system' && change.op === 'delete' ? [change.row.id] : [],
  );
  if (changes.some((change) => isFarReaching(change))) return { systems: everySystem(board), removed };
  const named = new Set([...changes.flatMap((change) => systemIdsOf(change)), ...overridden(board, changes)]);
  const written = [...named].flatMap((id) => board.systems.find(id) ?? []);
  const changed = [...written, ...changedByClock(board, events[0]?.at ?? board.now)];
  const declared = changes.flatMap((change) => (change.table === 'milestone' ? [change.row.id] : []));
  const milestones = declared.flatMap((id) => board.milestones.find(id) ?? []);
  return { systems: withAllThatWait(board, changed, milestones), removed };
}

// A hold that is gone no longer says what it was on.
function isFarReaching({ table, op, row }: RowChange): boolean {
  if (table === 'hold') return op === 'delete' || row.systemId == null;
  if (table === 'milestone') return op !== 'update';
  return !near.includes(table) || (table === 'system' && op !== 'update');
}

function systemIdsOf(change: RowChange): Uuid[] {
  if (change.table === 'system') return [change.row.id];
  if (change.table === 'containment_check') return [change.row.systemId];
  return change.table === 'hold' && change.op === 'insert' && change.row.systemId ? [change.row.systemId] : [];
}

/** The systems of overrides that were asked for, approved or ended. */
function overridden({ overrides }: Board, changes: readonly RowChange[]): Uuid[] {
  const ids = new Set(changes.flatMap((change) => overrideIdOf(change) ?? []));
  return overrides.filter(({ id }) => ids.has(id)).map(({ systemId }) => systemId);
}

function overrideIdOf(change: RowChange): Uuid | null {
  if (change.table === 'override') return change.row.id;
  return change.table === 'override_approval' ? change.row.overrideId : null;
}

/** Systems whose signature or override expired, or that fell due, since a moment. */
function changedByClock(board: Board, since: Instant): number[] {
  const hasPassed = (moment: Instant | null): boolean => moment !== null && moment >= since && moment <= board.now;
  const ended = board.overrides.filter(({ expiresAt }) => hasPassed(expiresAt));
  const passing = new Set(ended.map(({ systemId }) => board.systems.indexOf(systemId)));
  for (const late of passedBetween(board.state, since, board.now)) passing.add(late);
  return everySystem(board).filter((system) => passing.has(system) || hasPassed(board.systems.at(system).expiresAt));
}

/** The systems, and everything above them: by dependencies, and through the milestones and lines that need them. */
function withAllThatWait(board: Board, systems: readonly number[], changed: readonly number[]): Set<number> {
  const reached = new Set(systems);
  const milestones = new Set(changed);
  const lines = new Set<number>();
  // a set's iteration goes on over what is added meanwhile
  for (const system of reached) {
    for (const edge of board.dependentsOf(system)) reached.add(board.waiterOf(edge));
    for (const milestone of board.milestonesNeeding(system)) milestones.add(milestone);
    for (const line of board.linesNeeding(system)) lines.add(line);
  }
  for (const line of lines) {
    for (const fed of board.linesFedBy(line)) lines.add(fed);
    for (const milestone of board.milestonesOfLine(line)) milestones.add(milestone);
  }
  for (const milestone of milestones) {
    for (const above of board.milestonesAbove(milestone)) milestones.add(above);
    for (const waiting of board.waitingFor(milestone)) reached.add(waiting);
  }
  return reached;
}
