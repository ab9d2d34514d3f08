import { Chunks } from './chunks';

/**
 * Answers kept by index. Boards that follow each other share the chunks in which no answer changed, so what one of them has
 * been asked the next one knows.
 */
export class Memos<T> {
  private constructor(readonly kept: Chunks<T | undefined>) {}

  static none<T>(size: number): Memos<T> {
    return new Memos(Chunks.of(Array.from<T | undefined>({ length: size })));
  }

  /** The answer about one, made by the board that asks first. */
  of(index: number, make: () => T): T {
    const known = this.kept.at(index);
    if (known !== undefined) return known;
    const answer = make();
    this.kept.fill(index, answer);
    return answer;
  }

  /** The indexes of which these may not know what others knew: what was forgotten between the two is among them. */
  notSharedWith(others: Memos<T>): number[] {
    return this.kept.notSharedWith(others.kept);
  }

  /** The same without what was known of some. */
  without(indexes: Iterable<number>): Memos<T> {
    return new Memos(this.kept.withAll(Array.from(indexes, (index) => [index, undefined])));
  }
}
