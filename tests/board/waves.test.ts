import fc from 'fast-check';
import type { Board } from '../../src/board/board';
import { isAwaited } from '../../src/domain/transitions';
import { type Given, boardWith, idOf } from '../support/board-builder';
import { depth } from '../support/depth';
import { anyNetwork, givenOf } from '../support/network';
import { anyBoard } from './random-boards';

const wavesOf = (given: Given): Record<string, number | null> => {
  const board = boardWith(given);
  return Object.fromEntries(
    board.systems.toArray().map(({ key }, system) => [key, board.courseOf(system)?.wave ?? null]),
  );
};

// What is far enough itself, or ONLINE, makes no wave of its own: it passes on that of what it waits for.
function waveBelow(board: Board, system: number): number {
  const isOnline = board.systems.at(system).state === 'ONLINE';
  const hard = [...board.dependenciesOf(system)].filter((edge) => board.dependencies.at(edge).strength === 'HARD');
  const waves = hard.map((edge) => {
    const target = board.targetOf(edge);
    if (board.systems.at(target).state === 'RETIRED') return 0;
    return waveBelow(board, target) + (board.isSatisfied(edge) ? 0 : 1);
  });
  const milestones = isOnline ? [] : [...board.afterOf(system)];
  return Math.max(0, ...waves, ...milestones.map((milestone) => waveOfMilestone(board, milestone) + 1));
}

// -1 = nothing of it is still to come.
function waveOfMilestone(board: Board, milestone: number): number {
  if (board.milestoneStatusOf(milestone) === 'ACHIEVED') return -1;
  const { systems } = board;
  const needed = [...board.systemsOf(milestone)].filter((system) => isAwaited(systems.at(system).state));
  return Math.max(
    -1,
    ...needed.map((system) => waveBelow(board, system)),
    ...[...board.linesOf(milestone)].map((line) => waveOfLine(board, line)),
    ...[...board.milestonesOf(milestone)].map((below) => waveOfMilestone(board, below)),
  );
}

function waveOfLine(board: Board, line: number): number {
  if (['READY', 'RUNNING'].includes(board.lineStatusOf(line))) return -1;
  const needed = [...board.systemsOfLine(line)].filter((system) => isAwaited(board.systems.at(system).state));
  const feeds = board.lines.at(line).running ? [] : [...board.feedsOfLine(line)];
  return Math.max(
    -1,
    ...needed.map((system) => waveBelow(board, system)),
    ...feeds.map((feeding) => waveOfLine(board, feeding)),
  );
}

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
        for (let system = 0; system < board.systems.size; system++) {
          const { state } = board.systems.at(system);
          expect(board.courseOf(system)?.wave ?? null).toBe(isAwaited(state) ? waveBelow(board, system) : null);
        }
      }),
      { numRuns: depth(20, 200) },
    );
  });

  it('property: so on networks with lines', () => {
    for (let seed = 5000; seed < 5400; seed++) {
      const board = boardWith(givenOf(anyNetwork(seed)));
      const awaited = board.systems.toArray().map(({ state }) => isAwaited(state));
      const waves = awaited.map((_, system) => board.courseOf(system)?.wave ?? null);
      const expected = awaited.map((isIn, system) => (isIn ? waveBelow(board, system) : null));
      expect({ seed, waves }).toEqual({ seed, waves: expected });
    }
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
          if ((board.courseOf(waits)?.wave ?? null) === null || (board.courseOf(awaited)?.wave ?? null) === null)
            continue;
          expect(order.indexOf(awaited)).toBeLessThan(order.indexOf(waits));
        }
      }),
      { numRuns: depth(20, 200) },
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
