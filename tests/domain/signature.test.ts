import type { CheckKind } from '../../src/domain/words';
import { type Given, type GivenSystem, boardWith, idOf, noon } from '../support/board-builder';
import { changesOf, codesOf, done, give, milestoneStatus, rowOf, typesOf } from '../support/verdicts';

const require: CheckKind[] = ['SCOPE_ASSESSED', 'IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'CONTROL_LOGIC_MATCHED'];
const passed = Object.fromEntries(require.map((kind) => [kind, 'PASSED' as const]));
const at = (time: string): string => `2026-03-02T${time}:00.000Z`;

function boardOfOne(system: GivenSystem, incident: Given['incident'] = {}, more: CheckKind[] = []) {
  return boardWith({ incident, require: [...require, ...more], systems: { ad: { state: 'RESTORED', ...system } } });
}

describe('verifyContainment', () => {
  it('signs where every required check is passed or waived', () => {
    const board = boardOfOne(
      { checks: { ...passed, SCOPE_ASSESSED: { outcome: 'WAIVED', by: 'carla' } } },
      { verificationMinutes: 90 },
    );
    const verdict = give(board, 'verifyContainment', 'ad', { note: 'looked' }, { by: 'vera', at: at('12:30') });
    expect(typesOf(verdict)).toEqual(['CONTAINMENT_VERIFIED']);
    expect(rowOf(done(verdict), 'ad')).toMatchObject({
      state: 'RESTORED',
      verifiedAt: at('12:30'),
      verifiedBy: idOf('vera'),
      expiresAt: at('14:00'),
      requiredAtSigning: ['SCOPE_ASSESSED', 'IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'CONTROL_LOGIC_MATCHED'],
    });
  });

  it('tells in its event the outcomes and the hashes of their evidence', () => {
    const board = boardOfOne({ checks: { ...passed, SCOPE_ASSESSED: { outcome: 'WAIVED', by: 'carla' } } });
    const { event } = give(board, 'verifyContainment', 'ad').drafts[0]!;
    const checks = (event.data as { checks: { kind: string; outcome: string; evidence: string[] }[] }).checks;
    expect(checks.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ...[
        ['SCOPE_ASSESSED', 'WAIVED'],
        ['IOC_SWEEP_CLEAN', 'PASSED'],
        ['TELEMETRY_LIVE', 'PASSED'],
        ['CONTROL_LOGIC_MATCHED', 'PASSED'],
      ],
    ]);
    expect(checks.map(({ evidence }) => evidence)).toEqual([[], ...Array(3).fill(['c0'.repeat(32)])]);
  });

  it.each([
    ['PENDING', {}],
    ['FAILED', { SCOPE_ASSESSED: 'FAILED' }],
  ] as const)('is refused while a required check is %s, and names it', (_, change) => {
    const { SCOPE_ASSESSED: _first, ...others } = passed;
    const verdict = give(boardOfOne({ checks: { ...others, ...change } }), 'verifyContainment', 'ad');
    expect(codesOf(verdict)).toEqual(['CHECKS_INCOMPLETE']);
    expect(verdict.refusals[0]?.message).toContain('SCOPE_ASSESSED');
  });

  it('ends the revocation: "revoked and not signed since" is over', () => {
    const board = boardOfOne({ revoked: true, checks: passed });
    expect(rowOf(done(give(board, 'verifyContainment', 'ad')), 'ad')).toMatchObject({
      revokedAt: null,
      revokedReason: null,
    });
  });
});

describe('a renewal', () => {
  const old = { state: 'ONLINE', signed: at('11:00') } as const;
  const fresh = { outcome: 'PASSED', recordedAt: at('11:30') } as const;
  const freshAll = { ...passed, IOC_SWEEP_CLEAN: fresh, TELEMETRY_LIVE: fresh, CONTROL_LOGIC_MATCHED: fresh };

  it('renews a standing signature where the sweep, the telemetry and the logic were recorded after it', () => {
    const board = boardOfOne({ ...old, checks: freshAll }, { verificationMinutes: 60 });
    const verdict = give(board, 'verifyContainment', 'ad', {}, { by: 'val' });
    expect(rowOf(done(verdict), 'ad')).toMatchObject({
      state: 'ONLINE',
      verifiedAt: noon,
      verifiedBy: idOf('val'),
      expiresAt: at('13:00'),
    });
    expect(verdict.drafts[0]?.event.data).toMatchObject({ renewal: true });
  });

  it('renews one that has expired', () => {
    const board = boardOfOne({ ...old, expiresAt: at('11:45'), checks: freshAll });
    expect(board.containmentOf(0).status).toBe('EXPIRED');
    expect(done(give(board, 'verifyContainment', 'ad')).containmentOf(0).status).toBe('VERIFIED');
  });

  it.each(['IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'CONTROL_LOGIC_MATCHED'] as const)(
    'is refused while %s is older than the signature',
    (kind) => {
      const board = boardOfOne({ ...old, checks: { ...freshAll, [kind]: 'PASSED' } });
      const verdict = give(board, 'verifyContainment', 'ad');
      expect(codesOf(verdict)).toEqual(['CHECKS_INCOMPLETE']);
      expect(verdict.refusals[0]?.message).toMatch(new RegExp(`: ${kind}\\.$`));
    },
  );

  it('one that was recorded at the very moment of the signature is not after it', () => {
    const board = boardOfOne({ ...old, checks: { ...freshAll, TELEMETRY_LIVE: { ...fresh, recordedAt: old.signed } } });
    expect(codesOf(give(board, 'verifyContainment', 'ad'))).toEqual(['CHECKS_INCOMPLETE']);
  });

  it('asks for those three only where they are required', () => {
    const board = boardWith({ require: ['SCOPE_ASSESSED'], systems: { ad: { ...old, checks: passed } } });
    expect(codesOf(give(board, 'verifyContainment', 'ad'))).toEqual([]);
  });

  it('binds a check that became required after the signing, which showed as missing before', () => {
    const board = boardOfOne({ ...old, checks: freshAll, requiredAtSigning: require }, {}, ['OTHER']);
    expect(board.containmentOf(0)).toMatchObject({ status: 'VERIFIED', missing: ['OTHER'] });
    const verdict = give(board, 'verifyContainment', 'ad');
    expect(codesOf(verdict)).toEqual(['CHECKS_INCOMPLETE']);
    expect(verdict.refusals[0]?.message).toMatch(/: OTHER\.$/);
  });

  it('needs a waiver anew: it ended with the signature that it served', () => {
    const waived = { outcome: 'WAIVED', by: 'carla' } as const;
    const board = boardOfOne({ ...old, checks: { ...freshAll, SCOPE_ASSESSED: waived } });
    expect(codesOf(give(board, 'verifyContainment', 'ad'))).toEqual(['CHECKS_INCOMPLETE']);
    const again = boardOfOne({
      ...old,
      checks: { ...freshAll, SCOPE_ASSESSED: { ...waived, recordedAt: at('11:30') } },
    });
    expect(codesOf(give(again, 'verifyContainment', 'ad'))).toEqual([]);
  });
});

describe('revokeContainment', () => {
  it('makes an ONLINE system STOPPING, ends the signature and sets every check back to PENDING', () => {
    const board = boardOfOne({ state: 'ONLINE', signed: true, checks: { ...passed, OTHER: 'FAILED' } });
    const verdict = give(board, 'revokeContainment', 'ad', { reason: 'beacon' });
    const after = done(verdict);
    expect(typesOf(verdict)).toEqual(['CONTAINMENT_REVOKED']);
    expect(rowOf(after, 'ad')).toMatchObject({
      ...{
        state: 'STOPPING',
        stateSince: noon,
        serviceLevel: 'NONE',
        verifiedAt: null,
        verifiedBy: null,
        expiresAt: null,
      },
      ...{ requiredAtSigning: [], revokedAt: noon, revokedReason: 'beacon' },
    });
    expect(after.checksOf(0).size).toBe(0);
    expect(after.containmentOf(0)).toMatchObject({ status: 'REVOKED', missing: [...after.requiredOf(0)] });
  });

  it('is never blocked by anything but the want of a reason', () => {
    const board = boardWith({
      systems: { ad: { state: 'VALIDATED', restoredBy: idOf('ben'), weakenedBy: [idOf('ben')] } },
      holds: ['ad', 'incident'],
    });
    expect(codesOf(give(board, 'revokeContainment', 'ad'))).toEqual([]);
    expect(codesOf(give(board, 'revokeContainment', 'ad', { reason: ' ' }))).toEqual(['INVALID_INPUT']);
  });

  it('leaves the state of one that is not ONLINE, and the time since when it is in it', () => {
    const board = boardOfOne({ state: 'VALIDATED', signed: true });
    expect(rowOf(done(give(board, 'revokeContainment', 'ad')), 'ad')).toMatchObject({
      state: 'VALIDATED',
      stateSince: rowOf(board, 'ad').stateSince,
    });
  });

  it('a STOPPING system is confirmed by takeSystemOffline, which leaves it revoked', () => {
    const stopping = done(give(boardOfOne({ state: 'ONLINE', signed: true }), 'revokeContainment', 'ad'));
    const after = done(give(stopping, 'takeSystemOffline', 'ad'));
    expect(rowOf(after, 'ad')).toMatchObject({ state: 'OFFLINE', revokedAt: noon });
  });

  describe('voids gates', () => {
    const goals: Given = {
      ...{ systems: { ad: { state: 'ONLINE', signed: true }, erp: 'ONLINE' }, plants: ['BUR'] },
      lines: { L1: { plant: 'BUR', systems: ['ad'] } },
      milestones: {
        gate: { gate: true, systems: ['ad', 'erp'], achieved: true },
        'of-line': { gate: true, lines: ['L1'], achieved: true },
        automatic: { systems: ['ad'], achieved: true },
        other: { gate: true, systems: ['erp'], achieved: true },
        undeclared: { gate: true, systems: ['ad'] },
      },
    };

    it('of which the system, its own or of its lines, was revoked; no others', () => {
      const after = done(give(boardWith(goals), 'revokeContainment', 'ad'));
      const voided = after.milestones.toArray().filter((milestone) => milestone.voided);
      expect(voided.map(({ key }) => key)).toEqual(['gate', 'of-line']);
      expect(milestoneStatus(after, 'gate')).toBe('REGRESSED');
      expect(milestoneStatus(after, 'automatic')).toBe('REGRESSED');
      expect(milestoneStatus(after, 'other')).toBe('ACHIEVED');
    });

    it('once: one that is void already is not written again', () => {
      const stopping = done(give(boardWith(goals), 'revokeContainment', 'ad'));
      const again = give(stopping, 'revokeContainment', 'ad', { reason: 'a second beacon' });
      expect(changesOf(again).map(({ table }) => table)).toEqual(['system']);
    });
  });
});
