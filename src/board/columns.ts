import type { SystemRow } from '../domain/rows';
import { type SystemColumns, columnOf } from '../domain/schedule/columns';
import type { BoardState } from './state';

type Column = keyof SystemColumns;

/** The property of a row that each column is made of. */
const sources: Record<Column, keyof SystemRow> = {
  ...{ state: 'state', tier: 'tier', essential: 'essential', team: 'teamId' },
  ...{ optimistic: 'optimistic', likely: 'likely', pessimistic: 'pessimistic' },
};
const columns = Object.keys(sources) as Column[];

/**
 * The columns that somebody has asked for. Boards that follow each other share one until a row of theirs says something else
 * there: an event copies none, and who plans next makes anew what has changed since.
 */
export class KeptColumns {
  constructor(private readonly kept: Partial<Record<Column, SystemColumns[Column]>> = {}) {}

  /** One of the columns, made from the state that is asked first. */
  of<C extends Column>({ systems, teams }: BoardState, column: C): SystemColumns[C] {
    return (this.kept[column] ??= columnOf[column](systems, (id) => teams.indexOf(id))) as SystemColumns[C];
  }

  /** The columns after one system's row has changed; the same ones where that changes none. */
  after(before: SystemRow, after: SystemRow): KeptColumns {
    if (columns.every((column) => before[sources[column]] === after[sources[column]])) return this;
    const kept = { ...this.kept };
    for (const column of columns) if (before[sources[column]] !== after[sources[column]]) delete kept[column];
    return new KeptColumns(kept);
  }
}

/** The columns of one state, each made when it is first read. */
export class Columns implements SystemColumns {
  constructor(private readonly of: BoardState) {}

  get state() {
    return this.of.columns.of(this.of, 'state');
  }
  get tier() {
    return this.of.columns.of(this.of, 'tier');
  }
  get essential() {
    return this.of.columns.of(this.of, 'essential');
  }
  get team() {
    return this.of.columns.of(this.of, 'team');
  }
  get optimistic() {
    return this.of.columns.of(this.of, 'optimistic');
  }
  get likely() {
    return this.of.columns.of(this.of, 'likely');
  }
  get pessimistic() {
    return this.of.columns.of(this.of, 'pessimistic');
  }
}
