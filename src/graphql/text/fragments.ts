import { LRUCache } from 'lru-cache';
import type { Board } from '../../board/board';
import { Trail } from '../../board/trail';
import { Rests } from './rests';
import { Shelf } from './shelf';

/** Texts of single objects, kept from board to board; the shelves that are not asked for longest go. */
export class Fragments {
  readonly #shelves: LRUCache<string, Shelf>;
  // by the plan, and gone with it: no shelf holds on to a board
  readonly #trails = new WeakMap<object, Trail>();

  /** `bytes`: what all of them may take. */
  constructor(bytes: number) {
    this.#shelves = new LRUCache({ maxSize: bytes, sizeCalculation: (shelf) => shelf.bytes });
  }

  /** The shelf of a place, with what holds on a board of its incident. */
  shelf(place: string, board: Board): Shelf {
    const trail = this.#trailOf(board);
    const known = this.#shelves.get(`${place} ${board.id}`);
    const shelf = known?.plan === trail.plan ? known : new Shelf(trail.plan);
    shelf.goTo(board, trail);
    return shelf;
  }

  /** Keeps a shelf, and counts what it takes by now. */
  keep(place: string, { id }: Board, shelf: Shelf): void {
    const name = `${place} ${id}`;
    this.#shelves.delete(name); // the size of what is there already would not be looked at again
    this.#shelves.set(name, shelf);
  }

  /** Notes what a whole answer hangs on that was made from a board. */
  rests(board: Board, footings: ReadonlySet<number>): Rests {
    return new Rests(board, this.#trailOf(board), footings);
  }

  /** Whether what such an answer hangs on is the same on another board. */
  holds(rests: Rests, board: Board): boolean {
    return rests.holds(board, this.#trailOf(board));
  }

  #trailOf(board: Board): Trail {
    const { topology } = board.state;
    const known = this.#trails.get(topology);
    if (known) return known;
    const trail = new Trail(board);
    this.#trails.set(topology, trail);
    return trail;
  }
}
