import fc from 'fast-check';
import { type Given, boardWith, idOf } from '../support/board-builder';
import { changesOf, codesOf, done, give, indexOf, rowOf, typesOf } from '../support/verdicts';
import type { Board } from '../../src/board/board';
import { depth } from '../support/depth';

const chain: Given = {
  systems: { ad: 'OFFLINE', erp: 'OFFLINE', mes: 'OFFLINE', wiki: 'OFFLINE' },
  dependencies: ['mes > erp', 'erp > ad', 'wiki ~ ad'],
};
const add = (board: Board, system: string, dependsOn: string, more: object = {}) =>
  give(board, 'addDependency', system, { dependsOn: indexOf(board, dependsOn), ...more });

/** Every edge of the one graph, as pairs of the one that waits and the one awaited. */
function edgesOf(board: Board): [string, string][] {
  const keys = { systems: board.systems, milestones: board.milestones, lines: board.lines };
  const name = (kind: keyof typeof keys, index: number): string => keys[kind].at(index).id;
  const edges: [string, string][] = [];
  for (let n = 0; n < board.dependencies.size; n++) {
    if (board.dependencies.at(n).strength === 'HARD')
      edges.push([name('systems', board.waiterOf(n)), name('systems', board.targetOf(n))]);
  }
  for (let n = 0; n < board.systems.size; n++)
    for (const m of board.afterOf(n)) edges.push([name('systems', n), name('milestones', m)]);
  for (let n = 0; n < board.lines.size; n++) {
    for (const s of board.systemsOfLine(n)) edges.push([name('lines', n), name('systems', s)]);
    for (const l of board.feedsOfLine(n)) edges.push([name('lines', n), name('lines', l)]);
  }
  for (let n = 0; n < board.milestones.size; n++) {
    for (const s of board.systemsOf(n)) edges.push([name('milestones', n), name('systems', s)]);
    for (const l of board.linesOf(n)) edges.push([name('milestones', n), name('lines', l)]);
    for (const m of board.milestonesOf(n)) edges.push([name('milestones', n), name('milestones', m)]);
  }
  return edges;
}

const badlyRanked = (board: Board) =>
  edgesOf(board).filter(([waits, awaited]) => board.rankOf(waits) <= board.rankOf(awaited));

describe('addDependency', () => {
  it('lets a system wait for another one; its own version changes, the other one’s does not', () => {
    const verdict = add(boardWith(chain), 'wiki', 'mes', {
      kind: 'TRUST',
      requiredState: 'VALIDATED',
      reason: 'login',
    });
    expect(typesOf(verdict)).toEqual(['DEPENDENCY_ADDED']);
    const edge = verdict.board.dependencies.at(verdict.board.dependenciesOf(indexOf(verdict.board, 'wiki'))[1]!);
    expect(edge).toMatchObject({
      ...{ id: verdict.objectId, systemId: idOf('wiki'), dependsOnId: idOf('mes'), strength: 'HARD' },
      ...{ kind: 'TRUST', requiredState: 'VALIDATED', reason: 'login' },
    });
    expect([rowOf(verdict.board, 'wiki').version, rowOf(verdict.board, 'mes').version]).toEqual([2, 1]);
  });

  it('is refused where it would close a cycle, with the path', () => {
    const { refusals } = add(boardWith(chain), 'ad', 'mes');
    expect(refusals).toMatchObject([{ code: 'CYCLE', cycle: ['ad', 'mes', 'erp', 'ad'] }]);
  });

  it('is refused where a system would wait for itself', () => {
    expect(add(boardWith(chain), 'ad', 'ad').refusals).toMatchObject([{ code: 'CYCLE', cycle: ['ad', 'ad'] }]);
  });

  it('a SOFT one may close a cycle, and a cycle through a SOFT one is none', () => {
    expect(codesOf(add(boardWith(chain), 'ad', 'mes', { strength: 'SOFT' }))).toEqual([]);
    expect(codesOf(add(boardWith(chain), 'ad', 'wiki'))).toEqual([]);
  });

  it.each([
    [
      'after and a milestone’s system',
      { systems: { mes: { after: ['M1'] }, ad: 'OFFLINE' }, milestones: { M1: { systems: ['ad'] } } },
      ['ad', 'mes', 'M1', 'ad'],
    ],
    [
      'milestones of milestones, and lines that feed lines',
      {
        plants: ['BUR'],
        systems: { mes: { after: ['M2'] }, ad: 'OFFLINE' },
        lines: { L1: { plant: 'BUR', systems: ['ad'] }, L2: { plant: 'BUR', fedBy: ['L1'] } },
        milestones: { M1: { lines: ['L2'] }, M2: { milestones: ['M1'] } },
      },
      ['ad', 'mes', 'M2', 'M1', 'L2', 'L1', 'ad'],
    ],
  ] as [string, Given, string[]][])('the graph is one: a cycle may go through %s', (_, given, cycle) => {
    expect(add(boardWith(given), 'ad', 'mes').refusals).toMatchObject([{ code: 'CYCLE', cycle }]);
  });

  it.each([
    ['a dependency that is there already', 'mes', 'erp', {}, 'ALREADY_EXISTS'],
    ['a SOFT one that is there already', 'wiki', 'ad', {}, 'ALREADY_EXISTS'],
    ['a state that nobody can wait for', 'wiki', 'mes', { requiredState: 'RESTORING' }, 'INVALID_INPUT'],
    ['OFFLINE as the state', 'wiki', 'mes', { requiredState: 'OFFLINE' }, 'INVALID_INPUT'],
    ['RETIRED as the state', 'wiki', 'mes', { requiredState: 'RETIRED' }, 'INVALID_INPUT'],
  ])('is refused: %s', (_, system, dependsOn, more, code) => {
    expect(codesOf(add(boardWith(chain), system, dependsOn, more))).toEqual([code]);
  });

  it('is refused on a RETIRED system, which would never satisfy it', () => {
    const board = boardWith({ systems: { ad: 'RETIRED', mes: 'OFFLINE' } });
    expect(codesOf(add(board, 'mes', 'ad'))).toEqual(['INVALID_INPUT']);
  });

  it('under an ONLINE system is no reason to refuse', () => {
    const board = boardWith({ systems: { ad: 'OFFLINE', mes: 'ONLINE' } });
    expect(rowOf(done(add(board, 'mes', 'ad')), 'mes').state).toBe('ONLINE');
  });

  it('a SOFT one changes no rank', () => {
    expect(
      changesOf(add(boardWith(chain), 'ad', 'mes', { strength: 'SOFT' }))
        .map(({ table }) => table)
        .sort(),
    ).toEqual(['dependency', 'system']);
  });

  it('property: whatever edges are added, each waiting one ranks above what it waits for, and just the cycles are refused', () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    const key = fc.constantFrom(...keys);
    fc.assert(
      fc.property(fc.array(fc.tuple(key, key), { maxLength: 25 }), (wanted) => {
        let board = boardWith({
          plants: ['P'],
          systems: { a: 'OFFLINE', b: 'OFFLINE', c: 'OFFLINE', d: { after: ['M2'] }, e: 'OFFLINE', f: 'OFFLINE' },
          lines: { L1: { plant: 'P', systems: ['a'] }, L2: { plant: 'P', fedBy: ['L1'] } },
          milestones: { M1: { lines: ['L2'], systems: ['b'] }, M2: { milestones: ['M1'] } },
        });
        for (const [waits, awaited] of wanted) {
          const verdict = add(board, waits, awaited);
          const isCyclic = waits === awaited || reaches(edgesOf(board), idOf(awaited), idOf(waits));
          const isThere = edgesOf(board).some(([one, other]) => one === idOf(waits) && other === idOf(awaited));
          expect(codesOf(verdict)).toEqual(isCyclic ? ['CYCLE'] : isThere ? ['ALREADY_EXISTS'] : []);
          board = verdict.board;
          expect(badlyRanked(board)).toEqual([]);
        }
      }),
      { numRuns: depth(20, 60) },
    );
  });
});

function reaches(edges: [string, string][], from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const node of seen) for (const [waits, awaited] of edges) if (waits === node) seen.add(awaited);
  return seen.has(to);
}

describe('removeDependency', () => {
  it('lets a system no longer wait, for a reason', () => {
    const verdict = give(boardWith(chain), 'removeDependency', 'mes', { dependsOn: 'erp' });
    expect(typesOf(verdict)).toEqual(['DEPENDENCY_REMOVED']);
    expect(verdict.board.dependenciesOf(indexOf(verdict.board, 'mes'))).toHaveLength(0);
    expect([rowOf(verdict.board, 'mes').version, rowOf(verdict.board, 'erp').version]).toEqual([2, 1]);
    expect(codesOf(give(boardWith(chain), 'removeDependency', 'mes', { dependsOn: 'erp', reason: '' }))).toEqual([
      'INVALID_INPUT',
    ]);
  });

  it('opens the way for the edge that would have closed a cycle', () => {
    const after = done(give(boardWith(chain), 'removeDependency', 'mes', { dependsOn: 'erp' }));
    expect(codesOf(add(after, 'ad', 'mes'))).toEqual([]);
  });
});
