import fc from 'fast-check';
import type { Board } from '../../src/board/board';
import { apply } from '../../src/board/apply';
import { isVerified } from '../../src/domain/containment';
import { blockers } from '../../src/domain/gate';
import { risks } from '../../src/domain/risks';
import { systemStates } from '../../src/domain/words';
import { boardWith } from '../support/board-builder';
import { anyBoard, anyChanges, eventOf, minutesLater } from './random-boards';

/** The counters as the contract words them, counted system by system. */
function counted(board: Board, systems: number[]): Record<string, number> {
  const rows = systems.map((system) => ({ system, row: board.systems.at(system) }));
  const alive = rows.filter(({ row }) => row.state !== 'RETIRED');
  const count = (of: typeof rows, is: (one: (typeof rows)[number]) => boolean): number => of.filter(is).length;
  const kindsOf = (system: number): string[] => blockers(board, system, board.now).map(({ kind }) => kind);
  const held = ['DEPENDENCY', 'DEPENDENCY_UNTRUSTED', 'MILESTONE', 'HOLD'];
  const online = count(rows, ({ row }) => row.state === 'ONLINE');
  return {
    position: board.position,
    total: alive.length,
    ...Object.fromEntries(
      systemStates.map((state) => [state.toLowerCase(), count(rows, ({ row }) => row.state === state)]),
    ),
    containmentVerified: count(alive, ({ row }) => isVerified(row, board.now)),
    blocked: count(
      alive,
      ({ row, system }) => row.state !== 'ONLINE' && kindsOf(system).some((kind) => held.includes(kind)),
    ),
    ready: count(alive, ({ row, system }) => row.state === 'VALIDATED' && kindsOf(system).length === 0),
    held: count(alive, ({ system }) => board.holdsOn(system).length > 0),
    atRisk: count(rows, ({ system }) => risks(board, system, board.now).length > 0),
    overdue: count(alive, ({ row, system }) => row.state !== 'ONLINE' && (board.dueAtOf(system) ?? '~') < board.now),
    percentOnline: alive.length === 0 ? 0 : (100 * online) / alive.length,
  };
}

describe('progress', () => {
  it('property: counts what the contract says, of the incident and of each plant, after any history', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(15), fc.nat(30), (start, changes, minutes) => {
        const board = minutesLater(
          changes.reduce((before, seed) => apply(before, eventOf(before, seed)), start),
          minutes,
        );
        const systems = [...board.systems.toArray().keys()];
        expect(board.progressOf(null)).toEqual(counted(board, systems));
        for (let plant = 0; plant < board.plants.size; plant++) {
          const { id } = board.plants.at(plant);
          const ofPlant = systems.filter((system) => board.systems.at(system).plantId === id);
          expect(board.progressOf(plant)).toEqual(counted(board, ofPlant));
        }
        const { total, online, containmentVerified } = board.progressOf(null);
        expect(board.counters).toEqual({ total, online, verified: containmentVerified });
      }),
      { numRuns: 100 },
    );
  });

  it('of nothing is 0 %', () => {
    expect(boardWith({ systems: {} }).progressOf(null)).toMatchObject({ total: 0, percentOnline: 0 });
    expect(boardWith({ systems: { a: 'RETIRED' } }).progressOf(null)).toMatchObject({
      total: 0,
      retired: 1,
      percentOnline: 0,
    });
  });

  it('is a share of those that are not retired', () => {
    const board = boardWith({ systems: { a: 'ONLINE', b: 'OFFLINE', c: 'RETIRED' } });
    expect(board.progressOf(null)).toMatchObject({ total: 2, online: 1, retired: 1, percentOnline: 50 });
  });
});
