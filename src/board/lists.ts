export interface Spread {
  average: number;
  most: number;
}

/** For each of `size` owners a sorted list of members, in compressed rows: two typed arrays, whatever the number of lists. */
export class Lists {
  private constructor(
    private readonly start: Int32Array,
    private readonly members: Int32Array,
  ) {}

  /** From pairs owner → member; members of one owner come out in ascending order. */
  static of(size: number, owners: ArrayLike<number>, members: ArrayLike<number>): Lists {
    const start = new Int32Array(size + 1);
    for (let n = 0; n < owners.length; n++) start[(owners[n] as number) + 1]!++;
    for (let n = 0; n < size; n++) start[n + 1]! += start[n]!;
    const next = start.slice();
    const sorted = new Int32Array(owners.length);
    for (let n = 0; n < owners.length; n++) sorted[next[owners[n] as number]!++] = members[n] as number;
    for (let n = 0; n < size; n++) sorted.subarray(start[n], start[n + 1]).sort();
    return new Lists(start, sorted);
  }

  /** How many owners there are. */
  get size(): number {
    return this.start.length - 1;
  }

  of(owner: number): Int32Array {
    return this.members.subarray(this.start[owner], this.start[owner + 1]);
  }

  /** How long the lists are: on average, and the longest. */
  get spread(): Spread {
    const owners = this.start.length - 1;
    let most = 0;
    for (let n = 0; n < owners; n++) most = Math.max(most, this.start[n + 1]! - this.start[n]!);
    return { average: owners === 0 ? 0 : this.members.length / owners, most };
  }
}
