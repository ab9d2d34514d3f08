import type { ObjectBudget } from './budget';
import { badCursor, cursorOf, nameIn, pageSize } from './cursor';

/** A list that can be paged: its items in their present order, and what names one of them for good. */
export interface Listing<I> {
  items: ArrayLike<I>;
  /** The name of the order; a cursor of another one is refused. */
  order: string;
  nameOf: (item: I) => string;
  /** Its cursor, where these are kept. */
  cursorOf?: ((item: I) => string) | undefined;
  /** Which items belong to the list; all where left out. */
  matches?: ((item: I) => boolean) | undefined;
  /** The place after the item of a name, whether or not it belongs to the list; undefined where there is no such item. */
  placeAfter?: (name: string) => number | undefined;
  /** The same for a cursor that is known; undefined where it has to be read. */
  placeAfterKnown?: (cursor: string) => number | undefined;
}

export interface PageArgs {
  first?: number | null;
  after?: string | null;
}

/** A stretch of a list: what comes after the cursor's present place. */
export class Cut<I> {
  readonly items: I[] = [];
  readonly hasNextPage: boolean;
  readonly #start: number;

  constructor(
    readonly listing: Listing<I>,
    { first, after }: PageArgs,
    fallback: number,
  ) {
    const size = pageSize(first, fallback);
    this.#start = after === undefined || after === null ? 0 : placeAfter(listing, after);
    this.hasNextPage = this.#fill(size);
  }

  // Goes one match further than the page, to know whether there is a next one.
  #fill(size: number): boolean {
    const { items, matches } = this.listing;
    for (let place = this.#start; place < items.length; place++) {
      const item = items[place] as I;
      if (matches && !matches(item)) continue;
      if (this.items.length === size) return true;
      this.items.push(item);
    }
    return false;
  }

  get hasPreviousPage(): boolean {
    const { items, matches } = this.listing;
    if (!matches) return this.#start > 0;
    for (let place = 0; place < this.#start; place++) {
      if (matches(items[place] as I)) return true;
    }
    return false;
  }

  get totalCount(): number {
    const { items, matches } = this.listing;
    if (!matches) return items.length;
    let count = 0;
    for (let place = 0; place < items.length; place++) {
      if (matches(items[place] as I)) count++;
    }
    return count;
  }

  cursorOf(item: I): string {
    const { listing } = this;
    return listing.cursorOf?.(item) ?? cursorOf(listing.order, listing.nameOf(item));
  }
}

// The order may have moved since the cursor was given: the page goes on after where its item stands now.
function placeAfter<I>({ items, order, nameOf, placeAfter: find, placeAfterKnown }: Listing<I>, after: string): number {
  const known = placeAfterKnown?.(after);
  if (known !== undefined) return known;
  const name = nameIn(after, order, 'after');
  const found = find?.(name);
  if (found !== undefined) return found;
  for (let place = 0; place < items.length; place++) {
    if (nameOf(items[place] as I) === name) return place + 1;
  }
  throw badCursor(after, 'after');
}

export interface Edge<T> {
  cursor: string;
  node: T;
}

export interface PageBounds {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

/** A page as the API shows it; counts and objects are made when they are asked for. */
export class Page<I, T> {
  #nodes: T[] | undefined;

  constructor(
    private readonly cut: Cut<I>,
    private readonly make: (item: I) => T,
    private readonly budget: ObjectBudget,
  ) {}

  get nodes(): T[] {
    if (!this.#nodes) {
      this.budget.charge(this.cut.items.length);
      this.#nodes = this.cut.items.map(this.make);
    }
    return this.#nodes;
  }

  get edges(): Edge<T>[] {
    this.budget.charge(this.cut.items.length);
    return this.cut.items.map((item, place) => ({ cursor: this.cut.cursorOf(item), node: this.nodes[place] as T }));
  }

  get totalCount(): number {
    return this.cut.totalCount;
  }

  get pageInfo(): PageBounds {
    const { cut } = this;
    const [first] = cut.items;
    const last = cut.items.at(-1);
    return {
      hasNextPage: cut.hasNextPage,
      hasPreviousPage: cut.hasPreviousPage,
      startCursor: first === undefined ? null : cut.cursorOf(first),
      endCursor: last === undefined ? null : cut.cursorOf(last),
    };
  }
}
