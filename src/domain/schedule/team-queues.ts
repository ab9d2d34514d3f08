import type { Work } from './work';

/** What can start and waits for a free hand of its team: one binary heap a team, the first in the restore order on top. */
export class TeamQueues {
  private readonly hands: Int32Array;
  private readonly first: Int32Array;
  private readonly heaps: Int32Array;
  private readonly sizes: Int32Array;
  /** The order among those of a team; work under way first. */
  private readonly rank: Int32Array;
  private readonly placeOf: Int32Array;
  private readonly touched: Int32Array;
  private readonly isTouched: Uint8Array;
  private touchedCount = 0;

  constructor(
    private readonly work: Work,
    rank: Int32Array,
  ) {
    const { nodes, begun, isSystem, team, capacities } = work;
    const size = nodes.length;
    this.hands = capacities.slice();
    this.rank = Int32Array.from(nodes, (_, place) => (begun[place] ? rank[place]! : size + rank[place]!));
    this.placeOf = new Int32Array(2 * size);
    this.rank.forEach((order, place) => isSystem[place] && (this.placeOf[order] = place));
    this.first = new Int32Array(capacities.length + 1);
    for (const one of team) if (one !== -1) this.first[one + 1]!++;
    for (let one = 0; one < capacities.length; one++) this.first[one + 1]! += this.first[one]!;
    this.heaps = new Int32Array(this.first[capacities.length]!);
    this.sizes = new Int32Array(capacities.length);
    this.touched = new Int32Array(capacities.length);
    this.isTouched = new Uint8Array(capacities.length);
  }

  reset(): void {
    this.hands.set(this.work.capacities);
    this.sizes.fill(0);
  }

  /** Queues a place for its team; false where no team's hands are needed. */
  add(place: number): boolean {
    const team = this.work.team[place]!;
    if (team === -1) return false;
    const heap = this.first[team]!;
    const rank = this.rank[place]!;
    let at = this.sizes[team]!++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.heaps[heap + parent]! < rank) break;
      this.heaps[heap + at] = this.heaps[heap + parent]!;
      at = parent;
    }
    this.heaps[heap + at] = rank;
    this.touch(team);
    return true;
  }

  /** A place is done: its team has a hand free again. */
  free(place: number): void {
    const team = this.work.team[place]!;
    if (team === -1) return;
    this.hands[team]!++;
    this.touch(team);
  }

  /** Starts what the teams with free hands can take. */
  dispatch(start: (place: number) => void): void {
    while (this.touchedCount > 0) {
      const team = this.touched[--this.touchedCount]!;
      this.isTouched[team] = 0;
      while (this.hands[team]! > 0 && this.sizes[team]! > 0) {
        this.hands[team]!--;
        start(this.placeOf[this.take(team)]!);
      }
    }
  }

  private touch(team: number): void {
    if (this.isTouched[team]) return;
    this.isTouched[team] = 1;
    this.touched[this.touchedCount++] = team;
  }

  private take(team: number): number {
    const { heaps } = this;
    const heap = this.first[team]!;
    const top = heaps[heap]!;
    const size = --this.sizes[team]!;
    const last = heaps[heap + size]!;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && heaps[heap + child + 1]! < heaps[heap + child]!) child++;
      if (last < heaps[heap + child]!) break;
      heaps[heap + at] = heaps[heap + child]!;
      at = child;
    }
    heaps[heap + at] = last;
    return top;
  }
}
