// Three levels of at most 64: a change copies one leaf and its branch, about 1 KB, and the trunk, which has one entry for
// 4,096 elements.
const [leafBits, branchBits] = [6, 12];
const leafSize = 1 << leafBits;
const branchSize = 1 << branchBits;
const mask = leafSize - 1;

export type Leaf<R> = readonly R[];
export type Branch<R> = readonly Leaf<R>[];
type Trunk<R> = readonly Branch<R>[];

/** What was written into a list to make the next one. */
interface Step {
  /** Stands for the list before, and does not hold on to it. */
  from: symbol;
  indexes: readonly number[];
}
// Lists that are further apart are compared chunk by chunk.
const [mostSteps, mostWritten] = [8, 64];

/** A list in chunks of 64 that are copied when written: a change costs one chunk, whatever the length. */
export class Chunks<R> {
  readonly #name = Symbol('list');
  /** How it was made of others, the last step first. */
  readonly #steps: readonly Step[];

  private constructor(
    /** Its chunks, 64 to a branch: who holds one of them holds what it says. */
    readonly trunk: Trunk<R>,
    readonly size: number,
    steps: readonly Step[] = [],
  ) {
    this.#steps = steps;
  }

  static of<R>(rows: readonly R[]): Chunks<R> {
    const trunk: Leaf<R>[][] = [];
    for (let from = 0; from < rows.length; from += branchSize) {
      const branch: Leaf<R>[] = [];
      const end = Math.min(from + branchSize, rows.length);
      for (let at = from; at < end; at += leafSize) branch.push(rows.slice(at, at + leafSize));
      trunk.push(branch);
    }
    return new Chunks(trunk, rows.length);
  }

  at(index: number): R {
    return this.leafOf(index)[index & mask] as R;
  }

  /** The list with one element replaced; this one stays as it is. */
  with(index: number, row: R): Chunks<R> {
    return this.withAll([[index, row]]);
  }

  /** The list with some elements replaced, by index. */
  withAll(changes: Iterable<readonly [index: number, row: R]>): Chunks<R> {
    const trunk = this.trunk.slice();
    const indexes: number[] = [];
    for (const [index, row] of changes) {
      indexes.push(index);
      const [high, middle] = [index >>> branchBits, (index >>> leafBits) & mask];
      const before = this.trunk[high] as Branch<R>;
      if (trunk[high] === before) trunk[high] = before.slice();
      const branch = trunk[high] as Leaf<R>[];
      if (branch[middle] === before[middle]) branch[middle] = (before[middle] as Leaf<R>).slice();
      (branch[middle] as R[])[index & mask] = row;
    }
    const step = { from: this.#name, indexes };
    const steps = indexes.length > mostWritten ? [] : [step, ...this.#steps.slice(0, mostSteps - 1)];
    return new Chunks(trunk, this.size, steps);
  }

  /** Writes an element into this list and all that share its chunk: what is the same for all of them. */
  fill(index: number, row: R): void {
    (this.leafOf(index) as R[])[index & mask] = row;
  }

  /** Where this list and another one of the same length differ. */
  differingFrom(other: Chunks<R>): number[] {
    const written = this.#writtenSince(other);
    if (written) return written.filter((index) => this.at(index) !== other.at(index));
    const found: number[] = [];
    this.#eachNotShared(other, (leaf, before, from) => {
      for (let at = 0; at < leaf.length; at++) if (leaf[at] !== before[at]) found.push(from + at);
    });
    return found;
  }

  /** What was written since another list, in order; null where that is not known. */
  #writtenSince(other: Chunks<R>): readonly number[] | null {
    const steps = this.#steps;
    let last = 0;
    while (last < steps.length && steps[last]!.from !== other.#name) last++;
    if (last === steps.length) return null;
    const written = last === 0 ? steps[0]!.indexes : steps.slice(0, last + 1).flatMap(({ indexes }) => indexes);
    return written.length <= 1 ? written : [...new Set(written)].sort((one, another) => one - another);
  }

  /** The indexes in chunks that another list of the same length has not: where the two may differ. */
  notSharedWith(other: Chunks<R>): number[] {
    const found: number[] = [];
    this.#eachNotShared(other, (leaf, _before, from) => {
      for (let at = 0; at < leaf.length; at++) found.push(from + at);
    });
    return found;
  }

  #eachNotShared({ trunk }: Chunks<R>, look: (leaf: Leaf<R>, before: Leaf<R>, from: number) => void): void {
    for (let high = 0; high < trunk.length; high++) {
      const [branch, before] = [this.trunk[high]!, trunk[high]!];
      if (branch === before) continue;
      for (let middle = 0; middle < branch.length; middle++) {
        const leaf = branch[middle]!;
        if (leaf !== before[middle]) look(leaf, before[middle]!, high * branchSize + middle * leafSize);
      }
    }
  }

  toArray(): R[] {
    const rows: R[] = [];
    for (const branch of this.trunk) for (const leaf of branch) for (const row of leaf) rows.push(row);
    return rows;
  }

  private leafOf(index: number): Leaf<R> {
    return this.trunk[index >>> branchBits]![(index >>> leafBits) & mask]!;
  }
}
