/** A binary heap of numbers by key: the lowest key first, among equals the lowest number. It grows beyond `room` where it has to. */
export class Heap {
  size = 0;
  private keys: Float64Array;
  private items: Int32Array;

  constructor(room = 16) {
    this.keys = new Float64Array(room);
    this.items = new Int32Array(room);
  }

  /** The key of the first one; Infinity when there is none. */
  get key(): number {
    return this.size === 0 ? Infinity : this.keys[0]!;
  }

  push(item: number, key: number): void {
    if (this.size === this.items.length) this.grow();
    const { keys, items } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! < key || (keys[parent] === key && items[parent]! <= item)) break;
      keys[at] = keys[parent]!;
      items[at] = items[parent]!;
      at = parent;
    }
    keys[at] = key;
    items[at] = item;
  }

  /** Takes the first one; undefined when there is none. */
  pop(): number | undefined {
    if (this.size === 0) return undefined;
    const { keys, items } = this;
    const first = items[0]!;
    const size = --this.size;
    const key = keys[size]!;
    const item = items[size]!;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.isBefore(child + 1, child)) child++;
      if (key < keys[child]! || (key === keys[child] && item < items[child]!)) break;
      keys[at] = keys[child]!;
      items[at] = items[child]!;
      at = child;
    }
    keys[at] = key;
    items[at] = item;
    return first;
  }

  private isBefore(one: number, other: number): boolean {
    const { keys, items } = this;
    return keys[one]! < keys[other]! || (keys[one] === keys[other] && items[one]! < items[other]!);
  }

  private grow(): void {
    const { keys, items } = this;
    const room = Math.max(16, 2 * items.length);
    this.keys = new Float64Array(room);
    this.keys.set(keys);
    this.items = new Int32Array(room);
    this.items.set(items);
  }
}
