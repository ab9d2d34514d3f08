import { type Connection, connectionOf } from '../view/connection';
import type { RequestContext } from '../view/context';
import { cursorOf, pageSize, positionIn } from '../view/cursor';
import type { Edge, PageArgs, PageBounds } from '../view/page';
import { type Shape, shape } from '../view/shapes';
import type { AccessLogType } from '../domain/words';
import type { AccessLogQuery } from './access-log.store';
import type { AccessLogEntry } from './access-log.text';

export const BreakGlassConnection = connectionOf('BreakGlassUse', 'uses');

const order = 'GLASS';
export const useTypes: readonly AccessLogType[] = ['BREAK_GLASS_USED', 'BREAK_GLASS_LOCKED'];

/** Which entries a page shows, the newest first: one more than it shows, to know whether there are older ones. */
export function usesOf({ first, after }: PageArgs, fallback: number): AccessLogQuery & { last: number } {
  return { types: useTypes, before: positionIn(after, order, 'after'), last: pageSize(first, fallback) + 1 };
}

/** A page of uses, the newest first. */
export class BreakGlassPage implements Connection<Shape<'BreakGlassUse'>> {
  readonly nodes: Shape<'BreakGlassUse'>[];
  readonly pageInfo: PageBounds;

  constructor(
    context: RequestContext,
    query: AccessLogQuery & { last: number },
    oldestFirst: readonly AccessLogEntry[],
  ) {
    const shown = oldestFirst.slice(-(query.last - 1)).reverse();
    context.budget.charge(shown.length);
    this.nodes = shown.map((entry) => new (shape('BreakGlassUse'))(context, entry));
    this.pageInfo = {
      hasNextPage: oldestFirst.length > shown.length,
      hasPreviousPage: query.before !== undefined,
      startCursor: cursorAt(this.nodes[0]),
      endCursor: cursorAt(this.nodes.at(-1)),
    };
  }

  get edges(): Edge<Shape<'BreakGlassUse'>>[] {
    return this.nodes.map((node) => ({ cursor: cursorAt(node) as string, node }));
  }
}

function cursorAt(use: Shape<'BreakGlassUse'> | undefined): string | null {
  return use ? cursorOf(order, String(use.entry.position)) : null;
}
