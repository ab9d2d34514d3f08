import { Heap } from '../heap';
import type { Work } from './work';

/** What can start and waits for a free hand of its team: one heap a team, the first in the restore order on top. */
export class TeamQueues {
  private readonly hands: Int32Array;
  private readonly heaps: Heap[];
  /** The order among those of a team; work under way first. */
  private readonly rank: Int32Array;
  private readonly touched: Int32Array;
  private readonly isTouched: Uint8Array;
  private touchedCount = 0;

  constructor(
    private readonly work: Work,
    rank: Int32Array,
  ) {
    const { nodes, begun, capacities } = work;
    const size = nodes.length;
    this.hands = capacities.slice();
    this.rank = Int32Array.from(nodes, (_, place) => (begun[place] ? rank[place]! : size + rank[place]!));
    this.heaps = Array.from(capacities, () => new Heap());
    this.touched = new Int32Array(capacities.length);
    this.isTouched = new Uint8Array(capacities.length);
  }

  reset(): void {
    this.hands.set(this.work.capacities);
    for (const heap of this.heaps) heap.size = 0;
  }

  /** Queues a place for its team; false where no team's hands are needed. */
  add(place: number): boolean {
    const team = this.work.team[place]!;
    if (team === -1) return false;
    this.heaps[team]!.push(place, this.rank[place]!);
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
      const heap = this.heaps[team]!;
      while (this.hands[team]! > 0 && heap.size > 0) {
        this.hands[team]!--;
        start(heap.pop()!);
      }
    }
  }

  private touch(team: number): void {
    if (this.isTouched[team]) return;
    this.isTouched[team] = 1;
    this.touched[this.touchedCount++] = team;
  }
}
