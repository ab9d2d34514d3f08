/** What one leaves: it ends its waiting, and then its stream without an error. */
interface Left {
  leave(): void;
}

/** A stream that one can leave while it waits: a generator alone is only left where it yields. */
export class Leavable<T> implements AsyncGenerator<T, void, void> {
  constructor(
    private readonly stream: AsyncGenerator<T, void, void>,
    private readonly left: Left,
  ) {}

  next(): Promise<IteratorResult<T, void>> {
    return this.stream.next();
  }

  return(): Promise<IteratorResult<T, void>> {
    this.left.leave();
    return this.stream.return();
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
}
