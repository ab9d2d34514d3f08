import { expectedOf } from './pert';
import type { Work } from './work';

/**
 * The critical path method over what is still to be done, in minutes from the planning time, for each place: capacities left out
 * (Kelley and Walker, "Critical-path planning and scheduling", 1959).
 */
export interface Times {
  /** The work itself. */
  duration: Float64Array;
  /** When all that it waits for is there, and when it is itself, at the earliest. */
  released: Float64Array;
  done: Float64Array;
  /** When it must be done, so that the whole ends no later. */
  latest: Float64Array;
  /** How much later it may be done: latest - done. */
  slack: Float64Array;
  /** When the last one is done. */
  end: number;
}

/** Slack below a second is rounding. */
const rounding = 1 / 60;

/** The expected working time at each place, by PERT. */
export function expectedTimes({ optimistic, likely, pessimistic }: Work): Float64Array {
  const expected = new Float64Array(optimistic.length);
  for (let at = 0; at < expected.length; at++) {
    expected[at] = expectedOf({ optimistic: optimistic[at]!, likely: likely[at]!, pessimistic: pessimistic[at]! });
  }
  return expected;
}

/** Earliest and latest times and slack with the given working times. */
export function timesOf(work: Work, duration: Float64Array): Times {
  const { released, done } = forward(work, duration);
  let end = 0;
  for (let place = 0; place < done.length; place++) end = Math.max(end, done[place]!);
  const latest = backward(work, duration, end);
  const slack = new Float64Array(done.length);
  for (let place = 0; place < done.length; place++) slack[place] = latest[place]! - done[place]!;
  return { duration, released, done, latest, slack, end };
}

/** Whether a slack is none. */
export function isCritical(slack: number): boolean {
  return slack < rounding;
}

/** A slack in whole minutes, rounded down. The sums before it may fall short of a whole number by a trifle. */
export function wholeMinutes(slack: number): number {
  return isCritical(slack) ? 0 : Math.floor(slack + 1e-6);
}

function forward({ awaits: { start, to }, passing, begun, notBefore }: Work, duration: Float64Array) {
  const size = duration.length;
  const [released, done] = [new Float64Array(size), new Float64Array(size)];
  for (let place = 0; place < size; place++) {
    let free = 0;
    for (let edge = start[place]!; edge < start[place + 1]!; edge++) {
      const target = to[edge]!;
      free = Math.max(free, passing[edge] ? released[target]! : done[target]!);
    }
    released[place] = free;
    const may = Math.max(free, notBefore[place]!);
    done[place] = begun[place] ? Math.max(may, duration[place]!) : may + duration[place]!;
  }
  return { released, done };
}

function backward({ awaits: { start, to }, passing, begun }: Work, duration: Float64Array, end: number): Float64Array {
  const latest = new Float64Array(duration.length).fill(end);
  const latestRelease = new Float64Array(duration.length).fill(end);
  for (let place = duration.length - 1; place >= 0; place--) {
    const own = begun[place] ? latest[place]! : latest[place]! - duration[place]!;
    const release = Math.min(latestRelease[place]!, own);
    for (let edge = start[place]!; edge < start[place + 1]!; edge++) {
      const bounds = passing[edge] ? latestRelease : latest;
      bounds[to[edge]!] = Math.min(bounds[to[edge]!]!, release);
    }
  }
  return latest;
}

/**
 * The systems, first to last, that decide when the whole is done: from the last one back along what each waited for longest;
 * among equals the lowest place. Empty when nothing is to be done.
 */
export function criticalPath(work: Work, times: Times): number[] {
  const path: number[] = [];
  let place = times.done.indexOf(times.end);
  let isReleased = false; // whether only what it waits for counts
  while (place !== -1) {
    if (!isReleased && work.isSystem[place]) path.push(work.nodes[place]!);
    if (!isReleased && !isHeldUp(work, times, place)) break;
    const edge = bindingEdge(work, times, place);
    if (edge === -1) break;
    isReleased = work.passing[edge] === 1;
    place = work.awaits.to[edge]!;
  }
  return path.reverse();
}

// Work under way, or on hold for longer, decides by itself when it is done.
function isHeldUp({ begun, notBefore }: Work, { released, duration }: Times, place: number): boolean {
  const free = released[place]!;
  return free >= notBefore[place]! && (begun[place] === 0 || free >= duration[place]!);
}

function bindingEdge({ awaits: { start, to }, passing }: Work, { released, done }: Times, place: number): number {
  let found = -1;
  for (let edge = start[place]!; edge < start[place + 1]!; edge++) {
    const time = passing[edge] ? released[to[edge]!]! : done[to[edge]!]!;
    if (time === released[place] && (found === -1 || to[edge]! < to[found]!)) found = edge;
  }
  return found;
}
