import { isOpenOverride } from '../domain/override-force';
import type { HoldRow, OverrideApprovalRow, OverrideRow } from '../domain/marks';
import type { CheckRow, SystemRow, Uuid } from '../domain/rows';
import type { RowChange } from '../domain/tables';
import { isAwaited } from '../domain/transitions';
import { lateAt, sooner } from './clock';
import { Kept } from './kept';
import type { Keyed } from './keyed';
import { type BoardState, sortedApprovals, sortedChecks, sortedHolds, sortedOverrides } from './state';
import { talliedAgain } from './tallies';

type ChangeOf<T> = Extract<RowChange, { table: T }>;

/**
 * Puts one changed row into a state that is still being made (its parts are shared: they are replaced, never written).
 * Answers with the systems of which other things are now said where they are a fault: state, revocation, team.
 */
export function applyRow(state: BoardState, change: RowChange, version: number): number[] {
  switch (change.table) {
    case 'system':
      return applySystem(state, change, version);
    case 'containment_check':
      applyCheck(state, change, version);
      break;
    case 'hold':
      applyHold(state, change, version);
      break;
    case 'incident':
      state.incident = { ...state.incident, ...change.row, version };
      break;
    case 'milestone':
      state.milestones = replaced(state.milestones, change.row, version);
      break;
    case 'note':
      if (change.op === 'insert' && change.row.systemId) noteOn(state, state.systems.indexOf(change.row.systemId));
      break;
    case 'override':
      applyOverride(state, change, version);
      break;
    case 'override_approval':
      state.approvals = sortedApprovals([...state.approvals, { ...change.row, version } as OverrideApprovalRow]);
      break;
    case 'line':
      state.lines = replaced(state.lines, change.row, version);
      break;
    default:
      throw new Error(`a change of ${change.table} builds the board anew`);
  }
  return [];
}

function replaced<R extends { id: Uuid; key: string }>(rows: Keyed<R>, row: { id: Uuid }, version: number): Keyed<R> {
  const index = rows.indexOf(row.id);
  return rows.with(index, { ...rows.at(index), ...row, version });
}

const told = ['state', 'revokedAt', 'teamId'] as const;

function applySystem(state: BoardState, change: ChangeOf<'system'>, version: number): number[] {
  const index = state.systems.indexOf(change.row.id);
  const before = state.systems.at(index);
  const after: SystemRow = { ...before, ...change.row, version };
  state.systems = state.systems.with(index, after);
  state.columns = state.columns.after(before, after);
  if (before.state !== after.state) state.states = state.states.with(index, after.state);
  state.orders = state.orders.after(index, before, after);
  state.tallies = talliedAgain(state.tallies, before, after, state.now);
  countAwaited(state, index, Number(isAwaited(after.state)) - Number(isAwaited(before.state)));
  state.validUntil = sooner(state.validUntil, after.expiresAt, state.now);
  if (before.rtoMinutes !== after.rtoMinutes) {
    state.targets = new Kept();
    state.validUntil = sooner(state.validUntil, lateAt(state.incident, after.rtoMinutes), state.now);
  }
  return told.some((column) => before[column] !== after[column]) ? [index] : [];
}

function countAwaited(state: BoardState, system: number, difference: number): void {
  const milestones = state.topology.milestonesNeeding.of(system);
  if (difference === 0 || milestones.length === 0) return;
  const counts = new Map<number, number>();
  for (const milestone of milestones) counts.set(milestone, state.openSystems.at(milestone) + difference);
  state.openSystems = state.openSystems.withAll(counts);
}

function noteOn(state: BoardState, system: number): void {
  if (!state.noted.at(system)) state.noted = state.noted.with(system, true);
}

function applyCheck(state: BoardState, { op, row }: ChangeOf<'containment_check'>, version: number): void {
  const index = state.systems.indexOf(row.systemId);
  const checks = new Map(state.checks.at(index));
  if (op === 'delete') checks.delete(row.kind);
  else checks.set(row.kind, { ...checks.get(row.kind), ...row, version } as CheckRow);
  state.checks = state.checks.with(index, sortedChecks(checks.values()));
}

function applyHold(state: BoardState, { op, row }: ChangeOf<'hold'>, version: number): void {
  const others = state.holds.filter(({ id }) => id !== row.id);
  state.holds = op === 'delete' ? others : sortedHolds([...others, { ...row, version } as HoldRow]);
}

function applyOverride(state: BoardState, { row }: ChangeOf<'override'>, version: number): void {
  const before = state.overrides.find(({ id }) => id === row.id);
  const after = { ...before, ...row, version } as OverrideRow;
  state.overrides = sortedOverrides([...state.overrides.filter(({ id }) => id !== row.id), after]);
  if (isOpenOverride(after)) state.validUntil = sooner(state.validUntil, after.expiresAt, state.now);
}
