import { type CheckKind, checkKinds } from '../../src/domain/words';
import { type GivenSystem, boardWith, idOf, noon } from '../support/board-builder';
import { codesOf, done, give, rowOf, typesOf } from '../support/verdicts';

const later = { at: '2026-03-02T14:00:00.000Z' };
const everyCheck = Object.fromEntries(checkKinds.map((kind) => [kind, 'PASSED' as const]));
const setBack: CheckKind[] = [
  ...(['PERSISTENCE_REMOVED', 'IOC_SWEEP_CLEAN', 'RESTORE_POINT_CLEAN', 'BASELINE_MATCHED'] as const),
  ...(['CONTROL_LOGIC_MATCHED', 'SAFETY_TESTED', 'DRY_RUN_PASSED', 'WALKDOWN_DONE'] as const),
];

const boardOfOne = (system: GivenSystem, require?: CheckKind[]) =>
  boardWith({ systems: { mes: system }, ...(require ? { require } : {}) });

describe.each(['startRestore', 'markSystemRestored'] as const)('%s', (command) => {
  it.each([
    ['pending', {}, ['CHECKS_INCOMPLETE']],
    ['failed', { EVIDENCE_PRESERVED: 'FAILED' }, ['CHECKS_INCOMPLETE']],
    ['passed', { EVIDENCE_PRESERVED: 'PASSED' }, []],
    ['waived', { EVIDENCE_PRESERVED: 'WAIVED' }, []],
  ] as [string, GivenSystem['checks'], string[]][])(
    'a rebuild wipes evidence: with EVIDENCE_PRESERVED %s',
    (_, checks, codes) => {
      expect(codesOf(give(boardOfOne({ checks }, ['EVIDENCE_PRESERVED']), command, 'mes'))).toEqual(codes);
      expect(codesOf(give(boardOfOne({ checks }, ['OTHER']), command, 'mes'))).toEqual([]);
    },
  );

  it.each(['mes', 'BUR', 'incident'])('is BLOCKED by a hold on %s, with the hold as its blocker', (on) => {
    const board = boardWith({ plants: ['BUR'], systems: { mes: { plant: 'BUR' } }, holds: [on] });
    const { refusals } = give(board, command, 'mes');
    expect(refusals).toMatchObject([{ code: 'BLOCKED', blockers: [{ kind: 'HOLD', holdId: idOf(`hold on ${on}`) }] }]);
    expect(refusals[0]?.blockers).toHaveLength(1);
  });

  it('waits for no dependency, milestone or signature', () => {
    const board = boardWith({
      systems: { ad: 'OFFLINE', mes: { after: ['M1'] } },
      dependencies: ['mes > ad'],
      milestones: { M1: { systems: ['ad'] } },
    });
    expect(codesOf(give(board, command, 'mes'))).toEqual([]);
  });

  it('from OFFLINE ends the signature and sets back what a new image proves nothing about', () => {
    const board = boardOfOne({ signed: true, expiresAt: '2026-03-03T00:00:00.000Z', checks: everyCheck });
    const after = done(give(board, command, 'mes'));
    expect(rowOf(after, 'mes')).toMatchObject({
      verifiedAt: null,
      verifiedBy: null,
      expiresAt: null,
      requiredAtSigning: [],
    });
    expect([...after.checksOf(0).keys()].sort()).toEqual(checkKinds.filter((kind) => !setBack.includes(kind)).sort());
  });

  it('ends a waiver with the signature that it served', () => {
    const waived = { outcome: 'WAIVED', by: 'carla' } as const;
    const checks = { SCOPE_ASSESSED: waived, OTHER: { ...waived, recordedAt: '2026-03-02T11:30:00.000Z' } };
    const signed = done(give(boardOfOne({ signed: '2026-03-02T11:00:00.000Z', checks }), command, 'mes'));
    expect([...signed.checksOf(0).keys()]).toEqual(['OTHER']);
    const unsigned = done(give(boardOfOne({ checks }), command, 'mes'));
    expect([...unsigned.checksOf(0).keys()].sort()).toEqual(['OTHER', 'SCOPE_ASSESSED']);
  });

  it('leaves "revoked and not signed since" as it is', () => {
    const after = done(give(boardOfOne({ revoked: true }), command, 'mes'));
    expect(rowOf(after, 'mes').revokedAt).not.toBeNull();
    expect(after.containmentOf(0).status).toBe('READY_TO_VERIFY');
  });

  it('tells when work on the system began for the first time', () => {
    const first = done(give(boardOfOne({}), command, 'mes', {}, later));
    expect(rowOf(first, 'mes').firstStartedAt).toBe(later.at);
    const again = done(give(boardOfOne({ firstStartedAt: noon }), command, 'mes', {}, later));
    expect(rowOf(again, 'mes').firstStartedAt).toBe(noon);
  });
});

describe('markSystemRestored', () => {
  it('tells who restored it, when, and from what', () => {
    const input = { restorePoint: 'snapshot 41', restorePointAt: '2026-02-01T00:00:00.000Z' };
    const after = done(
      give(boardOfOne({ state: 'RESTORING' }), 'markSystemRestored', 'mes', input, { by: 'rita', ...later }),
    );
    expect(rowOf(after, 'mes')).toMatchObject({
      state: 'RESTORED',
      restoredBy: idOf('rita'),
      restoredAt: later.at,
      ...input,
    });
  });

  it('from RESTORING sets nothing back: what was recorded since it started is of the new image', () => {
    const board = boardOfOne({ state: 'RESTORING', checks: everyCheck });
    expect(done(give(board, 'markSystemRestored', 'mes')).checksOf(0).size).toBe(checkKinds.length);
  });
});

describe('recordValidation', () => {
  const evidence = [{ label: 'test run' }];

  it.each([
    ['passed, with evidence', { passed: true, evidence, note: null }, []],
    ['passed, with a note', { passed: true, note: 'orders flow' }, []],
    ['passed, with neither', { passed: true, note: null }, ['INVALID_INPUT']],
    ['passed, with an empty note', { passed: true, note: ' ', evidence: [] }, ['INVALID_INPUT']],
    ['failed, with a note', { passed: false, note: 'no orders' }, []],
    ['failed, with evidence alone', { passed: false, evidence, note: null }, ['INVALID_INPUT']],
    ['passed, with bad evidence', { passed: true, evidence: [{ label: '' }] }, ['INVALID_INPUT']],
  ])('%s', (_, input, codes) => {
    expect(codesOf(give(boardOfOne({ state: 'RESTORED' }), 'recordValidation', 'mes', input))).toEqual(codes);
  });

  it('passed: VALIDATED, with the record of it; the signature stands', () => {
    const board = boardOfOne({ state: 'RESTORED', signed: true, checks: everyCheck });
    const verdict = give(
      board,
      'recordValidation',
      'mes',
      { passed: true, evidence, note: null },
      { by: 'vic', ...later },
    );
    expect(typesOf(verdict)).toEqual(['VALIDATION_PASSED']);
    expect(rowOf(verdict.board, 'mes')).toMatchObject({
      ...{ state: 'VALIDATED', stateSince: later.at, iteration: 1, verifiedAt: rowOf(board, 'mes').verifiedAt },
      lastValidation: { passed: true, at: later.at, by: idOf('vic'), note: null, evidence: [{ label: 'test run' }] },
    });
    expect(verdict.board.checksOf(0).size).toBe(checkKinds.length);
  });

  it('failed: RESTORING, and the next iteration begins', () => {
    const verdict = give(boardOfOne({ state: 'RESTORED', iteration: 2 }), 'recordValidation', 'mes', { passed: false });
    expect(typesOf(verdict)).toEqual(['VALIDATION_FAILED']);
    expect(rowOf(verdict.board, 'mes')).toMatchObject({
      state: 'RESTORING',
      iteration: 3,
      lastValidation: { passed: false },
    });
  });

  it('failed: entering RESTORING ends the signature and sets the checks of the image back', () => {
    const board = boardOfOne({ state: 'RESTORED', signed: true, checks: everyCheck });
    const after = done(give(board, 'recordValidation', 'mes', { passed: false }));
    expect(rowOf(after, 'mes')).toMatchObject({ verifiedAt: null, requiredAtSigning: [] });
    expect(setBack.filter((kind) => after.checksOf(0).has(kind))).toEqual([]);
  });
});

describe('takeSystemOffline', () => {
  it('needs a reason, and nothing stands in its way', () => {
    const board = boardWith({ systems: { mes: { state: 'ONLINE', signed: true } }, holds: ['mes', 'incident'] });
    expect(codesOf(give(board, 'takeSystemOffline', 'mes', { reason: '' }))).toEqual(['INVALID_INPUT']);
    const after = done(give(board, 'takeSystemOffline', 'mes'));
    expect(rowOf(after, 'mes')).toMatchObject({ state: 'OFFLINE', serviceLevel: 'NONE' });
  });

  it('leaves the signature: the next restore ends it', () => {
    const after = done(give(boardOfOne({ state: 'ONLINE', signed: true }), 'takeSystemOffline', 'mes'));
    expect(after.containmentOf(0).status).toBe('VERIFIED');
  });

  it('keeps a workaround that people live with meanwhile', () => {
    const board = boardOfOne({ state: 'RESTORED', serviceLevel: 'WORKAROUND' });
    expect(rowOf(done(give(board, 'takeSystemOffline', 'mes')), 'mes').serviceLevel).toBe('WORKAROUND');
  });
});
