import fc from 'fast-check';
import { apply } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { allUnlocks } from '../../src/domain/reach';
import { closureCounts } from '../../src/domain/schedule/closure-counts';
import { isAwaited } from '../../src/domain/transitions';
import { type Given, boardWith } from '../support/board-builder';
import { depth } from '../support/depth';
import { anyBoard, anyChanges, changed, eventOf } from './random-boards';

const kept = (board: Board): number[] => [...board.state.topology.unlocks.countsFor(board)];

/** The oracle: for each node all that is reached upwards and still has to come back. */
function walked({ network, systems }: Board): number[] {
  const { start, to, size } = network.waiters;
  return Array.from({ length: size }, (_, node) => {
    const reached = new Set([node]);
    for (const next of reached) for (const waiter of to.subarray(start[next], start[next + 1])) reached.add(waiter);
    reached.delete(node);
    return [...reached].filter((one) => one < systems.size && isAwaited(systems.at(one).state)).length;
  });
}

const boardsAfter = (board: Board, seeds: number[]): Board[] => {
  const boards = [board];
  for (const seed of seeds) boards.push(apply(boards.at(-1)!, eventOf(boards.at(-1)!, seed)));
  return boards;
};

const setTo = (board: Board, keys: string[], state: 'ONLINE' | 'OFFLINE' | 'RETIRED'): Board => {
  const ids = keys.map((key) => board.systems.at(board.systems.find(key) as number).id);
  return changed(board, ...ids.map((id) => ({ table: 'system' as const, op: 'update' as const, row: { id, state } })));
};

const keysOf = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, place) => `${kind}${place}`);

function hub(leaves: string[]): Given {
  return {
    plants: ['P'],
    systems: {
      ...Object.fromEntries(['root', 'spare', ...leaves].map((key) => [key, 'OFFLINE' as const])),
      late: { after: ['M'] },
    },
    dependencies: leaves.map((key) => `${key} > root`),
    lines: { L: { plant: 'P', systems: ['spare'] } },
    milestones: { M: { systems: leaves.slice(0, 1), lines: ['L'] } },
  };
}

const unlocksOf = (board: Board, key: string): number => kept(board)[board.systems.find(key) as number] as number;

describe('the counts of what waits for each node', () => {
  it('are carried along over any changes to what counting anew comes to', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(12), (board, seeds) => {
        for (const one of boardsAfter(board, seeds)) {
          expect(kept(one)).toEqual([...closureCounts(allUnlocks(one))]);
          expect(kept(one)).toEqual(walked(one));
        }
      }),
      { numRuns: depth(30, 300) },
    );
  });

  it('are right in whatever order the boards of a plan are asked', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(12), fc.array(fc.nat(100), { maxLength: 20 }), (board, seeds, places) => {
        const boards = boardsAfter(board, seeds);
        for (const place of places) {
          const one = boards[place % boards.length]!;
          expect(kept(one)).toEqual(walked(one));
        }
      }),
      { numRuns: depth(20, 200) },
    );
  });

  it('tell at once that one came back, and that it fell again', () => {
    const before = boardWith(hub(keysOf('leaf', 3)));
    expect([unlocksOf(before, 'root'), unlocksOf(before, 'leaf0'), unlocksOf(before, 'spare')]).toEqual([4, 1, 1]);
    const back = setTo(before, ['late', 'leaf1'], 'ONLINE');
    expect([unlocksOf(back, 'root'), unlocksOf(back, 'leaf0'), unlocksOf(back, 'spare')]).toEqual([2, 0, 0]);
    expect(unlocksOf(setTo(back, ['late'], 'OFFLINE'), 'root')).toBe(3);
    expect(unlocksOf(setTo(back, ['leaf2'], 'RETIRED'), 'root')).toBe(1);
  });

  it('are right where more came back at once than are carried along', () => {
    const leaves = keysOf('leaf', 700);
    const before = boardWith(hub(leaves));
    expect(unlocksOf(before, 'root')).toBe(701);
    for (const count of [199, 200, 201, 700]) {
      const some = setTo(before, leaves.slice(0, count), 'ONLINE');
      expect([count, unlocksOf(before, 'root')]).toEqual([count, 701]);
      expect([count, unlocksOf(some, 'root')]).toEqual([count, 701 - count]);
    }
  });

  it('are those of the new plan once an edge is gone', () => {
    const before = boardWith({
      systems: { a: 'OFFLINE', b: 'OFFLINE', c: 'OFFLINE' },
      dependencies: ['b > a', 'c > b'],
    });
    expect(kept(before)).toEqual([2, 1, 0]);
    const { id } = before.dependencies.at(1);
    const after = changed(before, { table: 'dependency', op: 'delete', row: { id } });
    expect(kept(after)).toEqual([1, 0, 0]);
    expect(kept(before)).toEqual([2, 1, 0]);
  });
});

describe('the order MOST_UNLOCKED', () => {
  const keysIn = (board: Board) => [...board.inOrder('MOST_UNLOCKED')].map((system) => board.systems.at(system).key);

  it('is that of the counts, equal ones by key, on any board after any changes', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(8), (board, seeds) => {
        for (const one of boardsAfter(board, seeds)) {
          const counted = one.systems.toArray().map(({ key }, system) => ({ key, unlocks: one.unlocksOf(system) }));
          const sorted = counted.sort((a, b) => b.unlocks - a.unlocks || (a.key < b.key ? -1 : 1));
          expect(keysIn(one)).toEqual(sorted.map(({ key }) => key));
        }
      }),
      { numRuns: depth(15, 150) },
    );
  });
});
