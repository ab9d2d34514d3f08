import type { SystemRow, Uuid } from '../rows';
import { stateRank } from '../transitions';
import type { Rows } from '../world';

/** What planning reads of every system, as typed arrays by index: a pass over 100,000 of them touches no row. */
export interface SystemColumns {
  /** The rank of its state. */
  readonly state: Int8Array;
  readonly tier: Uint8Array;
  /** 1 = its plant cannot do without it. */
  readonly essential: Uint8Array;
  /** The index of its team; -1 = none. */
  readonly team: Int32Array;
  /** Its estimate in minutes; NaN where it has none. */
  readonly optimistic: Float64Array;
  readonly likely: Float64Array;
  readonly pessimistic: Float64Array;
}

/** Makes each column of some rows. */
export const columnOf: {
  [C in keyof SystemColumns]: (systems: Rows<SystemRow>, teamOf: (id: Uuid) => number) => SystemColumns[C];
} = {
  state: (systems) => filled(new Int8Array(systems.size), systems, ({ state }) => stateRank(state)),
  tier: (systems) => filled(new Uint8Array(systems.size), systems, ({ tier }) => tier),
  essential: (systems) => filled(new Uint8Array(systems.size), systems, ({ essential }) => (essential ? 1 : 0)),
  team: (systems, teamOf) =>
    filled(new Int32Array(systems.size), systems, ({ teamId }) => (teamId === null ? -1 : teamOf(teamId))),
  optimistic: (systems) => filled(new Float64Array(systems.size), systems, (row) => row.optimistic ?? NaN),
  likely: (systems) => filled(new Float64Array(systems.size), systems, (row) => row.likely ?? NaN),
  pessimistic: (systems) => filled(new Float64Array(systems.size), systems, (row) => row.pessimistic ?? NaN),
};

function filled<A extends Record<number, number>>(
  column: A,
  systems: Rows<SystemRow>,
  valueOf: (row: SystemRow) => number,
): A {
  for (let system = 0; system < systems.size; system++) column[system] = valueOf(systems.at(system));
  return column;
}
