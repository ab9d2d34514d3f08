import { blackstartPrincipalId } from '../../src/domain/event';
import { milestonesMet } from '../../src/domain/milestones';
import { type Given, type GivenMilestone, boardWith, idOf, noon } from '../support/board-builder';
import { blockersOf, codesOf, done, give, giveMilestone, indexOf, milestoneStatus, typesOf } from '../support/verdicts';

const validated = { state: 'VALIDATED', signed: true } as const;
const online = { state: 'ONLINE', signed: true } as const;
const gateOf = (milestone: GivenMilestone, ad: Given['systems'][string] = online) => {
  return boardWith({ systems: { ad }, milestones: { M1: { gate: true, systems: ['ad'], ...milestone } } });
};

describe('a milestone that is no gate', () => {
  const given: Given = {
    systems: { ad: validated, erp: online },
    milestones: {
      first: { systems: ['ad', 'erp'] },
      second: { milestones: ['first'] },
      third: { milestones: ['second'], systems: ['erp'] },
    },
  };

  it('is achieved at once, in the same transaction as the event that met it, as an own event of blackstart; and so on', () => {
    const verdict = give(boardWith(given), 'bringSystemOnline', 'ad');
    expect(typesOf(verdict)).toEqual(['SYSTEM_ONLINE', ...Array(3).fill('MILESTONE_ACHIEVED')]);
    expect(verdict.drafts.slice(1).map(({ event }) => [event.milestoneId, event.actorId])).toEqual(
      ['first', 'second', 'third'].map((key) => [idOf(key), blackstartPrincipalId]),
    );
    expect(verdict.board.milestones.at(0)).toMatchObject({ achievedAt: noon, achievedBy: blackstartPrincipalId });
  });

  it('is PENDING before', () => {
    const board = boardWith(given);
    expect(['first', 'second', 'third'].map((key) => milestoneStatus(board, key))).toEqual(Array(3).fill('PENDING'));
    expect(milestonesMet(board, noon)).toEqual([]);
  });

  it('is REGRESSED when no longer met, and ACHIEVED again by itself, without an event, when met again', () => {
    const achieved = done(give(boardWith(given), 'bringSystemOnline', 'ad'));
    const fallen = done(give(achieved, 'takeSystemOffline', 'erp'));
    expect(['first', 'second', 'third'].map((key) => milestoneStatus(fallen, key))).toEqual(Array(3).fill('REGRESSED'));
    const row = fallen.milestones.at(0);
    const back = boardWith({
      ...given,
      systems: { ad: online, erp: online },
      milestones: { first: { systems: ['ad', 'erp'], ...row } },
    });
    expect(milestoneStatus(back, 'first')).toBe('ACHIEVED');
    expect(milestonesMet(back, noon)).toEqual([]);
  });

  it('can be neither declared nor reopened by hand', () => {
    const board = boardWith({ ...given, systems: { ad: online, erp: online } });
    expect(codesOf(giveMilestone(board, 'achieveMilestone', 'first'))).toEqual(['INVALID_TRANSITION']);
    expect(codesOf(giveMilestone(board, 'reopenMilestone', 'first'))).toEqual(['INVALID_TRANSITION']);
  });

  it('that was a voided gate before is achieved anew', () => {
    const board = gateOf({ gate: false, achieved: true, voided: true }, validated);
    const verdict = give(board, 'bringSystemOnline', 'ad');
    expect(typesOf(verdict)).toEqual(['SYSTEM_ONLINE', 'MILESTONE_ACHIEVED']);
    expect(milestoneStatus(verdict.board, 'M1')).toBe('ACHIEVED');
  });
});

describe('a gate', () => {
  it('is READY once met, and waits for a commander: no event comes by itself', () => {
    const verdict = give(gateOf({}, validated), 'bringSystemOnline', 'ad');
    expect(typesOf(verdict)).toEqual(['SYSTEM_ONLINE']);
    expect(milestoneStatus(verdict.board, 'M1')).toBe('READY');
  });

  it('is declared by achieveMilestone, in the name of who declared it', () => {
    const verdict = giveMilestone(gateOf({}), 'achieveMilestone', 'M1', { by: 'carla' });
    expect(typesOf(verdict)).toEqual(['MILESTONE_ACHIEVED']);
    expect(verdict.drafts[0]?.event.actorId).toBe(idOf('carla'));
    expect(verdict.board.milestones.at(0)).toMatchObject({ achievedAt: noon, achievedBy: idOf('carla') });
    expect(milestoneStatus(verdict.board, 'M1')).toBe('ACHIEVED');
  });

  it('is refused while its criteria are not met, with what is missing', () => {
    const verdict = giveMilestone(gateOf({}, 'OFFLINE'), 'achieveMilestone', 'M1');
    expect(verdict.refusals).toMatchObject([
      { code: 'CRITERIA_NOT_MET', blockers: [{ kind: 'DEPENDENCY', systemId: idOf('ad') }] },
    ]);
  });

  it('is refused when ACHIEVED already', () => {
    expect(codesOf(giveMilestone(gateOf({ achieved: true }), 'achieveMilestone', 'M1'))).toEqual([
      'INVALID_TRANSITION',
    ]);
  });

  it('REGRESSED while not met, ACHIEVED again by itself when met again', () => {
    const fallen = done(give(gateOf({ achieved: true }), 'takeSystemOffline', 'ad'));
    expect(milestoneStatus(fallen, 'M1')).toBe('REGRESSED');
    expect(codesOf(giveMilestone(fallen, 'achieveMilestone', 'M1'))).toEqual(['CRITERIA_NOT_MET']);
    expect(milestoneStatus(gateOf({ achieved: true, voided: false }), 'M1')).toBe('ACHIEVED');
  });

  it('of which a system was revoked is READY once met again, and must be declared again', () => {
    const revoked = done(give(gateOf({ achieved: true }), 'revokeContainment', 'ad'));
    expect(milestoneStatus(revoked, 'M1')).toBe('REGRESSED');
    const back = gateOf({ achieved: true, voided: true });
    expect(milestoneStatus(back, 'M1')).toBe('READY');
    const again = done(giveMilestone(back, 'achieveMilestone', 'M1', { by: 'cleo' }));
    expect(milestoneStatus(again, 'M1')).toBe('ACHIEVED');
    expect(again.milestones.at(0)).toMatchObject({ voided: false, achievedBy: idOf('cleo') });
  });

  it.each([
    ['PENDING where its criteria are not met', 'OFFLINE', 'PENDING'],
    ['READY where they are', online, 'READY'],
  ] as const)('is %s after reopenMilestone took the declaration back', (_, ad, status) => {
    const verdict = giveMilestone(gateOf({ achieved: true, voided: true }, ad), 'reopenMilestone', 'M1');
    expect(typesOf(verdict)).toEqual(['MILESTONE_REOPENED']);
    expect(milestoneStatus(verdict.board, 'M1')).toBe(status);
    expect(verdict.board.milestones.at(0)).toMatchObject({ achievedAt: null, achievedBy: null, voided: false });
  });

  it('that was never declared can’t be reopened', () => {
    expect(codesOf(giveMilestone(gateOf({}), 'reopenMilestone', 'M1'))).toEqual(['INVALID_TRANSITION']);
  });

  it('declaring it achieves the milestones that wait for it alone', () => {
    const board = boardWith({ systems: {}, milestones: { M1: { gate: true }, M2: { milestones: ['M1'] } } });
    expect(typesOf(giveMilestone(board, 'achieveMilestone', 'M1'))).toEqual([
      'MILESTONE_ACHIEVED',
      'MILESTONE_ACHIEVED',
    ]);
  });
});

describe('criteria', () => {
  it('are what the milestone lacks: systems that are not ONLINE, lines, milestones that are not ACHIEVED', () => {
    const board = boardWith({
      plants: ['BUR'],
      systems: { a: validated, b: online, c: 'RETIRED' },
      lines: { L1: { plant: 'BUR', systems: ['a'] } },
      milestones: {
        M0: { systems: ['b'], achieved: true },
        M1: { systems: ['a'] },
        M2: { systems: ['a', 'b', 'c'], lines: ['L1'], milestones: ['M0', 'M1'] },
      },
    });
    const blockers = board.milestoneBlockersOf(board.milestones.indexOf(idOf('M2')));
    expect(
      blockers.map(({ kind, systemId, lineId, milestoneId }) => [kind, systemId ?? lineId ?? milestoneId]),
    ).toEqual([
      ['DEPENDENCY', idOf('a')],
      ['LINE', idOf('L1')],
      ['MILESTONE', idOf('M1')],
    ]);
    expect(board.milestoneCountsOf(board.milestones.indexOf(idOf('M2')))).toEqual({ done: 2, total: 5 });
  });

  it('the retired drop out', () => {
    const board = gateOf({}, 'RETIRED');
    expect(milestoneStatus(board, 'M1')).toBe('READY');
    expect(board.milestoneCountsOf(0)).toEqual({ done: 0, total: 0 });
  });

  it('on lines are met by lines that are READY or RUNNING', () => {
    const given = (ad: Given['systems'][string]) =>
      boardWith({
        systems: { ad },
        plants: ['BUR'],
        lines: { L1: { plant: 'BUR', systems: ['ad'] } },
        milestones: { M1: { lines: ['L1'] } },
      });
    expect(milestonesMet(given(validated), noon)).toEqual([]);
    expect(milestoneStatus(given(validated), 'M1')).toBe('PENDING');
    expect(milestonesMet(given(online), noon).map(({ milestoneId }) => milestoneId)).toEqual([idOf('M1')]);
  });

  it('of a milestone hold only while the milestones that it needs are ACHIEVED', () => {
    const given: Given = {
      systems: { ad: online },
      milestones: { M1: { gate: true, systems: ['ad'] }, M2: { milestones: ['M1'], achieved: true } },
    };
    expect(milestoneStatus(boardWith(given), 'M2')).toBe('REGRESSED');
  });
});

describe('after', () => {
  const given = (M1: GivenMilestone): Given => ({
    systems: { ad: online, mes: { ...validated, after: ['M1'] } },
    milestones: { M1: { gate: true, systems: ['ad'], ...M1 } },
  });

  it.each([
    ['PENDING', { systems: ['mes2'] }],
    ['READY', {}],
    ['REGRESSED', { systems: ['mes2'], achieved: true }],
  ] as [string, GivenMilestone][])('a system waits while the milestone is %s', (status, milestone) => {
    const { systems, ...rest } = given(milestone);
    const board = boardWith({ ...rest, systems: { ...systems, mes2: 'OFFLINE' } });
    expect(milestoneStatus(board, 'M1')).toBe(status);
    expect(blockersOf(board, 'mes')).toEqual(['MILESTONE M1']);
  });

  it('goes once it is ACHIEVED', () => {
    const board = boardWith(given({}));
    expect(blockersOf(done(giveMilestone(board, 'achieveMilestone', 'M1')), 'mes')).toEqual([]);
    expect(board.isBlocked(indexOf(board, 'mes'))).toBe(true);
  });
});
