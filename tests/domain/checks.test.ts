import type { CheckKind, CheckOutcome } from '../../src/domain/words';
import { type Given, type GivenSystem, boardWith, idOf, noon } from '../support/board-builder';
import { codesOf, done, give, rowOf, typesOf } from '../support/verdicts';

const evidence = [{ label: 'scan report' }];
const require: CheckKind[] = ['SCOPE_ASSESSED', 'IOC_SWEEP_CLEAN'];

function boardOfOne(system: GivenSystem, incident: Given['incident'] = {}) {
  return boardWith({ incident, require, systems: { ad: { state: 'RESTORED', ...system } } });
}

const record = (outcome: CheckOutcome, kinds: CheckKind[] = ['IOC_SWEEP_CLEAN'], more: object = {}) => {
  return { outcome, kinds, ...(outcome === 'PASSED' ? { evidence } : {}), ...more };
};

describe('recording a check', () => {
  it('PASSED needs evidence', () => {
    const board = boardOfOne({});
    const refused = give(board, 'recordContainmentCheck', 'ad', { outcome: 'PASSED', evidence: [] });
    expect(refused.refusals).toMatchObject([{ code: 'INVALID_INPUT', field: ['evidence'] }]);
    expect(codesOf(give(board, 'recordContainmentCheck', 'ad', { outcome: 'PASSED' }))).toEqual(['INVALID_INPUT']);
    const after = done(give(board, 'recordContainmentCheck', 'ad', record('PASSED'), { by: 'ed' }));
    expect(after.checksOf(0).get('IOC_SWEEP_CLEAN')).toMatchObject({
      ...{
        outcome: 'PASSED',
        recordedAt: noon,
        recordedBy: idOf('ed'),
        evidence: [{ label: 'scan report', sha256: null }],
      },
    });
  });

  it('the latest record counts', () => {
    const passed = done(give(boardOfOne({}), 'recordContainmentCheck', 'ad', record('PASSED')));
    const failed = done(give(passed, 'recordContainmentCheck', 'ad', record('FAILED')));
    expect(failed.checksOf(0).get('IOC_SWEEP_CLEAN')).toMatchObject({ outcome: 'FAILED', evidence: [] });
    expect(failed.containmentOf(0).missing).toContain('IOC_SWEEP_CLEAN');
  });

  it('PENDING takes a result back', () => {
    const board = boardOfOne({ checks: { IOC_SWEEP_CLEAN: 'PASSED' } });
    const after = done(give(board, 'recordContainmentCheck', 'ad', record('PENDING')));
    expect(after.checksOf(0).has('IOC_SWEEP_CLEAN')).toBe(false);
    expect(done(give(after, 'recordContainmentCheck', 'ad', record('PENDING'))).checksOf(0).size).toBe(0);
  });

  it('is one event a kind, each kind once, and changes the version of the system', () => {
    const verdict = give(
      boardOfOne({}),
      'recordContainmentCheck',
      'ad',
      record('PASSED', ['OTHER', 'SCOPE_ASSESSED', 'OTHER']),
    );
    expect(typesOf(verdict)).toEqual(['CHECK_RECORDED', 'CHECK_RECORDED']);
    expect(verdict.drafts.map(({ event }) => event.data['kind'])).toEqual(['OTHER', 'SCOPE_ASSESSED']);
    expect(rowOf(verdict.board, 'ad').version).toBe(3);
  });

  it('WAIVED is no record but a decision of its own; no kind at all is none', () => {
    const board = boardOfOne({});
    expect(codesOf(give(board, 'recordContainmentCheck', 'ad', record('WAIVED')))).toEqual(['INVALID_INPUT']);
    expect(codesOf(give(board, 'recordContainmentCheck', 'ad', record('FAILED', [])))).toEqual(['INVALID_INPUT']);
  });
});

describe('FAILED, or PENDING again, on a required check of a standing signature revokes it', () => {
  const standing = {
    state: 'ONLINE',
    signed: true,
    checks: { SCOPE_ASSESSED: 'PASSED', IOC_SWEEP_CLEAN: 'PASSED' },
  } as const;

  it.each(['FAILED', 'PENDING'] as const)('%s: events CHECK_RECORDED, CONTAINMENT_REVOKED', (outcome) => {
    const verdict = give(boardOfOne(standing), 'recordContainmentCheck', 'ad', record(outcome));
    expect(typesOf(verdict)).toEqual(['CHECK_RECORDED', 'CONTAINMENT_REVOKED']);
    expect(rowOf(verdict.board, 'ad')).toMatchObject({
      state: 'STOPPING',
      verifiedAt: null,
      revokedAt: noon,
      version: 3,
    });
    expect(verdict.board.checksOf(0).size).toBe(0);
  });

  it('several kinds at once: one revocation, after all records', () => {
    const verdict = give(
      boardOfOne(standing),
      'recordContainmentCheck',
      'ad',
      record('PENDING', [...require, 'OTHER']),
    );
    expect(typesOf(verdict)).toEqual([...Array(3).fill('CHECK_RECORDED'), 'CONTAINMENT_REVOKED']);
    expect(verdict.board.checksOf(0).size).toBe(0);
  });

  it('also where the signature has expired: it stands', () => {
    const board = boardOfOne({ ...standing, expiresAt: noon });
    expect(typesOf(give(board, 'recordContainmentCheck', 'ad', record('FAILED')))).toContain('CONTAINMENT_REVOKED');
  });

  it('also where the policy no longer requires the check: it did at the signing', () => {
    const board = boardWith({ require: [], systems: { ad: { ...standing, requiredAtSigning: ['IOC_SWEEP_CLEAN'] } } });
    expect(typesOf(give(board, 'recordContainmentCheck', 'ad', record('FAILED')))).toContain('CONTAINMENT_REVOKED');
  });

  it('not where the check became required after the signing', () => {
    const board = boardOfOne({ ...standing, requiredAtSigning: ['SCOPE_ASSESSED'] });
    expect(typesOf(give(board, 'recordContainmentCheck', 'ad', record('FAILED')))).toEqual(['CHECK_RECORDED']);
  });

  it.each([
    ['recording PASSED again does not', standing, record('PASSED')],
    ['nor a check that is not required', standing, record('FAILED', ['OTHER'])],
    ['nor where no signature stands', { checks: standing.checks }, record('FAILED')],
  ] as [string, GivenSystem, ReturnType<typeof record>][])('%s', (_, system, input) => {
    const verdict = give(boardOfOne(system), 'recordContainmentCheck', 'ad', input);
    expect(typesOf(verdict)).toEqual(['CHECK_RECORDED']);
    expect(rowOf(verdict.board, 'ad').verifiedAt).toBe(rowOf(boardOfOne(system), 'ad').verifiedAt);
  });

  it('voids the gates that the system was declared for', () => {
    const board = boardWith({
      require,
      systems: { ad: standing },
      milestones: { M1: { gate: true, systems: ['ad'], achieved: true } },
    });
    const after = done(give(board, 'recordContainmentCheck', 'ad', record('FAILED')));
    expect(after.milestones.at(0).voided).toBe(true);
  });
});

describe('a waiver', () => {
  it('accepts, for a reason, that one check is not done; it stays visible', () => {
    const verdict = give(
      boardOfOne({}),
      'waiveContainmentCheck',
      'ad',
      { kind: 'SCOPE_ASSESSED', reason: 'lab system' },
      { by: 'carla' },
    );
    expect(typesOf(verdict)).toEqual(['CHECK_WAIVED']);
    expect(verdict.board.checksOf(0).get('SCOPE_ASSESSED')).toMatchObject({
      ...{ outcome: 'WAIVED', note: 'lab system', recordedBy: idOf('carla'), evidence: [] },
    });
    expect(verdict.board.containmentOf(0).missing).toEqual(['IOC_SWEEP_CLEAN']);
    expect(rowOf(verdict.board, 'ad').version).toBe(2);
  });

  it('needs a reason', () => {
    expect(codesOf(give(boardOfOne({}), 'waiveContainmentCheck', 'ad', { reason: '' }))).toEqual(['INVALID_INPUT']);
  });

  it.each(['ISOLATION_IN_FORCE', 'SAFETY_TESTED', 'WALKDOWN_DONE'] as const)(
    '%s may never be waived unless the policy says so',
    (kind) => {
      const input = { kind, reason: 'no time' };
      expect(codesOf(give(boardOfOne({}), 'waiveContainmentCheck', 'ad', input))).toEqual(['NOT_WAIVABLE']);
      expect(codesOf(give(boardOfOne({}, { neverWaive: [] }), 'waiveContainmentCheck', 'ad', input))).toEqual([]);
      const stricter = boardOfOne({}, { neverWaive: ['OTHER'] });
      expect(codesOf(give(stricter, 'waiveContainmentCheck', 'ad', { kind: 'OTHER', reason: 'no time' }))).toEqual([
        'NOT_WAIVABLE',
      ]);
    },
  );

  it('does not end a standing signature', () => {
    const board = boardOfOne({ state: 'ONLINE', signed: true });
    const after = done(give(board, 'waiveContainmentCheck', 'ad', { kind: 'SCOPE_ASSESSED', reason: 'lab system' }));
    expect(after.containmentOf(0).status).toBe('VERIFIED');
  });

  it('ends with a revocation', () => {
    const board = boardOfOne({ signed: true, checks: { SCOPE_ASSESSED: 'WAIVED' } });
    expect(done(give(board, 'revokeContainment', 'ad')).checksOf(0).size).toBe(0);
  });
});
