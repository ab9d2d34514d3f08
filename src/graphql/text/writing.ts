import type { Board } from '../../board/board';
import { footing } from '../../board/trail';
import type { Ground, Grounded, GroundedOn } from '../../view/hangs-on';
import type { RequestContext } from '../../view/context';
import type { Fragments } from './fragments';
import type { Fragment, Shelf } from './shelf';

/** Writes a value of an answer as JSON text; throws where that cannot be done. */
export type Write = (value: unknown, writing: Writing) => string;

/** Reads a field of an object. */
export type Read = (source: unknown, writing: Writing) => unknown;

/** A member of an object as it is written: `"name":`, then its value. */
export interface WrittenMember {
  head: string;
  read: Read;
  write: Write;
}

export type Arguments = Record<string, unknown>;
export type KnownArguments = Map<object, Arguments>;

/** What an answer is made with. */
export interface Given {
  context: RequestContext;
  variables: Readonly<Record<string, unknown>>;
  /** The arguments of its fields, as far as they have been read. */
  known: KnownArguments;
}

/** A shelf that this answer uses, and how large it was before. */
interface Used {
  shelf: Shelf;
  bytes: number;
}

/** The making of one answer: what it is asked with, and what is noted on the way. */
export class Writing {
  readonly #shelves = new Map<Board, Map<string, Used>>();
  /** What the fragment rests on that is being written, if one is. */
  #fragment: Set<number> | null = null;

  constructor(
    private readonly given: Given,
    private readonly fragments: Fragments,
    /** Where what the whole answer rests on is noted, if it is. */
    private readonly footings: Set<number> | null,
  ) {}

  get context(): RequestContext {
    return this.given.context;
  }

  /** The arguments of a field, read once for these variables. */
  argumentsOf(field: object, read: (variables: Readonly<Record<string, unknown>>) => Arguments): Arguments {
    const { known, variables } = this.given;
    const before = known.get(field);
    if (before) return before;
    const args = read(variables);
    known.set(field, args);
    return args;
  }

  /** Notes what an object rests on, for the fragment that is being written, or else for the answer. */
  note({ grounds, view }: Grounded, on: GroundedOn, ground: Ground): void {
    const footings = this.#fragment ?? this.footings;
    if (!footings) return;
    for (const index of grounds) {
      footings.add(footing(on === 'SYSTEMS' ? 'ROW' : 'MILESTONE', index));
      if (ground === 'ROWS') continue;
      view.board.answerOf(index); // an answer that nobody has asked for is not seen to change
      footings.add(footing('ANSWER', index));
    }
  }

  /** The text of an object at a place of the document: a kept one while it holds, else a new one that is kept. */
  fragment(place: string, source: Grounded, write: Write): string {
    if (this.#fragment) return write(source, this); // part of a larger one
    const shelf = this.#shelf(place, source.view.board);
    const known = shelf.find(source.index);
    if (known) this.context.budget.charge(known.objects);
    const { text, footings } = known ?? this.#written(source, write, shelf);
    if (this.footings) for (const one of footings) this.footings.add(one);
    return text;
  }

  /** To be called once the answer is there, or is not to be: what was kept on the way is counted. */
  end(): void {
    for (const [board, used] of this.#shelves) {
      for (const [place, { shelf, bytes }] of used) if (shelf.bytes !== bytes) this.fragments.keep(place, board, shelf);
    }
  }

  #written(source: Grounded, write: Write, shelf: Shelf): Fragment {
    const { budget } = this.context;
    const before = budget.left;
    const footings = (this.#fragment = new Set<number>());
    try {
      const text = flat(write(source, this));
      const fragment = { text, objects: before - budget.left, footings: [...footings] };
      shelf.put(source.index, fragment);
      return fragment;
    } finally {
      this.#fragment = null;
    }
  }

  #shelf(place: string, board: Board): Shelf {
    const known = this.#shelves.get(board)?.get(place);
    if (known) return known.shelf;
    const shelf = this.fragments.shelf(place, board);
    const used = this.#shelves.get(board) ?? new Map<string, Used>();
    this.#shelves.set(board, used.set(place, { shelf, bytes: shelf.bytes }));
    return shelf;
  }
}

/** The same text in one piece: what is put together from pieces holds on to them. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}
