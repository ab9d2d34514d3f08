import { type GivenSystem, boardWith, idOf } from '../support/board-builder';
import { codesOf, done, give, rowOf } from '../support/verdicts';

const plcRules = [{ zones: ['L2' as const], minTier: 1, maxTier: 1, safetyOnly: false, require: ['OTHER' as const] }];
const boardOfOne = (system: GivenSystem, separationOfDuties = true) => {
  return boardWith({ incident: { separationOfDuties }, systems: { mes: { signed: true, ...system } } });
};

describe('separation of duties', () => {
  const restored = { restoredBy: idOf('rita') };
  const weakened = { weakenedBy: [idOf('carla'), idOf('rita')] };

  it.each([
    ['who made the latest restore may not verify its containment', 'verifyContainment', 'RESTORED', restored],
    ['who made the latest restore may not bring it online', 'bringSystemOnline', 'VALIDATED', restored],
    ['who weakened its rules may not verify its containment', 'verifyContainment', 'RESTORED', weakened],
    ['who weakened its rules may not bring it online', 'bringSystemOnline', 'VALIDATED', weakened],
  ] as const)(
    '%s; somebody else may, and so may he where the policy does not separate duties',
    (_, command, state, change) => {
      const board = boardOfOne({
        state,
        ...change,
        weakenedBy: [...('weakenedBy' in change ? change.weakenedBy : [])],
      });
      expect(codesOf(give(board, command, 'mes', {}, { by: 'rita' }))).toEqual(['SEPARATION_OF_DUTIES']);
      expect(codesOf(give(board, command, 'mes', {}, { by: 'vera' }))).toEqual([]);
      const united = boardOfOne({ state, ...change, weakenedBy: [] }, false);
      expect(codesOf(give(united, command, 'mes', {}, { by: 'rita' }))).toEqual([]);
    },
  );

  it('it is the latest restore that counts', () => {
    const start = boardOfOne({ state: 'RESTORING', restoredBy: idOf('rita') });
    const again = done(give(start, 'markSystemRestored', 'mes', {}, { by: 'ron' }));
    expect(codesOf(give(again, 'verifyContainment', 'mes', {}, { by: 'ron' }))).toEqual(['SEPARATION_OF_DUTIES']);
    expect(codesOf(give(again, 'verifyContainment', 'mes', {}, { by: 'rita' }))).toEqual([]);
  });

  it('who only started the restore is not who made it', () => {
    const started = done(give(boardOfOne({}), 'startRestore', 'mes', {}, { by: 'ron' }));
    const marked = done(give(started, 'markSystemRestored', 'mes', {}, { by: 'rita' }));
    expect(codesOf(give(marked, 'verifyContainment', 'mes', {}, { by: 'ron' }))).toEqual([]);
  });

  it.each([true, false])('who waived a check may not sign it, whatever the policy (%s)', (separationOfDuties) => {
    const board = boardOfOne(
      { state: 'RESTORED', checks: { OTHER: { outcome: 'WAIVED', by: 'carla' } } },
      separationOfDuties,
    );
    expect(codesOf(give(board, 'verifyContainment', 'mes', {}, { by: 'carla' }))).toEqual(['SEPARATION_OF_DUTIES']);
    const fresh = done(
      give(
        board,
        'waiveContainmentCheck',
        'mes',
        { kind: 'OTHER', reason: 'again' },
        { by: 'cleo', at: '2026-03-02T12:30:00.000Z' },
      ),
    );
    expect(
      codesOf(give(fresh, 'verifyContainment', 'mes', {}, { by: 'carla', at: '2026-03-02T12:31:00.000Z' })),
    ).toEqual([]);
  });

  it('who recorded that a check passed may sign it', () => {
    const board = boardOfOne({ state: 'RESTORED', checks: { OTHER: { outcome: 'PASSED', by: 'vera' } } });
    expect(codesOf(give(board, 'verifyContainment', 'mes', {}, { by: 'vera' }))).toEqual([]);
  });

  it('who waived a check may bring the system online', () => {
    const board = boardOfOne({ state: 'VALIDATED', checks: { OTHER: { outcome: 'WAIVED', by: 'carla' } } });
    expect(codesOf(give(board, 'bringSystemOnline', 'mes', {}, { by: 'carla' }))).toEqual([]);
  });

  it('is no blocker: it depends on who asks', () => {
    const board = boardOfOne({ state: 'VALIDATED', restoredBy: idOf('rita') });
    expect(board.blockersOf(0)).toEqual([]);
    expect(board.isReady(0)).toBe(true);
  });
});

describe('who weakened the rules of a system is kept', () => {
  const board = boardWith({
    incident: { rules: plcRules },
    systems: { ad: 'OFFLINE', mes: { tier: 1, zone: 'L2', weakenedBy: [idOf('wim')] } },
    dependencies: ['mes > ad'],
  });

  it('who removed a HARD dependency', () => {
    const after = done(give(board, 'removeDependency', 'mes', { dependsOn: 'ad' }, { by: 'carla' }));
    expect(rowOf(after, 'mes').weakenedBy).toEqual([idOf('wim'), idOf('carla')]);
  });

  it('not who removed a SOFT one, which never held anything back', () => {
    const soft = boardWith({ systems: { ad: 'OFFLINE', mes: 'OFFLINE' }, dependencies: ['mes ~ ad'] });
    const after = done(give(soft, 'removeDependency', 'mes', { dependsOn: 'ad' }));
    expect(rowOf(after, 'mes').weakenedBy).toEqual([]);
  });

  it.each([0, 2])('who changed the tier so that fewer checks apply (%i)', (tier) => {
    const after = done(give(board, 'updateSystem', 'mes', { tier }, { by: 'carla' }));
    expect(rowOf(after, 'mes').weakenedBy).toEqual([idOf('wim'), idOf('carla')]);
  });

  it('not who changed the tier so that as many or more apply', () => {
    const low = boardWith({ incident: { rules: plcRules }, systems: { mes: { tier: 4, zone: 'L2' } } });
    expect(rowOf(done(give(low, 'updateSystem', 'mes', { tier: 3 })), 'mes').weakenedBy).toEqual([]);
    expect(rowOf(done(give(low, 'updateSystem', 'mes', { tier: 1 })), 'mes').weakenedBy).toEqual([]);
  });

  it('each person once', () => {
    const after = done(give(board, 'updateSystem', 'mes', { tier: 0 }, { by: 'wim' }));
    expect(rowOf(after, 'mes').weakenedBy).toEqual([idOf('wim')]);
  });

  it('not who adds a dependency', () => {
    const free = boardWith({ systems: { ad: 'OFFLINE', mes: 'OFFLINE' } });
    const after = done(give(free, 'addDependency', 'mes', { dependsOn: 0 }));
    expect(rowOf(after, 'mes').weakenedBy).toEqual([]);
  });
});
