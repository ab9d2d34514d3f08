import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import type { EventQuery } from '../log/event.store';
import { type Connection, connectionOf } from '../view/connection';
import { cursorOf, pageSize, positionIn } from '../view/cursor';
import type { Edge, PageArgs, PageBounds } from '../view/page';
import type { Shape } from '../view/shapes';
import type { View } from '../view/view';
import { eventFilterOf } from './event-filter';
import type { EventsArgs } from './event.input';

export const EventConnection = connectionOf('Event', 'events');

const order = 'POSITION';

/** The stretch of a log that a page asks for: one event more than it shows, to know whether there are further ones. */
export interface EventStretch {
  query: EventQuery;
  size: number;
}

/** The stretch for these arguments, or null where the filter names what is not there. */
export function stretchOf(view: View, args: EventsArgs, fallback: number): EventStretch | null {
  const { last, before } = args;
  const filter = eventFilterOf(view, args.filter);
  const { query, size } = forwardStretch(view, args, fallback);
  if (filter === null) return null;
  const narrowed = { ...query, ...filter, before: positionIn(before, order, 'before') };
  if (last === undefined || last === null) return { query: narrowed, size };
  const newest = pageSize(last, fallback, 'last');
  return { query: { ...narrowed, first: undefined, last: newest + 1 }, size: newest };
}

/** The stretch of a page that only goes forward. */
export function forwardStretch(view: View, { first, after }: PageArgs, fallback: number) {
  const size = pageSize(first, fallback);
  return { query: { upTo: view.board.position, after: positionIn(after, order, 'after'), first: size + 1 }, size };
}

/** A page of a log: what was read for its stretch. */
export class EventPage implements Connection<Shape<'Event'>> {
  readonly nodes: Shape<'Event'>[];
  readonly pageInfo: PageBounds;

  constructor(
    readonly view: View,
    readonly stretch: EventStretch | null,
    read: readonly RecoveryEvent[],
  ) {
    const backwards = stretch?.query.last !== undefined;
    const size = stretch?.size ?? 0;
    const shown = backwards ? read.slice(-size) : read.slice(0, size);
    const hasMore = read.length > shown.length;
    this.nodes = view.events(shown);
    this.pageInfo = {
      hasNextPage: backwards ? stretch?.query.before !== undefined : hasMore,
      hasPreviousPage: backwards ? hasMore : stretch?.query.after !== undefined,
      startCursor: cursorAt(this.nodes[0]),
      endCursor: cursorAt(this.nodes.at(-1)),
    };
  }

  get edges(): Edge<Shape<'Event'>>[] {
    return this.nodes.map((node) => ({ cursor: cursorAt(node) as string, node }));
  }

  get incidentId(): Uuid {
    return this.view.board.id;
  }
}

function cursorAt(event: Shape<'Event'> | undefined): string | null {
  return event ? cursorOf(order, String(event.position)) : null;
}
