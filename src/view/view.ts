import type { Board } from '../board/board';
import type { RecoveryEvent } from '../domain/event';
import type { Blocker } from '../domain/refusal';
import type { HoldRow, NoteRow, OverrideRow } from '../domain/marks';
import type { Instant, TeamRow, Uuid } from '../domain/rows';
import type { Moment } from '../domain/world';
import { ChargedList } from './charged-list';
import type { RequestContext } from './context';
import { memo } from './memo';
import { type Shape, shape } from './shapes';

type Indexes = ArrayLike<number>;

/** One board as one request sees it: hands out one object for each thing, however often the answer names it. */
export class View {
  readonly incident: Shape<'Incident'>;
  readonly system = memo(this.maker(shape('System')));
  readonly plant = memo(this.maker(shape('Plant')));
  readonly line = memo(this.maker(shape('Line')));
  readonly milestone = memo(this.maker(shape('Milestone')));
  /** Not kept: an answer names few of them twice. */
  readonly dependency = this.maker(shape('Dependency'));
  readonly hold = memo(this.maker(shape('Hold')));
  readonly override = memo(this.maker(shape('Override')));
  readonly note = memo(this.maker(shape('Note')));
  readonly event = memo(this.maker(shape('Event')));

  constructor(
    readonly board: Board,
    readonly context: RequestContext,
  ) {
    this.planningAt = board.planningTime(context.keeper.now());
    this.incident = new (shape('Incident'))(this);
  }

  private maker<A, T>(Shape: new (view: View, of: A) => T): (of: A) => T {
    return (of) => new Shape(this, of);
  }

  /** The planning time: schedules and forecasts of the whole answer count from it. */
  readonly planningAt: Instant;

  /** When and by whom something could be decided; what is only tried is thrown away, so any UUID is new enough. */
  get moment(): Moment {
    return { now: this.board.now, actor: this.context.viewer, newId: () => this.board.id };
  }

  /** Makes a list of `items`, charged to the request's budget wherever it is answered. */
  list<I, T>(items: ArrayLike<I>, make: (item: I, place: number) => T): T[] {
    const list = new ChargedList<T>(items.length, this.context.budget);
    for (let place = 0; place < items.length; place++) list[place] = make(items[place] as I, place);
    return list;
  }

  systems(indexes: Indexes): Shape<'System'>[] {
    return this.list(indexes, this.system);
  }
  lines(indexes: Indexes): Shape<'Line'>[] {
    return this.list(indexes, this.line);
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
  overrides(rows: readonly OverrideRow[]): Shape<'Override'>[] {
    return this.list(rows, this.override);
  }
  notes(rows: readonly NoteRow[]): Shape<'Note'>[] {
    return this.list(rows, this.note);
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
  findLine(idOrKey: string | null): Shape<'Line'> | null {
    return found(idOrKey, this.board.lines, this.line);
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
  findOverride(id: Uuid | null): Shape<'Override'> | null {
    const row = id === null ? undefined : this.board.overrideOf(id);
    return row ? this.override(row) : null;
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
