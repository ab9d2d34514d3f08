import { blockers } from '../../src/domain/gate';
import { type Given, boardWith, idOf, noon } from '../support/board-builder';
import { blockersOf, codesOf, done, give, indexOf, milestoneStatus, rowOf, typesOf } from '../support/verdicts';

/** A system that may go online, with everything that the gate looks at: two dependencies deep, a milestone, a plant. */
const ready = {
  require: ['SCOPE_ASSESSED'],
  plants: ['BUR'],
  teams: ['ot', 'infra'],
  systems: {
    ad: { state: 'ONLINE', signed: true, team: 'infra' },
    erp: { state: 'ONLINE', signed: true, team: 'infra' },
    mes: {
      state: 'VALIDATED',
      signed: true,
      plant: 'BUR',
      team: 'ot',
      after: ['M1'],
      checks: { SCOPE_ASSESSED: 'PASSED' },
    },
    network: { state: 'ONLINE', signed: true, team: 'infra' },
  },
  dependencies: ['mes > erp', 'erp > ad', 'ad > network'],
  milestones: { M1: { systems: ['network'], achieved: true } },
} satisfies Given;

type Change = (given: typeof ready) => Given;
const withSystem = (key: keyof typeof ready.systems, change: object): Change => {
  return (given) => ({ ...given, systems: { ...given.systems, [key]: { ...given.systems[key], ...change } } });
};

/** One broken condition a row, and what the gate says of it. */
const broken: [string, Change, string[]][] = [
  ['the incident is not OPEN', (given) => ({ ...given, incident: { status: 'CLOSED' } }), ['INCIDENT']],
  ['the system is not VALIDATED', withSystem('mes', { state: 'RESTORED' }), ['STATE mes']],
  ['its containment was never signed', withSystem('mes', { signed: false }), ['CONTAINMENT mes']],
  ['its signature has expired at this very moment', withSystem('mes', { expiresAt: noon }), ['CONTAINMENT mes']],
  ['its containment was revoked', withSystem('mes', { signed: false, revoked: true }), ['CONTAINMENT mes']],
  ['a dependency is not at its required state', withSystem('erp', { state: 'VALIDATED' }), ['DEPENDENCY erp']],
  ['a dependency is STOPPING', withSystem('erp', { state: 'STOPPING' }), ['DEPENDENCY erp']],
  ['a dependency is RETIRED, which never satisfies', withSystem('erp', { state: 'RETIRED' }), ['DEPENDENCY erp']],
  ['a dependency was never signed', withSystem('erp', { signed: false }), ['DEPENDENCY_UNTRUSTED erp']],
  ['the signature of a dependency has expired', withSystem('erp', { expiresAt: noon }), ['DEPENDENCY_UNTRUSTED erp']],
  [
    'a system two hops down is below its required state',
    withSystem('ad', { state: 'RESTORED' }),
    ['DEPENDENCY_UNTRUSTED erp < ad'],
  ],
  [
    'a system two hops down was revoked',
    withSystem('ad', { signed: false, revoked: true }),
    ['DEPENDENCY_UNTRUSTED erp < ad'],
  ],
  [
    'a system three hops down was revoked',
    withSystem('network', { signed: false, revoked: true }),
    ['DEPENDENCY_UNTRUSTED erp < network'],
  ],
  [
    'a milestone in its after is not achieved',
    (given) => ({ ...given, milestones: { M1: { systems: ['network'] } } }),
    ['MILESTONE M1'],
  ],
  ['a hold is on the system', (given) => ({ ...given, holds: ['mes'] }), ['HOLD mes']],
  ['a hold is on its plant', (given) => ({ ...given, holds: ['BUR'] }), ['HOLD']],
  ['a hold is on the incident', (given) => ({ ...given, holds: ['incident'] }), ['HOLD']],
];

describe('the gate', () => {
  it('lets a VALIDATED system pass when there is no blocker', () => {
    const board = boardWith(ready);
    expect(blockersOf(board, 'mes')).toEqual([]);
    expect(board.isReady(indexOf(board, 'mes'))).toBe(true);
    const verdict = give(board, 'bringSystemOnline', 'mes');
    expect(typesOf(verdict)).toEqual(['SYSTEM_ONLINE']);
    expect(rowOf(verdict.board, 'mes')).toMatchObject({ state: 'ONLINE', serviceLevel: 'FULL', stateSince: noon });
  });

  it.each(broken)('says no when %s, and `blockers` says the same', (_, change, expected) => {
    const board = boardWith(change(ready));
    const { refusals } = give(board, 'bringSystemOnline', 'mes');
    expect(blockersOf(board, 'mes')).toEqual(expected);
    if (expected[0] === 'INCIDENT') expect(refusals.map(({ code }) => code)).toEqual(['INCIDENT_CLOSED']);
    else expect(refusals).toMatchObject([{ code: 'BLOCKED', blockers: board.blockersOf(indexOf(board, 'mes')) }]);
    expect(blockers(board, indexOf(board, 'mes'), noon)).toEqual(board.blockersOf(indexOf(board, 'mes')));
    expect(board.isReady(indexOf(board, 'mes'))).toBe(false);
  });

  it('tells all blockers, not the first, in the order of the rules', () => {
    const given: Given = {
      incident: { status: 'ABANDONED' },
      require: ['SCOPE_ASSESSED', 'OTHER'],
      plants: ['BUR'],
      systems: {
        ...{ a: { state: 'ONLINE' }, b: 'OFFLINE', c: { state: 'ONLINE', revoked: true }, d: 'RESTORED', e: 'OFFLINE' },
        mes: { state: 'RESTORED', plant: 'BUR', after: ['M2', 'M1'], checks: { OTHER: 'WAIVED' } },
      },
      dependencies: ['mes > d', 'mes > c', 'mes > b', 'mes > a', 'mes ~ e'],
      milestones: { M1: { systems: ['e'] }, M2: { systems: ['e'] } },
      holds: ['incident', 'BUR', 'mes'],
    };
    const board = boardWith(given);
    expect(blockersOf(board, 'mes')).toEqual([
      ...['INCIDENT', 'STATE mes', 'CONTAINMENT mes', 'DEPENDENCY b', 'DEPENDENCY d'],
      ...['DEPENDENCY_UNTRUSTED a', 'DEPENDENCY_UNTRUSTED c', 'MILESTONE M1', 'MILESTONE M2'],
      ...board.holds.map(({ systemId }) => (systemId ? 'HOLD mes' : 'HOLD')),
    ]);
    expect(board.holds).toHaveLength(3);
    expect(board.blockersOf(indexOf(board, 'mes'))[2]?.missingChecks).toEqual(['SCOPE_ASSESSED']);
  });

  it.each(['ONLINE', 'RETIRED'] as const)('has nothing to say of a system that is %s', (state) => {
    const board = boardWith({ systems: { ad: 'OFFLINE', mes: state }, dependencies: ['mes > ad'], holds: ['mes'] });
    expect(blockersOf(board, 'mes')).toEqual([]);
    expect(board.isReady(indexOf(board, 'mes'))).toBe(false);
    expect(board.isBlocked(indexOf(board, 'mes'))).toBe(false);
  });

  it('asks nothing of a SOFT dependency', () => {
    const board = boardWith({ ...ready, dependencies: ['mes ~ erp'], systems: { ...ready.systems, erp: 'OFFLINE' } });
    expect(blockersOf(board, 'mes')).toEqual([]);
  });

  it.each([
    ['RESTORED', 'RESTORED', []],
    ['RESTORED', 'RESTORING', ['DEPENDENCY erp']],
    ['VALIDATED', 'VALIDATED', []],
    ['VALIDATED', 'RESTORED', ['DEPENDENCY erp']],
  ] as const)('is satisfied with a dependency from %s on: %s', (required, state, expected) => {
    const systems = { ...ready.systems, erp: { ...ready.systems.erp, state } };
    const board = boardWith({ ...ready, systems, dependencies: [`mes > erp @${required}`] });
    expect(blockersOf(board, 'mes')).toEqual(expected);
  });

  it('names the team that can clear a blocker: that of the system at fault', () => {
    const given = withSystem('ad', { state: 'OFFLINE' })(
      withSystem('mes', { state: 'OFFLINE' })(ready) as typeof ready,
    );
    const board = boardWith(given);
    const found = board.blockersOf(indexOf(board, 'mes'));
    expect(found.map(({ kind, teamId }) => [kind, teamId])).toEqual([
      ['STATE', idOf('ot')],
      ['DEPENDENCY_UNTRUSTED', idOf('infra')],
    ]);
  });
});

describe('the cause of DEPENDENCY_UNTRUSTED', () => {
  const dependencies = ['mes > erp', 'erp > near-b', 'erp > near-a', 'near-b > far'];
  const sound = { state: 'ONLINE', signed: true } as const;
  const fallen = { state: 'OFFLINE' } as const;
  const revoked = { state: 'ONLINE', revoked: true } as const;

  it.each([
    ['a revoked one comes first, however far', { 'near-a': fallen, 'near-b': fallen, far: revoked }, 'far'],
    ['then the nearest', { 'near-b': fallen, far: fallen }, 'near-b'],
    ['then by key', { 'near-a': fallen, 'near-b': fallen }, 'near-a'],
    ['the nearest of two revoked ones', { 'near-b': revoked, far: revoked }, 'near-b'],
    ['by key among revoked ones as near', { 'near-a': revoked, 'near-b': revoked }, 'near-a'],
    [
      'one that is revoked and fallen counts as revoked',
      { 'near-a': fallen, 'near-b': { ...fallen, revoked: true } },
      'near-b',
    ],
    ['none where the dependency itself was revoked', { erp: revoked, far: revoked }, null],
    [
      'none where the dependency itself is unsigned and nothing below it revoked',
      { erp: { state: 'ONLINE' }, 'near-a': fallen },
      null,
    ],
    ['the revoked one below an unsigned dependency', { erp: { state: 'ONLINE' }, far: revoked }, 'far'],
  ] as [string, Given['systems'], string | null][])('%s', (_, changed, cause) => {
    const systems = {
      erp: sound,
      'near-a': sound,
      'near-b': sound,
      far: sound,
      mes: { state: 'VALIDATED', signed: true },
      ...changed,
    };
    const board = boardWith({ systems: systems as Given['systems'], dependencies });
    expect(blockersOf(board, 'mes')).toEqual([`DEPENDENCY_UNTRUSTED erp${cause ? ` < ${cause}` : ''}`]);
  });

  it('is one blocker a dependency', () => {
    const systems = { a: sound, b: sound, c: revoked, d: fallen, mes: { state: 'VALIDATED', signed: true } } as const;
    const board = boardWith({ systems, dependencies: ['mes > a', 'mes > b', 'a > c', 'a > d', 'b > d'] });
    expect(blockersOf(board, 'mes')).toEqual(['DEPENDENCY_UNTRUSTED a < c', 'DEPENDENCY_UNTRUSTED b < d']);
  });

  it('ends with the next signature of the revoked one', () => {
    const systems = { ad: revoked, erp: sound, mes: { state: 'VALIDATED', signed: true } } as const;
    const board = boardWith({ systems, dependencies: ['mes > erp', 'erp > ad'] });
    expect(blockersOf(board, 'mes')).toEqual(['DEPENDENCY_UNTRUSTED erp < ad']);
    expect(blockersOf(done(give(board, 'verifyContainment', 'ad')), 'mes')).toEqual([]);
  });

  it('lies not behind a SOFT dependency', () => {
    const systems = { ad: revoked, erp: sound, mes: { state: 'VALIDATED', signed: true } } as const;
    const board = boardWith({ systems, dependencies: ['mes > erp', 'erp ~ ad'] });
    expect(blockersOf(board, 'mes')).toEqual([]);
  });
});

describe('overridable', () => {
  const mes = { state: 'VALIDATED', signed: true, after: ['M1'] } as const;
  it.each([
    ['a dependency that is missing', { erp: 'OFFLINE' }, true],
    ['one that is not signed', { erp: 'ONLINE' }, true],
    ['one with safety', { erp: { state: 'OFFLINE', safety: true } }, false],
    ['one that was revoked', { erp: { state: 'ONLINE', revoked: true } }, false],
    ['one that is missing and was revoked', { erp: { state: 'OFFLINE', revoked: true } }, false],
    [
      'one with a revoked cause',
      { erp: { state: 'ONLINE', signed: true }, ad: { state: 'ONLINE', revoked: true } },
      false,
    ],
    ['one with a cause that is only down', { erp: { state: 'ONLINE', signed: true }, ad: 'OFFLINE' }, true],
  ] as [string, Given['systems'], boolean][])('%s: %s', (_, systems, expected) => {
    const all = { ad: { state: 'ONLINE', signed: true }, ...systems, mes: { ...mes, after: [] } } as Given['systems'];
    const board = boardWith({ systems: all, dependencies: ['mes > erp', 'erp > ad'] });
    expect(board.blockersOf(indexOf(board, 'mes')).map(({ overridable }) => overridable)).toEqual([expected]);
  });

  it('a milestone is; INCIDENT, STATE, CONTAINMENT and HOLD never are', () => {
    const board = boardWith({
      incident: { status: 'CLOSED' },
      systems: { mes: { state: 'OFFLINE', after: ['M1'] }, ad: 'OFFLINE' },
      milestones: { M1: { systems: ['ad'] } },
      holds: ['mes'],
    });
    expect(board.blockersOf(indexOf(board, 'mes')).map(({ kind, overridable }) => [kind, overridable])).toEqual([
      ...[
        ['INCIDENT', false],
        ['STATE', false],
        ['CONTAINMENT', false],
        ['MILESTONE', true],
        ['HOLD', false],
      ],
    ]);
  });
});

describe('what is blocked', () => {
  it.each([
    ['by a dependency', { systems: { mes: 'OFFLINE', ad: 'OFFLINE' }, dependencies: ['mes > ad'] }, true],
    ['by an untrusted dependency', { systems: { mes: 'OFFLINE', ad: 'ONLINE' }, dependencies: ['mes > ad'] }, true],
    [
      'by a milestone',
      { systems: { mes: { after: ['M'] }, ad: 'OFFLINE' }, milestones: { M: { systems: ['ad'] } } },
      true,
    ],
    ['by a hold', { systems: { mes: 'OFFLINE' }, holds: ['mes'] }, true],
    ['not by its own work', { systems: { mes: 'OFFLINE' } }, false],
  ] as [string, Given, boolean][])('%s', (_, given, expected) => {
    const board = boardWith(given);
    expect(board.isBlocked(indexOf(board, 'mes'))).toBe(expected);
  });
});

describe('what falls stays told', () => {
  const systems: Given['systems'] = {
    ad: { state: 'ONLINE', signed: true },
    erp: { state: 'ONLINE', signed: true },
    mes: { state: 'VALIDATED', signed: true, after: ['M1'] },
  };
  const given: Given = { systems, dependencies: ['erp > ad'], milestones: { M1: { systems: ['ad'], achieved: true } } };

  it('a system that is ONLINE stays ONLINE when something under it falls', () => {
    const after = done(give(boardWith(given), 'revokeContainment', 'ad'));
    expect(rowOf(after, 'ad').state).toBe('STOPPING');
    expect(rowOf(after, 'erp').state).toBe('ONLINE');
  });

  it('a milestone that has REGRESSED holds back what waits for it', () => {
    const after = done(give(boardWith(given), 'takeSystemOffline', 'ad'));
    expect(milestoneStatus(after, 'M1')).toBe('REGRESSED');
    expect(blockersOf(after, 'mes')).toEqual(['MILESTONE M1']);
    expect(codesOf(give(after, 'bringSystemOnline', 'mes'))).toEqual(['BLOCKED']);
  });
});
