import { blackstartPrincipalId } from '../../src/domain/event';
import { overrideStatus } from '../../src/domain/override-force';
import { type Given, type GivenOverride, type GivenSystem, boardWith, idOf, noon } from '../support/board-builder';
import { blockersOf, changesOf, codesOf, done, give, giveOverride, rowOf, typesOf } from '../support/verdicts';

const online = { state: 'ONLINE', signed: true } as const;
const ready: GivenSystem = { state: 'VALIDATED', signed: true, after: ['M1'] };

/** mes waits for an ERP that is not there, a historian that nobody signed, and a milestone. */
const given = (more: Partial<Given['systems']> = {}, overrides: GivenOverride[] = [], incident = {}): Given => ({
  systems: { erp: 'OFFLINE', hist: 'ONLINE', ad: online, mes: ready, ...more },
  dependencies: ['mes > erp', 'mes > hist', 'mes > ad'],
  milestones: { M1: { gate: true, systems: ['erp'] } },
  overrides,
  incident,
});
const all = ['DEPENDENCY erp', 'DEPENDENCY_UNTRUSTED hist', 'MILESTONE M1'];
const whole: GivenOverride = { of: 'mes', passes: all, by: ['carla', 'cleo'] };
const request = (board: ReturnType<typeof boardWith>, input: Record<string, unknown>, when = {}) =>
  give(board, 'requestOverride', 'mes', input, when);

describe('an override removes exactly the blockers that it names by kind and object, as they were at the request', () => {
  it.each([
    ['all of them', all, []],
    ['a dependency', ['DEPENDENCY erp'], all.slice(1)],
    ['one that is not trusted', ['DEPENDENCY_UNTRUSTED hist'], [all[0], all[2]]],
    ['a milestone', ['MILESTONE M1'], all.slice(0, 2)],
    ['another kind, of the same object', ['DEPENDENCY_UNTRUSTED erp'], all],
    ['another object', ['DEPENDENCY ad'], all],
  ] as [string, string[], string[]][])('%s', (_, passes, left) => {
    expect(blockersOf(boardWith(given({}, [{ ...whole, passes }])), 'mes')).toEqual(left);
  });

  it('a changed kind needs a new one', () => {
    const board = boardWith(given({ erp: 'ONLINE' }, [whole]));
    expect(blockersOf(board, 'mes')).toEqual(['DEPENDENCY_UNTRUSTED erp']);
  });

  it('it serves its own system alone', () => {
    const board = boardWith({ ...given({ other: ready }, [whole]), dependencies: ['other > erp', 'mes > erp'] });
    expect(blockersOf(board, 'other')).toEqual(['DEPENDENCY erp', 'MILESTONE M1']);
  });

  it.each([
    ['REQUESTED', { status: 'REQUESTED' }],
    ['REJECTED', { status: 'REJECTED' }],
    ['USED', { status: 'USED' }],
    ['EXPIRED', { status: 'EXPIRED' }],
    ['APPROVED, expired at this very moment', { expiresAt: noon }],
    ['APPROVED, by fewer than the policy wants now', { by: ['carla'] }],
  ] as [string, Partial<GivenOverride>][])('none that is %s', (_, override) => {
    expect(blockersOf(boardWith(given({}, [{ ...whole, ...override }])), 'mes')).toEqual(all);
  });
});

describe('nothing overrides INCIDENT, STATE, CONTAINMENT or HOLD', () => {
  it.each([
    ['INCIDENT', given({}, [whole], { status: 'CLOSED' })],
    ['STATE mes', given({ mes: { ...ready, state: 'RESTORED' } }, [whole])],
    ['CONTAINMENT mes', given({ mes: { ...ready, signed: false } }, [whole])],
    ['HOLD mes', { ...given({}, [whole]), holds: ['mes'] }],
    ['HOLD', { ...given({}, [whole]), holds: ['incident'] }],
  ] as [string, Given][])('%s', (kind, world) => expect(blockersOf(boardWith(world), 'mes')).toEqual([kind]));
});

const forbidden: [string, Partial<Given['systems']>, string[]][] = [
  ['a dependency with safety that is not there', { erp: { state: 'OFFLINE', safety: true } }, ['DEPENDENCY erp']],
  [
    'a dependency with safety that is not trusted',
    { hist: { state: 'ONLINE', safety: true } },
    ['DEPENDENCY_UNTRUSTED hist'],
  ],
  ['one that was revoked and not signed since', { erp: { state: 'OFFLINE', revoked: true } }, ['DEPENDENCY erp']],
  ['an ONLINE one that was', { hist: { state: 'ONLINE', revoked: true } }, ['DEPENDENCY_UNTRUSTED hist']],
];

describe('NOT_OVERRIDABLE', () => {
  it.each(forbidden)('%s: refused at the request', (_, systems, blockers) => {
    const board = boardWith(given(systems));
    const key = blockers[0]!.split(' ')[1]!;
    expect(codesOf(request(board, { dependencies: [key] }))).toEqual(['NOT_OVERRIDABLE']);
  });

  it.each(forbidden)('%s: judged again at the gate', (_, systems, blockers) => {
    expect(blockersOf(boardWith(given(systems, [whole])), 'mes')).toEqual(blockers);
  });

  it.each([
    ['of one that is not trusted', online, 'DEPENDENCY_UNTRUSTED hist'],
    ['of one that is not there', { state: 'OFFLINE' }, 'DEPENDENCY hist'],
  ] as const)('a cause that was revoked, %s, however deep', (_, hist, blocker) => {
    const systems = { hist, deep: { state: 'OFFLINE', revoked: true }, mid: online } as Partial<Given['systems']>;
    const world = (overrides: GivenOverride[]): Given => ({
      ...given(systems, overrides),
      dependencies: ['mes > erp', 'mes > hist', 'mes > ad', 'hist > mid', 'mid > deep'],
    });
    const passes = [...all, 'DEPENDENCY hist'];
    expect(codesOf(request(boardWith(world([])), { dependencies: ['hist'] }))).toEqual(['NOT_OVERRIDABLE']);
    expect(blockersOf(boardWith(world([{ ...whole, passes }])), 'mes').map((one) => one.split(' <')[0])).toEqual([
      blocker,
    ]);
  });

  it('a cause that is merely below its required state may be passed', () => {
    const world = { ...given({ hist: online, deep: 'OFFLINE' }), dependencies: ['mes > hist', 'hist > deep'] };
    expect(codesOf(request(boardWith(world), { dependencies: ['hist'] }))).toEqual([]);
  });
});

describe('requestOverride', () => {
  it('keeps kind and object of what it names, for overrideTtl from now', () => {
    const verdict = request(boardWith(given()), { dependencies: ['erp', 'hist', 'erp'], milestones: ['M1'] });
    expect(typesOf(verdict)).toEqual(['OVERRIDE_REQUESTED']);
    expect(done(verdict).overrides).toMatchObject([
      {
        ...{ systemId: idOf('mes'), status: 'REQUESTED', requestedBy: idOf('ben'), requestedAt: noon },
        expiresAt: '2026-03-02T16:00:00.000Z',
        blockers: [
          { kind: 'DEPENDENCY', systemId: idOf('erp'), milestoneId: null },
          { kind: 'DEPENDENCY_UNTRUSTED', systemId: idOf('hist'), milestoneId: null },
          { kind: 'MILESTONE', systemId: null, milestoneId: idOf('M1') },
        ],
      },
    ]);
    expect(blockersOf(done(verdict), 'mes')).toEqual(all);
  });

  it.each([
    ['without a reason', { dependencies: ['erp'], reason: ' ' }, 'INVALID_INPUT'],
    ['that names nothing', {}, 'INVALID_INPUT'],
    ['that names what does not block', { dependencies: ['ad'] }, 'INVALID_INPUT'],
  ])('%s is refused', (_, input, code) => expect(codesOf(request(boardWith(given()), input))).toEqual([code]));

  it.each([
    ['REQUESTED', { status: 'REQUESTED' }, ['ALREADY_EXISTS']],
    ['APPROVED', {}, ['ALREADY_EXISTS']],
    ['REJECTED', { status: 'REJECTED' }, []],
    ['USED', { status: 'USED' }, []],
    ['EXPIRED', { status: 'EXPIRED' }, []],
    ['of another system', { of: 'ad' }, []],
  ] as [string, Partial<GivenOverride>, string[]][])(
    'one open override a system: there is one that is %s',
    (_, one, codes) => {
      const board = boardWith(given({}, [{ ...whole, ...one }]));
      expect(codesOf(request(board, { dependencies: ['erp'] }))).toEqual(codes);
    },
  );

  it('goes by the clock at once: one that has expired is told to have ended, then the new one asked for', () => {
    const verdict = request(boardWith(given({}, [{ ...whole, expiresAt: noon }])), { dependencies: ['erp'] });
    expect(typesOf(verdict)).toEqual(['OVERRIDE_EXPIRED', 'OVERRIDE_REQUESTED']);
    expect(verdict.drafts.map(({ event }) => event.actorId)).toEqual([blackstartPrincipalId, idOf('ben')]);
    expect(done(verdict).overrides.map(({ status }) => status)).toEqual(['EXPIRED', 'REQUESTED']);
  });
});

describe('overrideApprovals different humans approve, none the requester', () => {
  const asked: GivenOverride = { ...whole, status: 'REQUESTED', by: [] };
  const statusAfter = (board: ReturnType<typeof boardWith>): string => board.overrides[0]!.status;

  it.each([1, 2, 3, 5])('%i of them', (overrideApprovals) => {
    let board = boardWith(given({}, [asked], { overrideApprovals }));
    for (let n = 1; n <= overrideApprovals; n++) {
      expect(blockersOf(board, 'mes')).toEqual(all);
      board = done(giveOverride(board, 'approveOverride', 'mes', { by: `human ${n}` }));
      expect(statusAfter(board)).toBe(n < overrideApprovals ? 'REQUESTED' : 'APPROVED');
    }
    expect(blockersOf(board, 'mes')).toEqual([]);
  });

  it.each([
    ['the requester', 'rita'],
    ['one who approved already', 'carla'],
  ])('not %s', (_, by) => {
    const board = boardWith(given({}, [{ ...asked, by: ['carla'] }]));
    expect(codesOf(giveOverride(board, 'approveOverride', 'mes', { by }))).toEqual(['SEPARATION_OF_DUTIES']);
  });

  it('it expires overrideTtl after the request, counted anew from the last approval', () => {
    const at = '2026-03-02T14:59:59.999Z';
    const board = done(giveOverride(boardWith(given({}, [asked])), 'approveOverride', 'mes', { by: 'carla', at }));
    expect(board.overrides[0]!.expiresAt).toBe('2026-03-02T18:59:59.999Z');
  });

  it.each(['approveOverride', 'rejectOverride'] as const)(
    '%s of one that has expired by the clock: OVERRIDE_EXPIRED',
    (command) => {
      const board = boardWith(given({}, [{ ...asked, expiresAt: noon }]));
      expect(codesOf(giveOverride(board, command, 'mes', { by: 'carla' }))).toEqual(['OVERRIDE_EXPIRED']);
      expect(overrideStatus(board.overrides[0]!, noon)).toBe('EXPIRED');
    },
  );

  it.each(['USED', 'REJECTED', 'EXPIRED'] as const)('one that is %s is decided', (status) => {
    const board = boardWith(given({}, [{ ...asked, status }]));
    for (const command of ['approveOverride', 'rejectOverride'] as const) {
      expect(codesOf(giveOverride(board, command, 'mes', { by: 'carla' }))).toEqual(['INVALID_TRANSITION']);
    }
  });

  it.each(['rita', 'carla'])('%s may reject it: the requester his own, a commander any', (by) => {
    const verdict = giveOverride(boardWith(given({}, [whole])), 'rejectOverride', 'mes', { by });
    expect(typesOf(verdict)).toEqual(['OVERRIDE_REJECTED']);
    expect(blockersOf(done(verdict), 'mes')).toEqual(all);
  });
});

describe('spent by going online', () => {
  it('once: USED with the event, the system says under which', () => {
    const verdict = give(boardWith(given({}, [whole])), 'bringSystemOnline', 'mes');
    expect(typesOf(verdict)).toEqual(['SYSTEM_ONLINE']);
    const after = done(verdict);
    expect(after.overrides[0]!.status).toBe('USED');
    expect(rowOf(after, 'mes').onlineUnder).toBe(after.overrides[0]!.id);
    const offline = done(give(after, 'takeSystemOffline', 'mes'));
    expect(rowOf(offline, 'mes').onlineUnder).toBeNull();
    expect(blockersOf(offline, 'mes')).toEqual(['STATE mes', ...all]);
  });

  it('also where nothing was in the way any more', () => {
    const board = boardWith({ ...given({ mes: { state: 'VALIDATED', signed: true } }, [whole]), dependencies: [] });
    expect(changesOf(give(board, 'bringSystemOnline', 'mes')).map(({ table }) => table)).toEqual([
      'system',
      'override',
    ]);
  });
});
