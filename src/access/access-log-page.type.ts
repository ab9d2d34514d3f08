import type { RequestContext } from '../view/context';
import { type Connection, connectionOf } from '../view/connection';
import { cursorOf, pageSize, positionIn } from '../view/cursor';
import type { Edge, PageArgs, PageBounds } from '../view/page';
import { type Shape, shape } from '../view/shapes';
import type { AccessLogQuery } from './access-log.store';
import type { AccessLogEntry } from './access-log.text';

export const AccessLogConnection = connectionOf('AccessLogEntry', 'entries');

const order = 'ACCESS';

export interface AccessLogPageArgs extends PageArgs {
  last?: number | null;
  before?: string | null;
}

/** The stretch of the log that a page asks for: one entry more than it shows, to know whether there are further ones. */
export interface AccessStretch {
  query: AccessLogQuery;
  size: number;
}

/** The stretch for these arguments; `last` counts instead of `first`. */
export function accessStretch({ first, after, last, before }: AccessLogPageArgs, fallback: number): AccessStretch {
  const bounds = { after: positionIn(after, order, 'after'), before: positionIn(before, order, 'before') };
  const backwards = last !== undefined && last !== null;
  const size = backwards ? pageSize(last, fallback, 'last') : pageSize(first, fallback);
  return { query: { ...bounds, ...(backwards ? { last: size + 1 } : { first: size + 1 }) }, size };
}

/** A page of the access log: what was read for its stretch. */
export class AccessLogPage implements Connection<Shape<'AccessLogEntry'>> {
  readonly nodes: Shape<'AccessLogEntry'>[];
  readonly pageInfo: PageBounds;

  constructor(context: RequestContext, { query, size }: AccessStretch, read: readonly AccessLogEntry[]) {
    const backwards = query.last !== undefined;
    const shown = backwards ? read.slice(-size) : read.slice(0, size);
    const hasMore = read.length > shown.length;
    context.budget.charge(shown.length);
    this.nodes = shown.map((entry) => new (shape('AccessLogEntry'))(context, entry));
    this.pageInfo = {
      hasNextPage: backwards ? query.before !== undefined : hasMore,
      hasPreviousPage: backwards ? hasMore : query.after !== undefined,
      startCursor: cursorAt(this.nodes[0]),
      endCursor: cursorAt(this.nodes.at(-1)),
    };
  }

  get edges(): Edge<Shape<'AccessLogEntry'>>[] {
    return this.nodes.map((node) => ({ cursor: cursorAt(node) as string, node }));
  }
}

function cursorAt(entry: Shape<'AccessLogEntry'> | undefined): string | null {
  return entry ? cursorOf(order, String(entry.position)) : null;
}
