import { type Graph, buildGraph, reversed } from '../../src/domain/graph';
import { orderOf } from '../../src/domain/graph-ranks';
import { allUnlocks, unlocks } from '../../src/domain/reach';
import { closureCounts } from '../../src/domain/schedule/closure-counts';
import { isAwaited } from '../../src/domain/transitions';
import { boardWith } from '../support/board-builder';
import { Dice } from '../support/history.dice';
import { anyNetwork, givenOf } from '../support/network';
import { depth } from '../support/depth';

/** A random graph whose edges lead from higher numbers to lower ones, and which of its nodes count. */
function anyGraph(seed: number, size: number, edges: number) {
  const dice = new Dice(seed);
  const names = Array.from({ length: size }, (_, at) => at).sort(() => dice.roll() - 0.5);
  const pairs = Array.from({ length: size < 2 ? 0 : edges }, () => {
    const high = dice.between(1, size - 1);
    return [names[high]!, names[dice.between(0, high - 1)]!] as const;
  });
  const graph = buildGraph(
    size,
    Int32Array.from(pairs, ([from]) => from),
    Int32Array.from(pairs, ([, to]) => to),
  );
  const counted = Uint8Array.from({ length: size }, () => (dice.chance(0.7) ? 1 : 0));
  // each before all that it leads to
  return { graph, counted, order: orderOf(reversed(graph)) };
}

/** By walking from one node. */
function countFrom({ start, to }: Graph, node: number, counted: Uint8Array): number {
  const seen = new Set<number>([node]);
  for (const next of seen) for (let edge = start[next]!; edge < start[next + 1]!; edge++) seen.add(to[edge]!);
  seen.delete(node);
  return [...seen].filter((one) => counted[one] === 1).length;
}

describe('closure counts', () => {
  it('are what a walk from each node counts', () => {
    for (let seed = 0; seed < depth(200, 2000); seed++) {
      const dice = new Dice(seed);
      const closures = anyGraph(seed, dice.between(0, 20), dice.between(0, 40));
      const expected = Array.from({ length: closures.graph.size }, (_, node) => {
        return countFrom(closures.graph, node, closures.counted);
      });
      expect({ seed, counts: [...closureCounts(closures)] }).toEqual({ seed, counts: expected });
    }
  });

  it('also of more nodes than go into one pass, or two', () => {
    const closures = anyGraph(77, 14_000, 20_000);
    expect(closures.counted.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(2 * 4096);
    const counts = closureCounts(closures);
    for (let node = 0; node < 14_000; node += 97) {
      expect([node, counts[node]]).toEqual([node, countFrom(closures.graph, node, closures.counted)]);
    }
    // the last nodes of the order, and the first
    for (const node of [...closures.order.slice(0, 40), ...closures.order.slice(-40)]) {
      expect([node, counts[node]]).toEqual([node, countFrom(closures.graph, node, closures.counted)]);
    }
  });

  it('of a long chain: each counts all behind it', () => {
    const size = 10_000;
    const numbers = Int32Array.from({ length: size - 1 }, (_, at) => at);
    const graph = buildGraph(
      size,
      numbers,
      numbers.map((at) => at + 1),
    );
    const order = Int32Array.from({ length: size }, (_, at) => at);
    const counts = closureCounts({ graph, order, counted: new Uint8Array(size).fill(1) });
    expect(counts.every((count, node) => count === size - 1 - node)).toBe(true);
  });
});

describe('what each node of a network unlocks', () => {
  it('is the same for all at once and for each alone: systems, lines and milestones', () => {
    for (let seed = 0; seed < depth(100, 1000); seed++) {
      const board = boardWith(givenOf(anyNetwork(seed)));
      const closures = allUnlocks(board);
      const { size } = board.network.waiters;
      const alone = Array.from({ length: size }, (_, node) => unlocks(board, node));
      expect({ seed, counts: [...closureCounts(closures)] }).toEqual({ seed, counts: alone });
      const awaited = board.systems.toArray().filter(({ state }) => isAwaited(state)).length;
      expect(closures.counted.reduce((sum, one) => sum + one, 0)).toBe(awaited);
    }
  });

  it('through a line and what it is fed by, to what waits for the milestone', () => {
    const board = boardWith({
      plants: ['P'],
      systems: { press: 'OFFLINE', last: { after: ['M'] }, behind: 'OFFLINE', back: 'ONLINE' },
      dependencies: ['behind > last', 'back > last'],
      lines: { body: { plant: 'P', systems: ['press'] }, paint: { plant: 'P', fedBy: ['body'] } },
      milestones: { M: { gate: true, lines: ['paint'] } },
    });
    const { systems, lines } = board.network;
    const counts = closureCounts(allUnlocks(board));
    const of = (key: string): number | undefined => counts[board.systems.find(key) as number];
    expect(['press', 'last', 'behind', 'back'].map(of)).toEqual([2, 1, 0, 0]);
    expect([...counts.slice(systems)]).toEqual([2, 2, 2]); // body, paint, M
    expect([systems, lines]).toEqual([4, 2]);
  });
});
