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

  toArray(): R[] {
    return this.chunks.flat();
  }
}
