import fc from 'fast-check';
import { isAwaited } from '../../src/domain/transitions';
import { type Given, boardWith, idOf } from '../support/board-builder';
import { anyBoard } from './random-boards';

const wavesOf = (given: Given): Record<string, number | null> => {
  const board = boardWith(given);
  return Object.fromEntries(board.systems.toArray().map(({ key }, system) => [key, board.waveOf(system)]));
};

describe('waves', () => {
  it('0 waits for nothing; n waits for wave n-1', () => {
    const systems = { a: 'OFFLINE', b: 'OFFLINE', c: 'RESTORING', d: 'OFFLINE', e: 'OFFLINE' } as const;
    const dependencies = ['b > a', 'c > b', 'd > a', 'e > d', 'e > c'];
    expect(wavesOf({ systems, dependencies })).toEqual({ a: 0, b: 1, c: 2, d: 1, e: 3 });
  });

  it('there is none for what is ONLINE or RETIRED', () => {
    expect(wavesOf({ systems: { a: 'ONLINE', b: 'RETIRED', c: 'OFFLINE' }, dependencies: ['c > a'] })).toEqual({
      a: null,
      b: null,
      c: 0,
    });
  });

  it('SOFT dependencies make none', () => {
    expect(wavesOf({ systems: { a: 'OFFLINE', b: 'OFFLINE' }, dependencies: ['b ~ a'] })).toEqual({ a: 0, b: 0 });
  });

  it('a dependency that is far enough passes on what it waits for itself', () => {
    const systems = { a: 'OFFLINE', b: 'RESTORED', c: 'OFFLINE' } as const;
    expect(wavesOf({ systems, dependencies: ['c > b @RESTORED', 'b > a'] })).toEqual({ a: 0, b: 1, c: 1 });
    expect(wavesOf({ systems, dependencies: ['c > b @RESTORED'] })).toEqual({ a: 0, b: 0, c: 0 });
  });

  it('a system comes after the systems of the milestones that it waits for, whatever lies in between', () => {
    const given: Given = {
      plants: ['P'],
      systems: { a: 'OFFLINE', b: 'OFFLINE', c: { after: ['M2'] }, d: { after: ['M3'] } },
      dependencies: ['b > a'],
      lines: { L1: { plant: 'P', systems: ['a'] } },
      milestones: { M1: { systems: ['b'] }, M2: { milestones: ['M1'] }, M3: { lines: ['L1'] } },
    };
    expect(wavesOf(given)).toEqual({ a: 0, b: 1, c: 2, d: 1 });
  });

  it('an achieved milestone holds nothing back', () => {
    const given: Given = {
      systems: { a: 'ONLINE', b: { after: ['M1'] } },
      milestones: { M1: { systems: ['a'], achieved: true } },
    };
    expect(wavesOf(given)).toEqual({ a: null, b: 0 });
  });

  it('property: each is just after the last thing that it waits for', () => {
    fc.assert(
      fc.property(anyBoard, (board) => {
        const wave = (system: number): number => board.waveOf(system) ?? -1;
        const ofMilestone = (milestone: number): number => {
          if (board.milestoneStatusOf(milestone) === 'ACHIEVED') return -1;
          const systems = [...board.systemsOf(milestone)].map(wave);
          return Math.max(-1, ...systems, ...[...board.milestonesOf(milestone)].map(ofMilestone));
        };
        for (let system = 0; system < board.systems.size; system++) {
          const hard = [...board.dependenciesOf(system)].filter(
            (edge) => board.dependencies.at(edge).strength === 'HARD',
          );
          const expected = Math.max(
            0,
            ...hard.map((edge) => wave(board.targetOf(edge)) + (board.isSatisfied(edge) ? 0 : 1)),
            ...[...board.afterOf(system)].map((milestone) => ofMilestone(milestone) + 1),
          );
          expect(board.waveOf(system)).toBe(isAwaited(board.systems.at(system).state) ? expected : null);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('the restore order', () => {
  const keysIn = (given: Given, order: 'RESTORE_ORDER' | 'TIER' | 'NAME' | 'DUE'): string[] => {
    const board = boardWith(given);
    return [...board.inOrder(order)].map((system) => board.systems.at(system).key);
  };

  it('is wave, tier, key; what is back stands last', () => {
    const systems = { z: { tier: 0 }, a: { tier: 1 }, b: { tier: 1 }, first: { tier: 5 }, back: 'ONLINE' } as const;
    expect(keysIn({ systems, dependencies: ['z > first'] }, 'RESTORE_ORDER')).toEqual(['a', 'b', 'first', 'z', 'back']);
  });

  it.each([
    ['TIER', ['c', 'a', 'b']],
    ['NAME', ['b', 'a', 'c']],
    ['DUE', ['c', 'b', 'a']],
  ] as const)('%s, then key; what is never due stands last', (order, expected) => {
    const systems = {
      a: { tier: 2, name: 'Mm' },
      b: { tier: 2, name: 'Aa', rtoMinutes: 60 },
      c: { tier: 1, name: 'Mm', rtoMinutes: 30 },
    };
    expect(keysIn({ systems }, order)).toEqual(expected);
  });

  it('property: names every system once, and each awaited one after all HARD dependencies that it still waits for', () => {
    fc.assert(
      fc.property(anyBoard, (board) => {
        const order = [...board.inOrder('RESTORE_ORDER')];
        expect([...order].sort()).toEqual([...order.keys()]);
        for (let edge = 0; edge < board.dependencies.size; edge++) {
          const [waits, awaited] = [board.waiterOf(edge), board.targetOf(edge)];
          if (board.dependencies.at(edge).strength === 'SOFT' || board.isSatisfied(edge)) continue;
          if (board.waveOf(waits) === null || board.waveOf(awaited) === null) continue;
          expect(order.indexOf(awaited)).toBeLessThan(order.indexOf(waits));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('equal systems stand in the order of their keys', () => {
    const systems = Object.fromEntries(['d', 'b', 'c', 'a'].map((key) => [key, { name: 'same' }]));
    for (const order of ['RESTORE_ORDER', 'TIER', 'NAME', 'DUE'] as const) {
      expect(keysIn({ systems }, order)).toEqual(['a', 'b', 'c', 'd']);
    }
    expect(idOf('a')).not.toBe(idOf('b'));
  });
});
