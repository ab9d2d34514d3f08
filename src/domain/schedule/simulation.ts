import { reversed, type Graph } from '../graph';
import { TeamQueues } from './team-queues';
import { Heap } from '../heap';
import type { Work } from './work';

/** What a simulation needs of a schedule: the work, and the rank of each place in the restore order (0 = first). */
export interface Staged {
  work: Work;
  rank: Int32Array;
}

/**
 * List scheduling (Graham, "Bounds on multiprocessing timing anomalies", 1969): whenever a team has a free hand, it takes the
 * first in the restore order of what can start; work under way comes before all that has not begun. What no team does starts
 * as soon as it can. Times are minutes from the planning time.
 */
export class Simulation {
  private readonly work: Work;
  private readonly waiters: Graph;
  /** For each edge of `waiters` whether it waits for the release alone. */
  private readonly passing: Uint8Array;
  private readonly awaited: Int32Array;
  private readonly missing: Int32Array;
  private readonly worked: Uint8Array;
  /** Which places are on hold for some time, and which of them still are. */
  private readonly delayed: Uint8Array;
  private readonly held: Uint8Array;
  private readonly queues: TeamQueues;
  private readonly clock: Heap;
  private readonly released: number[] = [];
  private done: Float64Array | Float32Array = new Float64Array(0);
  private duration: Float64Array = new Float64Array(0);

  constructor({ work, rank }: Staged) {
    const size = work.nodes.length;
    this.work = work;
    this.waiters = reversed(work.awaits);
    this.passing = turned(work, this.waiters);
    this.awaited = work.nodes.map((_, place) => work.awaits.start[place + 1]! - work.awaits.start[place]!);
    this.missing = new Int32Array(size);
    this.worked = new Uint8Array(size);
    this.delayed = Uint8Array.from(work.notBefore, (minutes) => (minutes > 0 ? 1 : 0));
    this.held = this.delayed.slice();
    this.queues = new TeamQueues(work, rank);
    this.clock = new Heap(2 * size);
  }

  /** Writes when each place is done, with these working times, into `done` (at least as long as the work). */
  run(duration: Float64Array, done: Float64Array | Float32Array): void {
    this.duration = duration;
    this.done = done;
    this.missing.set(this.awaited);
    this.worked.fill(0);
    this.held.set(this.delayed);
    this.queues.reset();
    this.begin();
    this.proceedTo(0);
    while (this.clock.size > 0) this.proceedTo(this.clock.key);
  }

  private begin(): void {
    const { begun, isSystem, notBefore, nodes } = this.work;
    for (let place = 0; place < nodes.length; place++) {
      if (this.delayed[place]) this.clock.push(2 * place + 1, notBefore[place]!);
      if (begun[place] && isSystem[place]) this.start(place, 0);
      if (this.awaited[place] === 0) this.release(place, 0);
    }
  }

  // All that ends at one moment ends before a team takes anything, at the beginning too: what needs no work frees what waits for it.
  private proceedTo(now: number): void {
    while (this.clock.key === now) this.end(this.clock.pop()!, now);
    this.queues.dispatch((place) => this.clock.push(2 * place, now + this.duration[place]!));
  }

  // An event is a place and what happened to it: its work is done (even), its delay is over (odd).
  private end(event: number, now: number): void {
    const place = event >> 1;
    if (event & 1) {
      this.held[place] = 0;
    } else {
      this.queues.free(place);
      this.worked[place] = 1;
    }
    if (this.missing[place] !== 0 || this.held[place]) return;
    if (this.worked[place]) this.finish(place, now);
    else if (!this.work.begun[place]) this.start(place, now);
  }

  private start(place: number, now: number): void {
    if (!this.queues.add(place)) this.clock.push(2 * place, now + this.duration[place]!);
  }

  // A list in place of recursion: a chain of milestones or lines may be long.
  private release(first: number, now: number): void {
    this.released.push(first);
    for (let place = this.released.pop(); place !== undefined; place = this.released.pop()) {
      this.tell(place, 1, this.released);
      this.proceed(place, now);
    }
  }

  private proceed(place: number, now: number): void {
    const { isSystem, begun } = this.work;
    if (!isSystem[place]) this.settle(place, now);
    else if (this.held[place]) return;
    else if (!begun[place]) this.start(place, now);
    else if (this.worked[place]) this.settle(place, now);
  }

  private finish(place: number, now: number): void {
    this.settle(place, now);
    const next = this.released.pop();
    if (next !== undefined) this.release(next, now);
  }

  private settle(place: number, now: number): void {
    this.done[place] = now;
    this.tell(place, 0, this.released);
  }

  // Lets go what waited for this, its release (1) or its end (0).
  private tell(place: number, kind: 0 | 1, released: number[]): void {
    const { start, to } = this.waiters;
    for (let edge = start[place]!; edge < start[place + 1]!; edge++) {
      if (this.passing[edge] === kind && --this.missing[to[edge]!]! === 0) released.push(to[edge]!);
    }
  }
}

// The flags of the edges in the order of the reversed graph.
function turned({ awaits, passing }: Work, waiters: Graph): Uint8Array {
  const next = waiters.start.slice();
  const flags = new Uint8Array(passing.length);
  awaits.to.forEach((target, edge) => (flags[next[target]!++] = passing[edge]!));
  return flags;
}
