/** A binary heap of numbers by time, the earliest first, among equals the lowest number; at most `size` at once. */
export class TimeQueue {
  size = 0;
  private readonly times: Float64Array;
  private readonly items: Int32Array;

  constructor(most: number) {
    this.times = new Float64Array(most);
    this.items = new Int32Array(most);
  }

  /** The time of the first one; Infinity when there is none. */
  get time(): number {
    return this.size === 0 ? Infinity : this.times[0]!;
  }

  push(item: number, time: number): void {
    const { times, items } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (times[parent]! < time || (times[parent] === time && items[parent]! < item)) break;
      times[at] = times[parent]!;
      items[at] = items[parent]!;
      at = parent;
    }
    times[at] = time;
    items[at] = item;
  }

  /** Takes the first one; there must be one. */
  pop(): number {
    const { times, items } = this;
    const first = items[0]!;
    const size = --this.size;
    const time = times[size]!;
    const item = items[size]!;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.isBefore(child + 1, child)) child++;
      if (time < times[child]! || (time === times[child] && item < items[child]!)) break;
      times[at] = times[child]!;
      items[at] = items[child]!;
      at = child;
    }
    times[at] = time;
    items[at] = item;
    return first;
  }

  private isBefore(one: number, other: number): boolean {
    const { times, items } = this;
    return times[one]! < times[other]! || (times[one] === times[other] && items[one]! < items[other]!);
  }
}
