import type { SystemRow, Uuid } from '../rows';
import { stateRank } from '../transitions';

/** What planning reads of every system, as typed arrays by index: a pass over 100,000 of them touches no row. */
export interface SystemColumns {
  /** The rank of its state. */
  state: Int8Array;
  tier: Uint8Array;
  /** 1 = its plant cannot do without it. */
  essential: Uint8Array;
  /** The index of its team; -1 = none. */
  team: Int32Array;
  /** Its estimate in minutes; NaN where it has none. */
  optimistic: Float64Array;
  likely: Float64Array;
  pessimistic: Float64Array;
}

type TeamOf = (id: Uuid) => number;

/** The columns of some rows. */
export function columnsOf(rows: readonly SystemRow[], teamOf: TeamOf): SystemColumns {
  const size = rows.length;
  const columns = {
    ...{ state: new Int8Array(size), tier: new Uint8Array(size), essential: new Uint8Array(size) },
    team: new Int32Array(size),
    ...{ optimistic: new Float64Array(size), likely: new Float64Array(size), pessimistic: new Float64Array(size) },
  };
  rows.forEach((row, index) => write(columns, index, row, teamOf));
  return columns;
}

/** The columns with one row changed; those that it does not change are shared. */
export function changedColumns(
  columns: SystemColumns,
  index: number,
  before: SystemRow,
  after: SystemRow,
  teamOf: TeamOf,
): SystemColumns {
  const changed = { ...columns };
  if (before.state !== after.state) changed.state = columns.state.slice();
  if (before.tier !== after.tier) changed.tier = columns.tier.slice();
  if (before.essential !== after.essential) changed.essential = columns.essential.slice();
  if (before.teamId !== after.teamId) changed.team = columns.team.slice();
  for (const point of ['optimistic', 'likely', 'pessimistic'] as const) {
    if (before[point] !== after[point]) changed[point] = columns[point].slice();
  }
  write(changed, index, after, teamOf);
  return changed;
}

function write(columns: SystemColumns, index: number, row: SystemRow, teamOf: TeamOf): void {
  columns.state[index] = stateRank(row.state);
  columns.tier[index] = row.tier;
  columns.essential[index] = row.essential ? 1 : 0;
  columns.team[index] = row.teamId === null ? -1 : teamOf(row.teamId);
  columns.optimistic[index] = row.optimistic ?? NaN;
  columns.likely[index] = row.likely ?? NaN;
  columns.pessimistic[index] = row.pessimistic ?? NaN;
}
