import { allUnlocks } from '../domain/reach';
import { closureOf } from '../domain/graph';
import { closureCounts } from '../domain/schedule/closure-counts';
import type { Network } from '../domain/schedule/network';
import type { World } from '../domain/world';

/** How many systems wait for each node, and which systems were waiting when that was counted. */
export interface UnlockCounts {
  counts: Int32Array;
  waiting: Uint8Array;
}

// Counting anew takes as long as about so many walks.
const mostMoved = 200;

/** Where the counts of one plan are kept: made once for it, by a worker where there is time, and carried along from then on. */
export class UnlockKeeper {
  private kept: UnlockCounts | null = null;

  get isThere(): boolean {
    return this.kept !== null;
  }

  keep(counts: UnlockCounts): void {
    this.kept = counts;
  }

  /** The counts for a world of this plan: what has come back or fallen since is taken off, or added, where it waited. */
  countsFor(world: World): Int32Array {
    const closures = allUnlocks(world);
    const waiting = closures.counted;
    const moved = this.kept && movedBetween(this.kept.waiting, waiting);
    const isNear = this.kept && moved && moved.length <= mostMoved;
    const counts = isNear ? carried(world.network, this.kept!.counts, waiting, moved) : closureCounts(closures);
    this.kept = { counts, waiting };
    return counts;
  }
}

function movedBetween(before: Uint8Array, after: Uint8Array): number[] {
  const moved: number[] = [];
  for (let node = 0; node < after.length; node++) if (before[node] !== after[node]) moved.push(node);
  return moved;
}

function carried({ awaits }: Network, before: Int32Array, waiting: Uint8Array, moved: readonly number[]): Int32Array {
  const counts = before.slice();
  for (const node of moved) for (const awaited of closureOf(awaits, node)) counts[awaited]! += waiting[node] ? 1 : -1;
  return counts;
}
