import { LRUCache } from 'lru-cache';
import type { Directory, Viewer } from '../access/directory';
import type { Board } from '../board/board';
import type { Keeper } from '../board/keeper';
import type { Rests } from '../graphql/text/rests';
import { mayRead } from '../domain/permission';
import type { Instant } from '../domain/rows';
import { KeptAnswer, type Seen } from './kept-answer';
import type { Question } from './question';

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

  /** The answer of a name that no longer holds, if what it rests on does; from then on it holds again. */
  renew(name: string, viewer: Viewer, isSame: (rests: Rests, board: Board) => boolean): KeptAnswer | undefined {
    const { keeper, directory } = this.parts;
    const answer = this.#answers.peek(name);
    const incident = answer?.seen[0]?.id;
    if (!answer?.rests || incident === undefined || answer.directoryVersion !== directory.version) return undefined;
    const board = mayRead(viewer, incident) ? keeper.loaded(incident) : undefined;
    if (!board || !isSame(answer.rests, board)) return undefined;
    answer.seen = [this.#seenNow(board)];
    return answer;
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
    rests: Rests | null = null,
  ): KeptAnswer {
    const seen = boards.map((board) => seenOn(board, beginning.now));
    return new KeptAnswer(text, contentType, seen, beginning.directoryVersion, rests);
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
