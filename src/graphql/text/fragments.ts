import { LRUCache } from 'lru-cache';
import type { Board } from '../../board/board';
import type { Ground } from '../../view/hangs-on';

/** A system as a text has seen it: every part is immutable, and replaced when it changes. */
class Look {
  readonly #row: unknown;
  readonly #answer: unknown;
  readonly #checks: unknown;

  constructor(
    board: Board,
    private readonly system: number,
    private readonly ground: Ground,
  ) {
    this.#row = board.systems.at(system);
    this.#answer = ground === 'ANSWERS' ? board.answerOf(system) : null;
    this.#checks = ground === 'ANSWERS' ? board.checksOf(system) : null;
  }

  holds(board: Board): boolean {
    const { system } = this;
    if (board.systems.at(system) !== this.#row) return false;
    return (
      this.ground === 'ROWS' || (board.answerOf(system) === this.#answer && board.checksOf(system) === this.#checks)
    );
  }
}

/** The systems that a text hangs on, noted while it is written. */
export class Looks {
  readonly all: Look[] = [];

  constructor(private readonly board: Board) {}

  note(systems: readonly number[], ground: Ground): void {
    for (const system of systems) this.all.push(new Look(this.board, system, ground));
  }
}

/** The text of one object in some answer, and what it was made from. */
export interface Fragment {
  text: string;
  /** What was charged to the budget for making it. */
  objects: number;
  looks: readonly Look[];
}

// What a fragment takes beside its letters, and each look of it, which may be the last to hold on to a row: generously.
const fragmentBytes = 200;
const lookBytes = 300;

/** The fragments of one place in one document, of one incident; they hold as long as its plan does. */
export class Shelf {
  readonly #fragments: (Fragment | undefined)[] = [];
  bytes = fragmentBytes;

  constructor(readonly topology: unknown) {}

  /** The fragment of an object, by its index, where nothing that it hangs on has changed. */
  find(index: number, board: Board): Fragment | undefined {
    const fragment = this.#fragments[index];
    return fragment?.looks.every((look) => look.holds(board)) ? fragment : undefined;
  }

  put(index: number, fragment: Fragment): void {
    this.bytes += sizeOf(fragment) - sizeOf(this.#fragments[index]);
    this.#fragments[index] = fragment;
  }
}

function sizeOf(fragment: Fragment | undefined): number {
  return fragment ? 2 * fragment.text.length + fragmentBytes + lookBytes * fragment.looks.length : 0;
}

/** Texts of single objects, kept from board to board; the shelves that are not asked for longest go. */
export class Fragments {
  readonly #shelves: LRUCache<string, Shelf>;

  /** `bytes`: what all of them may take. */
  constructor(bytes: number) {
    this.#shelves = new LRUCache({ maxSize: bytes, sizeCalculation: (shelf) => shelf.bytes });
  }

  /** The shelf of a place, for a board of its incident. */
  shelf(place: string, { id, state }: Board): Shelf {
    const known = this.#shelves.get(`${place} ${id}`);
    return known?.topology === state.topology ? known : new Shelf(state.topology);
  }

  /** Keeps a shelf, and counts what it takes by now. */
  keep(place: string, { id }: Board, shelf: Shelf): void {
    const name = `${place} ${id}`;
    this.#shelves.delete(name); // the size of what is there already would not be looked at again
    this.#shelves.set(name, shelf);
  }
}
