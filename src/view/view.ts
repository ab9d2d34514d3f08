import type { Board } from '../board/board';
import type { RecoveryEvent } from '../domain/event';
import type { Blocker } from '../domain/refusal';
import type { HoldRow, TeamRow, Uuid } from '../domain/rows';
import type { RequestContext } from './context';
import { memo } from './memo';
import { type Shape, shape } from './shapes';

type Indexes = ArrayLike<number>;

/** One board as one request sees it: hands out one object for each thing, however often the answer names it. */
export class View {
  readonly incident: Shape<'Incident'>;
  readonly system = memo((index: number) => new (shape('System'))(this, index));
  readonly plant = memo((index: number) => new (shape('Plant'))(this, index));
  readonly milestone = memo((index: number) => new (shape('Milestone'))(this, index));
  readonly dependency = memo((index: number) => new (shape('Dependency'))(this, index));
  readonly hold = memo((row: HoldRow) => new (shape('Hold'))(this, row));
  readonly event = memo((event: RecoveryEvent) => new (shape('Event'))(this, event));

  constructor(
    readonly board: Board,
    readonly context: RequestContext,
  ) {
    this.incident = new (shape('Incident'))(this);
  }

  /** Makes a list of `items`, charged to the request's budget. */
  list<I, T>(items: ArrayLike<I>, make: (item: I, place: number) => T): T[] {
    this.context.budget.charge(items.length);
    return Array.from(items, make);
  }

  systems(indexes: Indexes): Shape<'System'>[] {
    return this.list(indexes, this.system);
  }
  milestones(indexes: Indexes): Shape<'Milestone'>[] {
    return this.list(indexes, this.milestone);
  }
  dependencies(indexes: Indexes): Shape<'Dependency'>[] {
    return this.list(indexes, this.dependency);
  }
  holds(rows: readonly HoldRow[]): Shape<'Hold'>[] {
    return this.list(rows, this.hold);
  }
  blockers(found: readonly Blocker[]): Shape<'Blocker'>[] {
    return this.list(found, (blocker) => new (shape('Blocker'))(this, blocker));
  }
  events(found: readonly RecoveryEvent[]): Shape<'Event'>[] {
    return this.list(found, this.event);
  }

  /** The system of a UUID or key, null when there is none; the same for the ones below. */
  findSystem(idOrKey: string | null): Shape<'System'> | null {
    return found(idOrKey, this.board.systems, this.system);
  }
  findPlant(idOrKey: string | null): Shape<'Plant'> | null {
    return found(idOrKey, this.board.plants, this.plant);
  }
  findMilestone(idOrKey: string | null): Shape<'Milestone'> | null {
    return found(idOrKey, this.board.milestones, this.milestone);
  }
  findTeam(idOrKey: string | null): TeamRow | null {
    return found(idOrKey, this.board.teams, (index) => this.board.teams.at(index));
  }
  findHold(id: Uuid | null): Shape<'Hold'> | null {
    const row = this.board.holds.find((hold) => hold.id === id);
    return row ? this.hold(row) : null;
  }
  findDependency(id: Uuid | null): Shape<'Dependency'> | null {
    const { dependencies } = this.board;
    for (let index = 0; index < dependencies.size; index++) {
      if (dependencies.at(index).id === id) return this.dependency(index);
    }
    return null;
  }
}

function found<T>(
  idOrKey: string | null,
  rows: { find(idOrKey: string): number | undefined },
  make: (index: number) => T,
): T | null {
  const index = idOrKey === null ? undefined : rows.find(idOrKey);
  return index === undefined ? null : make(index);
}
