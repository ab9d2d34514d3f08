import fc from 'fast-check';
import type { Board } from '../../src/board/board';
import { isAwaited } from '../../src/domain/transitions';
import { anyBoard, anyChanges, eventOf } from '../board/random-boards';
import { apply } from '../../src/board/apply';
import { boardWith } from '../support/board-builder';
import { anyNetwork, givenOf } from '../support/network';
import { indexOf } from '../support/verdicts';
import { depth } from '../support/depth';

/** Whether one system waits for another, asked from the waiting one downwards: by HARD edges, and by `after` where it counts. */
function waits(board: Board, system: number, awaited: number, byAfter: boolean): boolean {
  const next = [
    ...[...board.dependenciesOf(system)]
      .filter((edge) => board.dependencies.at(edge).strength === 'HARD')
      .map((edge) => board.targetOf(edge)),
    ...(byAfter ? [...board.afterOf(system)].flatMap((milestone) => systemsBelow(board, milestone)) : []),
  ];
  return next.some((one) => one === awaited || waits(board, one, awaited, byAfter));
}

function systemsBelow(board: Board, milestone: number): number[] {
  const needed = [...board.milestonesOf(milestone)].flatMap((below) => systemsBelow(board, below));
  return [...board.systemsOf(milestone), ...[...board.linesOf(milestone)].flatMap(ofLine), ...needed];

  function ofLine(line: number): number[] {
    return [...board.systemsOfLine(line), ...[...board.feedsOfLine(line)].flatMap(ofLine)];
  }
}

const all = (board: Board): number[] => Array.from({ length: board.systems.size }, (_, system) => system);
const anyHistory = fc.tuple(anyBoard, anyChanges(8)).map(([board, seeds]) => {
  return seeds.reduce((before, seed) => apply(before, eventOf(before, seed)), board);
});

describe('reach', () => {
  it('property: blastRadius counts by HARD edges what brute force finds', () => {
    fc.assert(
      fc.property(anyHistory, (board) => {
        for (const system of all(board)) {
          const expected = all(board).filter((one) => waits(board, one, system, false));
          expect(board.blastRadiusOf(system)).toEqual(expected);
        }
      }),
      { numRuns: depth(20, 150) },
    );
  });

  it('property: unlocks counts by HARD edges and `after` the systems that are neither ONLINE nor RETIRED', () => {
    fc.assert(
      fc.property(anyHistory, (board) => {
        for (const system of all(board)) {
          const waiting = all(board).filter((one) => waits(board, one, system, true));
          const awaited = waiting.filter((one) => isAwaited(board.systems.at(one).state));
          expect(board.unlocksOf(system)).toBe(awaited.length);
        }
      }),
      { numRuns: depth(20, 150) },
    );
  });

  it('property: on networks with lines too', () => {
    for (let seed = 0; seed < depth(40, 300); seed++) {
      const board = boardWith(givenOf(anyNetwork(seed)));
      const expected = all(board).map((system) => {
        const waiting = all(board).filter((one) => waits(board, one, system, true));
        return waiting.filter((one) => isAwaited(board.systems.at(one).state)).length;
      });
      expect({ seed, counts: all(board).map((system) => board.unlocksOf(system)) }).toEqual({ seed, counts: expected });
    }
  });

  it('SOFT edges lead nowhere; what is ONLINE in between does, and a line with its feeds where a milestone needs it', () => {
    const board = boardWith({
      plants: ['BUR'],
      systems: { ad: 'OFFLINE', erp: 'ONLINE', mes: 'OFFLINE', soft: 'OFFLINE', lined: { after: ['M1'] } },
      dependencies: ['erp > ad', 'mes > erp', 'soft ~ ad'],
      lines: { body: { plant: 'BUR', systems: ['ad'] }, paint: { plant: 'BUR', fedBy: ['body'] } },
      milestones: { M1: { gate: true, lines: ['paint'] } },
    });
    const ad = indexOf(board, 'ad');
    expect(board.blastRadiusOf(ad)).toEqual(['erp', 'mes'].map((key) => indexOf(board, key)));
    expect(board.unlocksOf(ad)).toBe(2); // mes and lined
  });
});
