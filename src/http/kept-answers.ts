import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { Directory, Viewer } from '../access/directory';
import type { Board } from '../board/board';
import type { Keeper } from '../board/keeper';
import { mayRead } from '../domain/permission';
import type { Instant, Uuid } from '../domain/rows';
import type { Question } from './question';

/** One incident as an answer saw it: while all of this is the same, so is the answer. */
interface Seen {
  id: Uuid;
  logHead: string;
  /** Until when the clock changes nothing: it names the moment, also for a board that was loaded anew. */
  validUntil: Instant | null;
  moment: number;
  planningAt: Instant;
}

// Short text leaves in one write with the headers; a long one would have to be encoded each time.
const longestText = 16 * 1024;

/** A finished answer as it leaves, and what it holds for. */
export class KeptAnswer {
  hits = 0;
  #etag: string | undefined;
  #packed: Promise<Buffer> | undefined;
  #packedBytes = 0;

  /** Text where it is short, bytes where it is long. */
  readonly body: string | Buffer;
  /** Bytes of the body. */
  readonly length: number;

  constructor(
    text: string,
    readonly contentType: string,
    readonly seen: readonly Seen[],
    readonly directoryVersion: number,
  ) {
    this.body = text.length > longestText ? Buffer.from(text) : text;
    this.length = Buffer.byteLength(this.body);
  }

  /** How its text is written: what is ASCII is so without a look at each letter. */
  get encoding(): 'latin1' | 'utf8' {
    return this.length === this.body.length ? 'latin1' : 'utf8';
  }

  /** Weak, since it names the packed form too. */
  get etag(): string {
    return (this.#etag ??= `W/"${createHash('sha256').update(this.body).digest('base64url').slice(0, 22)}"`);
  }

  /** Bytes of it, with its packed form where that is there. */
  get bytes(): number {
    const { body } = this;
    return (typeof body === 'string' ? 2 * body.length : body.length) + this.#packedBytes;
  }

  /** The body as gzip, packed once. */
  packed(): Promise<Buffer> {
    return (this.#packed ??= this.#pack());
  }

  async #pack(): Promise<Buffer> {
    const packed = await promisify(gzip)(this.body);
    this.#packedBytes = packed.length;
    return packed;
  }
}

/** What was so before an answer was made. */
export interface Beginning {
  directoryVersion: number;
  now: Instant;
}

export interface KeptAnswersParts {
  keeper: Keeper;
  directory: Directory;
  /** The most that all of them may take, packed forms included. */
  bytes: number;
}

// What an answer takes beside its bytes, and a known text beside its letters: generously.
const overhead = 1024;
/** What the texts of documents may take that are known to be answered so. */
const textBytes = 8 * 1024 * 1024;

/**
 * Answers as bytes, by what was asked, as long as nothing moves that they hang on: the log, the clock, the planning time, the
 * directory. Who asks is not part of the name: an answer is kept only when it is the same for everybody who may read its
 * incidents, and found only by those.
 */
export class KeptAnswers {
  readonly #answers: LRUCache<string, KeptAnswer>;
  /** The documents that were answered in such a way before. */
  readonly #alike = new LRUCache<string, true>({
    maxSize: textBytes,
    sizeCalculation: (_known, query) => 2 * query.length + overhead,
  });
  #last: { board: Board; now: Instant; seen: Seen } | null = null;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(private readonly parts: KeptAnswersParts) {
    this.#answers = new LRUCache({
      maxSize: parts.bytes,
      sizeCalculation: ({ bytes }, name) => bytes + 2 * name.length + overhead,
    });
  }

  /** What an answer begun now hangs on beside its boards. */
  beginning(): Beginning {
    return { directoryVersion: this.parts.directory.version, now: this.parts.keeper.now() };
  }

  /** Whether answers to a document may be kept, as far as is known. */
  isAlike(query: string): boolean {
    return this.#alike.has(query);
  }

  /** The answer of a name, if this viewer would be given the same one now. */
  find(name: string, viewer: Viewer): KeptAnswer | undefined {
    const answer = this.#answers.get(name);
    return answer && this.#holds(answer, viewer) ? answer : undefined;
  }

  /** The content type of what was answered under a name, whether or not that still holds. */
  contentTypeOf(name: string): string | undefined {
    return this.#answers.peek(name)?.contentType;
  }

  /** Fulfilled once the same question, asked just before, is answered. */
  underWay(name: string): Promise<void> | undefined {
    return this.#underWay.get(name);
  }

  /** Says that a question is being answered; the function that is answered says that it has been. */
  begin(name: string): () => void {
    let end: () => void = () => undefined;
    const answering = new Promise<void>((resolve) => (end = resolve));
    this.#underWay.set(name, answering);
    return () => {
      if (this.#underWay.get(name) === answering) this.#underWay.delete(name);
      end();
    };
  }

  /** Keeps the answer to a question, and counts what it takes; the ones not asked for longest go. */
  keep({ name, query }: Question, answer: KeptAnswer): void {
    this.#alike.set(query, true);
    this.#answers.delete(name); // the size of what is there already would not be looked at again
    this.#answers.set(name, answer);
  }

  /** An answer that was made from some boards, as it is kept: one that a change overtook holds no longer. */
  answerFrom(
    { boards, beginning }: { boards: readonly Board[]; beginning: Beginning },
    { text, contentType }: { text: string; contentType: string },
  ): KeptAnswer {
    const seen = boards.map((board) => seenOn(board, beginning.now));
    return new KeptAnswer(text, contentType, seen, beginning.directoryVersion);
  }

  #holds({ seen, directoryVersion }: KeptAnswer, viewer: Viewer): boolean {
    const { keeper, directory } = this.parts;
    if (directoryVersion !== directory.version) return false;
    return seen.every((before) => {
      if (!mayRead(viewer, before.id)) return false;
      const board = keeper.loaded(before.id);
      return board !== undefined && isSame(before, this.#seenNow(board));
    });
  }

  /** As of now; asked some times a millisecond of one board, it is worked out once. */
  #seenNow(board: Board): Seen {
    const now = this.parts.keeper.now();
    if (this.#last?.board !== board || this.#last.now !== now) this.#last = { board, now, seen: seenOn(board, now) };
    return this.#last.seen;
  }
}

function seenOn(board: Board, now: Instant): Seen {
  const { id, logHead, validUntil, moment } = board;
  return { id, logHead, validUntil, moment, planningAt: board.planningTime(now) };
}

function isSame(one: Seen, other: Seen): boolean {
  return (
    one.logHead === other.logHead &&
    one.moment === other.moment &&
    one.validUntil === other.validUntil &&
    one.planningAt === other.planningAt
  );
}
