import { isAwaited } from '../domain/transitions';
import type { Board } from './board';

const blockSize = 4096;
const words = blockSize / 32;

/**
 * How many systems that are not back wait for each system, directly or not (as `unlocks` counts for one of them), for all at
 * once. Sets of bits, 4,096 waiting systems at a time, passed down from what waits to what it waits for: at worst, where
 * nearly all wait for each other, 0.2 s for 10,000 systems and 5 s for 100,000, where a walk from each would take minutes.
 */
export function unlocksOfAll(board: Board): Int32Array {
  const nodes = nodesByRank(board);
  const awaited = nodes.flatMap(({ at }, place) => (isCounted(board, at) ? [{ at, place }] : []));
  const counts = new Int32Array(board.systems.size);
  const bits = new Int32Array(nodes.length * words);
  for (let start = 0; start < awaited.length; start += blockSize) {
    const block = awaited.slice(start, start + blockSize);
    const bitOf = new Map(block.map(({ at }, bit) => [at, bit]));
    bits.fill(0);
    // nothing of the block waits for what stands before it
    for (const { at, waiters } of nodes.slice((block[0] as { place: number }).place)) {
      for (const waiter of waiters) join(bits, at, waiter, bitOf.get(waiter));
      if (at < counts.length) counts[at]! += countOf(bits, at);
    }
  }
  return counts;
}

/** A system (`at` = its index) or a milestone (after them), and what waits for it directly. */
interface Node {
  at: number;
  rank: number;
  waiters: number[];
}

// What waits comes before what it waits for.
function nodesByRank(board: Board): Node[] {
  const { systems, milestones } = board;
  const nodes: Node[] = [];
  for (let at = 0; at < systems.size; at++) {
    nodes.push({ at, rank: board.rankOf(systems.at(at).id), waiters: waitersOf(board, at) });
  }
  for (let index = 0; index < milestones.size; index++) {
    const above = Array.from(board.milestonesAbove(index), (milestone) => systems.size + milestone);
    const waiters = [...board.waitingFor(index), ...above];
    nodes.push({ at: systems.size + index, rank: board.rankOf(milestones.at(index).id), waiters });
  }
  return nodes.sort((one, other) => other.rank - one.rank);
}

function waitersOf(board: Board, system: number): number[] {
  const waiters = Array.from(board.milestonesNeeding(system), (milestone) => board.systems.size + milestone);
  for (const edge of board.dependentsOf(system)) {
    if (board.dependencies.at(edge).strength === 'HARD') waiters.push(board.waiterOf(edge));
  }
  return waiters;
}

function isCounted({ systems }: Board, at: number): boolean {
  return at < systems.size && isAwaited(systems.at(at).state);
}

function join(bits: Int32Array, into: number, from: number, own: number | undefined): void {
  const [target, source] = [into * words, from * words];
  for (let word = 0; word < words; word++) bits[target + word]! |= bits[source + word]!;
  if (own !== undefined) bits[target + (own >>> 5)]! |= 1 << (own & 31);
}

function countOf(bits: Int32Array, at: number): number {
  let count = 0;
  for (let word = at * words; word < (at + 1) * words; word++) count += ones(bits[word]!);
  return count;
}

// The number of one-bits, pairwise added up (Hacker's Delight, 5-2).
function ones(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
