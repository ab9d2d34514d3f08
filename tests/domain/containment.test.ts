import { containmentStatus, freshAtRenewal, minutesOfValidity, resetByRestore } from '../../src/domain/containment';
import { requiredChecks } from '../../src/domain/required-checks';
import type { ContainmentRule } from '../../src/domain/rows';
import { type Zone, checkKinds, zones } from '../../src/domain/words';
import { type GivenSystem, boardWith, noon } from '../support/board-builder';
import { blockersOf, done, give, indexOf, rowOf } from '../support/verdicts';

const rule = (change: Partial<ContainmentRule>): ContainmentRule => {
  return { zones: [], minTier: null, maxTier: null, safetyOnly: false, require: ['OTHER'], ...change };
};
const placed = { zone: 'L3' as Zone, tier: 2, safety: false };

describe('required checks of a system are the union of the policy rules that match its zone, tier and safety flag', () => {
  it.each([
    ['no zones = all zones', rule({}), true],
    ['a zone of the rule', rule({ zones: ['L4', 'L3'] }), true],
    ['another zone', rule({ zones: ['L4'] }), false],
    ['at the lowest tier', rule({ minTier: 2 }), true],
    ['below the lowest tier', rule({ minTier: 3 }), false],
    ['at the highest tier', rule({ maxTier: 2 }), true],
    ['above the highest tier', rule({ maxTier: 1 }), false],
    ['for safety systems only', rule({ safetyOnly: true }), false],
  ])('%s', (_, one, matches) => {
    expect(requiredChecks([one], placed)).toEqual(matches ? ['OTHER'] : []);
  });

  it('a rule for safety systems matches a safety system', () => {
    expect(requiredChecks([rule({ safetyOnly: true })], { ...placed, safety: true })).toEqual(['OTHER']);
  });

  it('the union names each kind once, in the order of the glossary', () => {
    const rules = [
      rule({ require: ['OTHER', 'SCOPE_ASSESSED'] }),
      rule({ zones: ['L3'], require: ['IOC_SWEEP_CLEAN', 'OTHER'] }),
      rule({ zones: ['L0'], require: ['WALKDOWN_DONE'] }),
    ];
    expect(requiredChecks(rules, placed)).toEqual(['SCOPE_ASSESSED', 'IOC_SWEEP_CLEAN', 'OTHER']);
    expect(requiredChecks([], placed)).toEqual([]);
  });
});

describe('the status of a containment is the first that holds', () => {
  const passed = { SCOPE_ASSESSED: 'PASSED', OTHER: 'PASSED' } as const;
  it.each([
    ['a signature stands and has not expired', { signed: true }, 'VERIFIED'],
    ['whatever became required since', { signed: true, requiredAtSigning: [] }, 'VERIFIED'],
    [
      'it stands, one millisecond before it expires',
      { signed: true, expiresAt: '2026-03-02T12:00:00.001Z' },
      'VERIFIED',
    ],
    ['it stands, at the moment it expires', { signed: true, expiresAt: noon }, 'EXPIRED'],
    ['it stands and has expired, all checks passed', { signed: true, expiresAt: noon, checks: passed }, 'EXPIRED'],
    ['every required check passed', { checks: passed }, 'READY_TO_VERIFY'],
    ['passed or waived', { checks: { SCOPE_ASSESSED: 'PASSED', OTHER: 'WAIVED' } }, 'READY_TO_VERIFY'],
    ['so too when it was revoked before', { checks: passed, revoked: true }, 'READY_TO_VERIFY'],
    ['revoked since the last signature', { revoked: true, checks: { OTHER: 'PASSED' } }, 'REVOKED'],
    ['one required check pending', { checks: { OTHER: 'PASSED' } }, 'UNVERIFIED'],
    ['one required check failed', { checks: { SCOPE_ASSESSED: 'FAILED', OTHER: 'PASSED' } }, 'UNVERIFIED'],
    ['nothing recorded', {}, 'UNVERIFIED'],
  ] as [string, GivenSystem, string][])('%s: %s', (_, system, status) => {
    const board = boardWith({
      require: ['SCOPE_ASSESSED', 'OTHER'],
      systems: { ad: { state: 'RESTORED', ...system } },
    });
    expect(containmentStatus(board, 0, noon)).toBe(status);
    expect(board.containmentOf(0).status).toBe(status);
  });

  it('of a system that needs no check: ready to verify', () => {
    expect(boardWith({ systems: { ad: 'OFFLINE' } }).containmentOf(0).status).toBe('READY_TO_VERIFY');
  });

  it('missing are the required checks that are neither passed nor waived, in the order of the glossary', () => {
    const checks = {
      OTHER: 'FAILED',
      SCOPE_ASSESSED: 'WAIVED',
      TELEMETRY_LIVE: 'PASSED',
      DRY_RUN_PASSED: 'FAILED',
    } as const;
    const require = ['OTHER', 'SCOPE_ASSESSED', 'TELEMETRY_LIVE', 'IOC_SWEEP_CLEAN'] as const;
    const board = boardWith({ require: [...require], systems: { ad: { checks } } });
    expect(board.containmentOf(0)).toMatchObject({
      required: ['SCOPE_ASSESSED', 'IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'OTHER'],
      missing: ['IOC_SWEEP_CLEAN', 'OTHER'],
    });
  });
});

describe('how long a signature holds', () => {
  it.each(zones)('in zone %s', (zone) => {
    const incident = { verificationMinutes: 60, otVerificationMinutes: 30 };
    const board = boardWith({ incident, systems: { plc: { zone } } });
    const isOt = ['L2', 'L1', 'L0'].includes(zone);
    expect(minutesOfValidity(board, rowOf(board, 'plc'))).toBe(isOt ? 30 : 60);
  });

  it('for ever where the policy gives no time', () => {
    const board = boardWith({ systems: { plc: { zone: 'L1', state: 'RESTORED' } } });
    expect(minutesOfValidity(board, rowOf(board, 'plc'))).toBeNull();
    expect(rowOf(done(give(board, 'verifyContainment', 'plc')), 'plc').expiresAt).toBeNull();
  });

  it('decisions go by the clock at once: at its expiry the gate shuts, for it and for what rests on it', () => {
    const systems = {
      ad: { state: 'ONLINE', signed: true, expiresAt: '2026-03-02T13:00:00.000Z' },
      mes: { state: 'VALIDATED', signed: true },
    } as const;
    const given = { systems, dependencies: ['mes > ad'] };
    const before = boardWith({ ...given, now: '2026-03-02T12:59:59.999Z' });
    const at = boardWith({ ...given, now: '2026-03-02T13:00:00.000Z' });
    expect([blockersOf(before, 'mes'), blockersOf(at, 'mes')]).toEqual([[], ['DEPENDENCY_UNTRUSTED ad']]);
    expect([before.containmentOf(0).status, at.containmentOf(0).status]).toEqual(['VERIFIED', 'EXPIRED']);
    expect(before.validUntil).toBe('2026-03-02T13:00:00.000Z');
  });

  it('a decision judges by the moment that is passed in, not by the board’s', () => {
    const systems = { mes: { state: 'VALIDATED', signed: true, expiresAt: '2026-03-02T13:00:00.000Z' } } as const;
    const board = boardWith({ systems });
    const late = give(board, 'bringSystemOnline', 'mes', {}, { at: '2026-03-02T13:00:00.000Z' });
    expect(late.refusals.map(({ blockers }) => blockers.map(({ kind }) => kind))).toEqual([['CONTAINMENT']]);
    expect(give(board, 'bringSystemOnline', 'mes').refusals).toEqual([]);
  });
});

describe('the lists of the rules', () => {
  it('what must be looked at again before a renewal', () => {
    expect(freshAtRenewal).toEqual(['IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'CONTROL_LOGIC_MATCHED']);
  });

  it('what a restore sets back', () => {
    expect([...resetByRestore].sort()).toEqual(
      [
        ...['RESTORE_POINT_CLEAN', 'BASELINE_MATCHED', 'PERSISTENCE_REMOVED', 'IOC_SWEEP_CLEAN'],
        ...['CONTROL_LOGIC_MATCHED', 'DRY_RUN_PASSED', 'SAFETY_TESTED', 'WALKDOWN_DONE'],
      ].sort(),
    );
  });

  it('name only kinds that there are', () => {
    for (const kind of [...freshAtRenewal, ...resetByRestore]) expect(checkKinds).toContain(kind);
  });

  it('a system’s own index is that of its key', () => {
    const board = boardWith({ systems: { b: 'OFFLINE', a: 'OFFLINE' } });
    expect([indexOf(board, 'a'), indexOf(board, 'b')]).toEqual([0, 1]);
  });
});
