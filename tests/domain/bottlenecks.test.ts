import fc from 'fast-check';
import { apply } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { type Bottleneck, bottlenecksOf, descents } from '../../src/domain/bottlenecks';
import type { Blocker } from '../../src/domain/refusal';
import { closureCounts } from '../../src/domain/schedule/closure-counts';
import { isAwaited } from '../../src/domain/transitions';
import { anyBoard, anyChanges, changed, eventOf } from '../board/random-boards';
import { type Given, boardWith } from '../support/board-builder';
import { anyNetwork, givenOf } from '../support/network';
import { depth } from '../support/depth';

const gateOf = (board: Board) => (system: number) => board.blockersOf(system);

function bottlenecks(board: Board): Bottleneck[] {
  const ways = descents(board, board.now, gateOf(board));
  return bottlenecksOf(ways, closureCounts(ways.closures));
}

const idsOf = ({ kind, systemId, causeId, milestoneId, lineId, holdId, requiredState }: Blocker): string =>
  JSON.stringify([kind, systemId, causeId, milestoneId, lineId, holdId, requiredState]);

/** The oracle: the root blockers of every system that is awaited, each by itself. */
function counted(board: Board): Map<string, number> {
  const counts = new Map<string, number>();
  for (let system = 0; system < board.systems.size; system++) {
    if (!isAwaited(board.systems.at(system).state)) continue;
    for (const name of new Set(board.rootBlockersOf(system).map(idsOf))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function expectCounted(board: Board): void {
  const found = bottlenecks(board);
  const told = new Map(found.map(({ blocker, holdsBack }) => [idsOf(blocker), holdsBack]));
  expect(told.size).toBe(found.length);
  expect(told).toEqual(counted(board));
}

/** What a board's bottlenecks are about, in short. */
function inShort(board: Board): string[] {
  return bottlenecks(board).map(({ blocker, holdsBack }) => {
    const { kind, systemId, milestoneId, lineId } = blocker;
    const about =
      (milestoneId && board.milestones.at(board.milestones.indexOf(milestoneId)).key) ??
      (lineId && board.lines.at(board.lines.indexOf(lineId)).key) ??
      (systemId && board.systems.at(board.systems.indexOf(systemId)).key);
    return [kind, ...(about ? [about] : []), holdsBack].join(' ');
  });
}

const online = { state: 'ONLINE', signed: true } as const;
const free = { state: 'VALIDATED', signed: true } as const;

describe('bottlenecks', () => {
  it('hold back as many systems as have them among their root blockers, on any board', () => {
    fc.assert(fc.property(anyBoard, expectCounted), { numRuns: depth(40, 400) });
  });

  it('and after any changes: holds, revocations, a closed incident', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(10), (board, seeds) => {
        expectCounted(seeds.reduce((now, seed) => apply(now, eventOf(now, seed)), board));
      }),
      { numRuns: depth(40, 400) },
    );
  });

  it('and where milestones wait for lines, and lines for each other', () => {
    for (let seed = 1; seed <= depth(60, 500); seed++) expectCounted(boardWith(givenOf(anyNetwork(seed))));
  });

  it('stand worst first, equal ones by their sentence', () => {
    fc.assert(
      fc.property(anyBoard, (board) => {
        const found = bottlenecks(board);
        const sorted = [...found].sort(
          (one, other) => other.holdsBack - one.holdsBack || (one.blocker.message < other.blocker.message ? -1 : 1),
        );
        expect(found).toEqual(sorted);
      }),
      { numRuns: depth(20, 200) },
    );
  });

  const cases: [string, Given, string[]][] = [
    ['there are none where all is back', { systems: { a: online, b: { state: 'RETIRED' } } }, []],
    ['a system that is free holds back only what waits for it', { systems: { a: free, b: free } }, []],
    [
      'a system counts among those that it holds back itself',
      { systems: { a: 'OFFLINE', b: free, c: free }, dependencies: ['b > a', 'c > b'] },
      ['STATE a 3', 'CONTAINMENT a 3'],
    ],
    [
      'one that only has to be brought online holds back those above it',
      { systems: { a: free, b: free, c: free }, dependencies: ['b > a', 'c > a'] },
      ['STATE a 2'],
    ],
    [
      'a hold on the incident holds back everything, one on a plant what stands there',
      { plants: ['P'], systems: { a: { ...free, plant: 'P' }, b: free, c: online }, holds: ['P', 'incident'] },
      ['HOLD 2', 'HOLD 1'],
    ],
    [
      'a gate that waits for a commander holds back all that come after it, and what rests on those',
      {
        systems: { a: online, b: { ...free, after: ['M'] }, c: free },
        dependencies: ['c > b'],
        milestones: { M: { gate: true, systems: ['a'] } },
      },
      ['MILESTONE M 2'],
    ],
    [
      'a line that only has to run holds back what its milestone gates',
      {
        plants: ['P'],
        systems: { a: online, b: { ...free, after: ['M'] } },
        lines: { L: { plant: 'P', systems: ['a'] } },
        milestones: { M: { gate: true, linesMustRun: true, lines: ['L'] } },
      },
      ['LINE L 1'],
    ],
    [
      'a SOFT dependency holds back nothing',
      { systems: { a: 'OFFLINE', b: free }, dependencies: ['b ~ a'] },
      ['STATE a 1', 'CONTAINMENT a 1'],
    ],
  ];
  it.each(cases)('%s', (_, given, expected) => {
    expect(inShort(boardWith(given)).sort()).toEqual([...expected].sort());
  });

  it('are found at the end of a long chain', () => {
    const size = depth(4000, 20_000);
    const keys = Array.from({ length: size }, (_, n) => `s${String(n).padStart(5, '0')}`);
    const plain = boardWith({ systems: Object.fromEntries(keys.map((key) => [key, free])), holds: ['s00000'] });
    const rows = keys.slice(1).map((_, n) => ({
      table: 'dependency' as const,
      op: 'insert' as const,
      row: {
        ...{ id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, systemId: plain.systems.at(n + 1).id },
        ...{ dependsOnId: plain.systems.at(n).id, strength: 'HARD' as const, kind: 'TECHNICAL' as const },
        ...{ requiredState: 'ONLINE' as const, reason: null },
      },
    }));
    const found = bottlenecks(changed(plain, ...rows));
    expect(found.map(({ blocker, holdsBack }) => [blocker.kind, holdsBack])).toEqual([['HOLD', size]]);
  });
});
