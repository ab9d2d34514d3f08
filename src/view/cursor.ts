import { requestError } from './errors';

/** An opaque place in a list: the order, and the name of what stands there. */
export function cursorOf(order: string, name: string): string {
  return Buffer.from(`${order}:${name}`).toString('base64url');
}

/** More are not kept. */
const mostCursors = 4096;

/** The cursors of an order that lasts, by the index of what they name: each is written, and read, once. */
export class Cursors {
  readonly #known = new Map<number, string>();
  readonly #indexes = new Map<string, number>();

  constructor(private readonly order: string) {}

  of(index: number, nameOf: (index: number) => string): string {
    const known = this.#known.get(index);
    if (known !== undefined) return known;
    if (this.#known.size >= mostCursors) {
      this.#known.clear();
      this.#indexes.clear();
    }
    const cursor = cursorOf(this.order, nameOf(index));
    this.#known.set(index, cursor);
    this.#indexes.set(cursor, index);
    return cursor;
  }

  /** What a cursor names that was written here; undefined for all others, which are to be read. */
  indexOf(cursor: string): number | undefined {
    return this.#indexes.get(cursor);
  }
}

/** The name in a cursor of this order; throws BAD_USER_INPUT with the cursor on any other text. */
export function nameIn(cursor: string, order: string, argument: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const name = text.slice(order.length + 1);
  if (name !== '' && cursorOf(order, name) === cursor) return name;
  throw badCursor(cursor, argument);
}

/** The error of a cursor that this list did not give, or whose object is gone. */
export function badCursor(cursor: string, argument: string): Error {
  const shown = JSON.stringify(cursor.slice(0, 200));
  return requestError('BAD_USER_INPUT', `${argument}: ${shown} is no cursor of this list in this order.`, { argument });
}

/** The position in a log that a cursor of this order names; undefined where none is given. */
export function positionIn(cursor: string | null | undefined, order: string, argument: string): number | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  const position = nameIn(cursor, order, argument);
  if (/^[1-9]\d{0,8}$/.test(position)) return Number(position);
  throw badCursor(cursor, argument);
}

/** The size of a page, `fallback` where none is given; throws BAD_USER_INPUT outside 1 to `most`. */
export function pageSize(size: number | null | undefined, fallback: number, argument = 'first', most = 500): number {
  const given = size ?? fallback;
  if (given >= 1 && given <= most) return given;
  throw requestError('BAD_USER_INPUT', `${argument} must be from 1 to ${most}, not ${given}.`, { argument });
}
