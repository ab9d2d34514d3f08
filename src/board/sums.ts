import type { Branch, Chunks, Leaf } from './chunks';

/** How the chunks of a list are summed up. */
interface Parts<R, S, C> {
  /** What a chunk comes to that begins at an index. */
  ofLeaf(rows: Leaf<R>, from: number, context: C): S;
  join(sums: readonly S[]): S;
}

const [leafSize, branchSize] = [64, 4096];

/**
 * What lists in chunks come to. Each chunk is summed up once, for as long as anybody holds it: after an event only those are
 * that it changed. A sum must depend on nothing but what makes its chunk another one when it changes.
 */
export class Sums<R, S, C> {
  private readonly known = new WeakMap<object, S>();

  constructor(private readonly parts: Parts<R, S, C>) {}

  /** What the whole list comes to. */
  of(list: Chunks<R>, context: C): S {
    return this.parts.join(list.trunk.map((branch, high) => this.ofBranch(branch, high * branchSize, context)));
  }

  /** The elements of the chunks whose sum leaves it open whether they hold what is looked for, by index. */
  *among(list: Chunks<R>, context: C, isOpen: (sum: S) => boolean): Generator<number> {
    for (const [high, branch] of list.trunk.entries()) {
      if (!isOpen(this.ofBranch(branch, high * branchSize, context))) continue;
      for (const [middle, leaf] of branch.entries()) {
        const from = high * branchSize + middle * leafSize;
        if (!isOpen(this.ofLeaf(leaf, from, context))) continue;
        for (let at = 0; at < leaf.length; at++) yield from + at;
      }
    }
  }

  private ofBranch(branch: Branch<R>, from: number, context: C): S {
    return this.once(branch, () =>
      this.parts.join(branch.map((leaf, middle) => this.ofLeaf(leaf, from + middle * leafSize, context))),
    );
  }

  private ofLeaf(leaf: Leaf<R>, from: number, context: C): S {
    return this.once(leaf, () => this.parts.ofLeaf(leaf, from, context));
  }

  private once(chunk: object, make: () => S): S {
    let sum = this.known.get(chunk);
    if (sum === undefined) this.known.set(chunk, (sum = make()));
    return sum;
  }
}
