import fc from 'fast-check';
import type { Board } from '../../src/board/board';
import { allUnlocks } from '../../src/domain/reach';
import { closureCounts } from '../../src/domain/schedule/closure-counts';
import { boardWith } from '../support/board-builder';
import { depth } from '../support/depth';
import { anyBoard } from './random-boards';

const unlocksOfAll = (board: Board): Int32Array => closureCounts(allUnlocks(board)).slice(0, board.systems.size);

const eachAlone = (board: Board): number[] =>
  Array.from({ length: board.systems.size }, (_, system) => board.unlocksOf(system));

describe('how many systems wait for each system', () => {
  it('is the same for all at once and for each alone, on any board', () => {
    fc.assert(
      fc.property(anyBoard, (board) => {
        expect([...unlocksOfAll(board)]).toEqual(eachAlone(board));
      }),
      { numRuns: depth(30, 300) },
    );
  });

  it('counts more waiting systems than fit into one pass', () => {
    const leaves = Array.from({ length: 5000 }, (_, place) => `leaf${place}`);
    const systems = Object.fromEntries(['root', 'middle', ...leaves].map((key) => [key, 'OFFLINE' as const]));
    const dependencies = ['middle > root', ...leaves.map((key) => `${key} > middle`)];
    const board = boardWith({ systems, dependencies });
    const counts = unlocksOfAll(board);
    const of = (key: string): number | undefined => counts[board.systems.find(key) as number];
    expect([of('root'), of('middle'), of('leaf7')]).toEqual([5001, 5000, 0]);
    const [first, second] = board.inOrder('MOST_UNLOCKED');
    expect([first, second].map((system) => board.systems.at(system as number).key)).toEqual(['root', 'middle']);
  });
});
