const chunkSize = 512;

/** A list in chunks of 512 that are copied when written: a change costs one chunk, whatever the length. */
export class Chunks<R> {
  private constructor(
    private readonly chunks: readonly (readonly R[])[],
    readonly size: number,
  ) {}

  static of<R>(rows: readonly R[]): Chunks<R> {
    const chunks: R[][] = [];
    for (let from = 0; from < rows.length; from += chunkSize) chunks.push(rows.slice(from, from + chunkSize));
    return new Chunks(chunks, rows.length);
  }

  at(index: number): R {
    return (this.chunks[index >>> 9] as readonly R[])[index & 511] as R;
  }

  /** The list with one element replaced; this one stays as it is. */
  with(index: number, row: R): Chunks<R> {
    const chunks = this.chunks.slice();
    const chunk = (chunks[index >>> 9] as readonly R[]).slice();
    chunk[index & 511] = row;
    chunks[index >>> 9] = chunk;
    return new Chunks(chunks, this.size);
  }

  /** The list with some elements replaced, by index; the same one where there are none. */
  withAll(changes: ReadonlyMap<number, R>): Chunks<R> {
    if (changes.size === 0) return this;
    const chunks = this.chunks.slice();
    for (const [index, row] of changes) {
      const at = index >>> 9;
      if (chunks[at] === this.chunks[at]) chunks[at] = (chunks[at] as readonly R[]).slice();
      (chunks[at] as R[])[index & 511] = row;
    }
    return new Chunks(chunks, this.size);
  }

  /** Where this list and another one of the same length differ; what they share is not looked at. */
  differingFrom(other: Chunks<R>): number[] {
    const found: number[] = [];
    this.chunks.forEach((chunk, at) => {
      const before = other.chunks[at] as readonly R[];
      if (chunk === before) return;
      for (let n = 0; n < chunk.length; n++) if (chunk[n] !== before[n]) found.push(at * chunkSize + n);
    });
    return found;
  }

  toArray(): R[] {
    return this.chunks.flat();
  }
}
