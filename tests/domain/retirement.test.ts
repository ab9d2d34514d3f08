import type { Board } from '../../src/board/board';
import { type Given, boardWith, idOf, noon } from '../support/board-builder';
import { blockersOf, codesOf, done, give, milestoneStatus, person, rowOf, typesOf } from '../support/verdicts';

const plants = ['BUR', 'DER'];
const retire = (given: Given, replacedBy?: string, when = {}) =>
  give(boardWith({ plants, ...given }), 'retireSystem', 'old', { replacedBy }, when);

/** The dependencies of a board, as they were given. */
function edgesOf(board: Board): string[] {
  return Array.from({ length: board.dependencies.size }, (_, edge) => {
    const { strength, requiredState } = board.dependencies.at(edge);
    const [waiter, target] = [board.systems.at(board.waiterOf(edge)), board.systems.at(board.targetOf(edge))];
    return `${waiter.key} ${strength === 'HARD' ? '>' : '~'} ${target.key} @${requiredState}`;
  });
}

describe('retireSystem', () => {
  it.each(['OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED'] as const)('leads from %s to RETIRED', (state) => {
    const verdict = retire({ systems: { old: { state, serviceLevel: 'WORKAROUND' } } });
    expect(typesOf(verdict)).toEqual(['SYSTEM_RETIRED']);
    expect(rowOf(done(verdict), 'old')).toMatchObject({ state: 'RETIRED', stateSince: noon, serviceLevel: 'NONE' });
  });

  it.each(['STOPPING', 'ONLINE', 'RETIRED'] as const)('not from %s', (state) => {
    expect(codesOf(retire({ systems: { old: state } }))).toEqual(['INVALID_TRANSITION']);
  });

  it('needs a reason', () => {
    const board = boardWith({ systems: { old: 'OFFLINE' } });
    expect(codesOf(give(board, 'retireSystem', 'old', { reason: '' }))).toEqual(['INVALID_INPUT']);
  });

  it.each([
    ['a system that depends on it HARD', { dependencies: ['w > old'] }, ['IN_USE']],
    ['one that depends on it SOFT', { dependencies: ['w ~ old'] }, ['IN_USE']],
    ['one that is retired itself does not count', { dependencies: ['gone > old'] }, []],
    ['a line left empty', { lines: { L1: { plant: 'BUR', systems: ['old', 'gone'] } } }, ['IN_USE']],
    ['a line with another system', { lines: { L1: { plant: 'BUR', systems: ['old', 'w'] } } }, []],
    ['a milestone left empty', { milestones: { M1: { systems: ['old', 'gone'] } } }, ['IN_USE']],
    ['a milestone with another system', { milestones: { M1: { systems: ['old', 'w'] } } }, []],
    [
      'a milestone with a milestone',
      { milestones: { M0: { gate: true }, M1: { systems: ['old'], milestones: ['M0'] } } },
      [],
    ],
    [
      'a milestone with a line',
      { lines: { L1: { plant: 'BUR', systems: ['w'] } }, milestones: { M1: { systems: ['old'], lines: ['L1'] } } },
      [],
    ],
  ] as [string, Omit<Given, 'systems'>, string[]][])('`replacedBy` while anything needs it: %s', (_, needs, codes) => {
    const given = { systems: { old: 'OFFLINE', w: 'OFFLINE', gone: 'RETIRED', new: 'OFFLINE' }, ...needs } as Given;
    expect(codesOf(retire(given))).toEqual(codes);
    expect(codesOf(retire(given, 'new'))).toEqual([]);
  });

  it.each([
    ['itself', 'old'],
    ['one that is retired', 'gone'],
  ])('not replaced by %s', (_, replacedBy) => {
    expect(codesOf(retire({ systems: { old: 'OFFLINE', gone: 'RETIRED' } }, replacedBy))).toEqual(['INVALID_INPUT']);
  });

  it('retired systems drop out of counts and criteria: what it met at once is achieved', () => {
    const verdict = retire({ systems: { old: 'OFFLINE', w: 'ONLINE' }, milestones: { M1: { systems: ['old', 'w'] } } });
    expect(typesOf(verdict)).toEqual(['SYSTEM_RETIRED', 'MILESTONE_ACHIEVED']);
    expect(done(verdict).progressOf(null)).toMatchObject({ total: 1, retired: 1, percentOnline: 100 });
  });

  it('a RETIRED dependency never satisfies', () => {
    const given: Given = {
      systems: { old: { state: 'RETIRED', signed: true }, w: { state: 'VALIDATED', signed: true } },
    };
    expect(blockersOf(boardWith({ ...given, dependencies: ['w > old @RESTORED'] }), 'w')).toEqual(['DEPENDENCY old']);
  });
});

describe('`replacedBy` takes its place in edges, lines and milestones', () => {
  const systems: Given['systems'] = { old: 'OFFLINE', w: 'OFFLINE', new: 'OFFLINE', low: 'OFFLINE' };

  it.each([
    ['an edge goes over as it is', ['w > old @VALIDATED'], ['w > new @VALIDATED']],
    ['a SOFT one too', ['w ~ old'], ['w ~ new @ONLINE']],
    ['its own edges stay', ['old > low'], ['old > low @ONLINE']],
    ['duplicates merge, the stricter wins: HARD', ['w ~ new', 'w > old'], ['w > new @ONLINE']],
    ['the stricter wins: HARD there', ['w > new', 'w ~ old'], ['w > new @ONLINE']],
    ['the stricter wins: the higher state', ['w > new @RESTORED', 'w > old @VALIDATED'], ['w > new @VALIDATED']],
    ['the stricter wins: the higher state there', ['w > new @ONLINE', 'w > old @RESTORED'], ['w > new @ONLINE']],
    ['what it waited for itself it waits for no more', ['new > old', 'w > old'], ['w > new @ONLINE']],
  ])('%s', (_, dependencies, expected) => {
    expect(edgesOf(done(retire({ systems, dependencies }, 'new')))).toEqual(expected);
  });

  it('in lines and milestones, once', () => {
    const after = done(
      retire(
        {
          systems,
          lines: { L1: { plant: 'BUR', systems: ['old'] }, L2: { plant: 'BUR', systems: ['old', 'new'] } },
          milestones: { M1: { systems: ['old', 'w'] }, M2: { systems: ['new', 'old'] } },
        },
        'new',
      ),
    );
    const keys = (list: ArrayLike<number>) => Array.from(list, (system) => after.systems.at(system).key);
    expect([0, 1].map((line) => keys(after.systemsOfLine(line)))).toEqual([['new'], ['new']]);
    expect([0, 1].map((milestone) => keys(after.systemsOf(milestone)))).toEqual([['new', 'w'], ['new']]);
    expect(milestoneStatus(after, 'M1')).toBe('PENDING');
  });

  it('every rank stays above what it waits for', () => {
    const given: Given = {
      systems: { ...systems, new: { after: ['M0'] }, deep: 'OFFLINE' },
      dependencies: ['w > old', 'deep > w'],
      lines: { L1: { plant: 'BUR', systems: ['old'] } },
      milestones: { M0: { systems: ['low'] }, M1: { lines: ['L1'], systems: ['old'] } },
    };
    const after = done(retire(given, 'new'));
    const chain = ['low', 'M0', 'new', 'w', 'deep'].map((key) => after.rankOf(idOf(key)));
    expect(chain).toEqual([...new Set(chain)].sort((one, other) => one - other));
    expect(after.rankOf(idOf('L1'))).toBeGreaterThan(after.rankOf(idOf('new')));
    expect(after.rankOf(idOf('M1'))).toBeGreaterThan(after.rankOf(idOf('L1')));
  });

  it.each([
    ['by edges', { dependencies: ['w > old', 'new > w'] }],
    [
      'through a milestone',
      { milestones: { M1: { systems: ['old'] } }, systems: { ...systems, new: { after: ['M1'] } } },
    ],
  ] as [string, Partial<Given>][])(
    'CYCLE, with its path, where what replaces it waits for what would wait for it: %s',
    (_, more) => {
      const { refusals } = retire({ systems, ...more }, 'new');
      expect(refusals).toMatchObject([{ code: 'CYCLE', field: ['replacedBy'] }]);
      expect(refusals[0]?.cycle?.length).toBeGreaterThan(2);
      expect(refusals[0]?.cycle?.at(0)).toBe(refusals[0]?.cycle?.at(-1));
    },
  );

  it('the version of each system whose dependencies changed moves', () => {
    const after = done(retire({ systems, dependencies: ['w > old'] }, 'new'));
    expect(['old', 'w', 'new', 'low'].map((key) => rowOf(after, key).version)).toEqual([2, 2, 1, 1]);
  });

  it('who took a HARD edge of the replacement away has weakened its rules', () => {
    const weakened = (dependencies: string[]) =>
      rowOf(done(retire({ systems, dependencies }, 'new')), 'new').weakenedBy;
    expect(weakened(['new > old', 'w > old'])).toEqual([idOf('ben')]);
    expect(weakened(['new ~ old', 'w > old'])).toEqual([]);
  });
});

describe('a grant limited to a plant: every object that retireSystem writes must belong to it', () => {
  const by = person('pia', [{ role: 'COMMANDER', incidentId: idOf('incident'), plantId: idOf('BUR') }]);
  const bur = { plant: 'BUR' };
  it.each([
    ['all of it', { systems: { old: bur, w: bur, new: bur }, dependencies: ['w > old'] }, []],
    [
      'a replacement that is not written may belong elsewhere',
      { systems: { old: bur, w: bur, new: 'OFFLINE' }, dependencies: ['w > old'] },
      [],
    ],
    [
      'a system of another plant depends on it',
      { systems: { old: bur, w: { plant: 'DER' }, new: bur }, dependencies: ['w > old'] },
      ['FORBIDDEN'],
    ],
    [
      'a system of none depends on it',
      { systems: { old: bur, w: 'OFFLINE', new: bur }, dependencies: ['w > old'] },
      ['FORBIDDEN'],
    ],
    [
      'a line of another plant needs it',
      { systems: { old: bur, new: bur }, lines: { L1: { plant: 'DER', systems: ['old'] } } },
      ['FORBIDDEN'],
    ],
    [
      'a milestone of none needs it',
      { systems: { old: bur, new: bur }, milestones: { M1: { systems: ['old'] } } },
      ['FORBIDDEN'],
    ],
    ['the system itself is of another', { systems: { old: { plant: 'DER' }, new: bur } }, ['FORBIDDEN']],
  ] as [string, Given, string[]][])('%s', (_, given, codes) =>
    expect(codesOf(retire(given, 'new', { by }))).toEqual(codes),
  );
});

describe('reinstateSystem', () => {
  it('leads from RETIRED to OFFLINE, with a reason; what counted on its absence has regressed', () => {
    const given: Given = {
      systems: { old: 'RETIRED', w: 'ONLINE' },
      milestones: { M1: { systems: ['old', 'w'], achieved: true } },
    };
    const board = boardWith(given);
    expect(milestoneStatus(board, 'M1')).toBe('ACHIEVED');
    expect(codesOf(give(board, 'reinstateSystem', 'old', { reason: ' ' }))).toEqual(['INVALID_INPUT']);
    const after = done(give(board, 'reinstateSystem', 'old'));
    expect(rowOf(after, 'old')).toMatchObject({ state: 'OFFLINE', stateSince: noon });
    expect(milestoneStatus(after, 'M1')).toBe('REGRESSED');
  });

  it.each(['STOPPING', 'OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED', 'ONLINE'] as const)('not from %s', (state) => {
    expect(codesOf(give(boardWith({ systems: { old: state } }), 'reinstateSystem', 'old'))).toEqual([
      'INVALID_TRANSITION',
    ]);
  });
});
