/** A stream that one can leave while it waits: a generator alone is only left where it yields. */
export class Leavable<T> implements AsyncGenerator<T, void, void> {
  private isLeft = false;

  constructor(
    private readonly stream: AsyncGenerator<T, void, void>,
    /** Ends its waiting. */
    private readonly onLeave: () => void,
  ) {}

  async next(): Promise<IteratorResult<T, void>> {
    try {
      return await this.stream.next();
    } catch (error) {
      return this.afterError(error);
    }
  }

  async return(): Promise<IteratorResult<T, void>> {
    this.isLeft = true;
    this.onLeave();
    try {
      return await this.stream.return();
    } catch (error) {
      return this.afterError(error);
    }
  }

  throw(error: unknown): Promise<IteratorResult<T, void>> {
    return this.stream.throw(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  // Who has left does not hear how it went on.
  private afterError(error: unknown): IteratorResult<T, void> {
    if (!this.isLeft) throw error;
    return { done: true, value: undefined };
  }
}
