import { dueAt, isOverdue, minutesInto } from '../../src/domain/due';
import { later, plusMinutes } from '../../src/domain/time';
import { systemStates } from '../../src/domain/words';
import { boardWith, declared } from '../support/board-builder';
import { done, give } from '../support/verdicts';

const seven = '2026-03-02T07:00:00.000Z';

describe('a system is due', () => {
  it('its RTO after the declaration, and never without one', () => {
    const board = boardWith({ systems: { ad: { rtoMinutes: 60 }, mes: 'OFFLINE' } });
    expect([board.dueAtOf(0), board.dueAtOf(1)]).toEqual([seven, null]);
    expect(plusMinutes(declared, 60)).toBe(seven);
    expect(later(seven, declared)).toBe(seven);
  });

  it('overdue after that moment, not at it', () => {
    const board = boardWith({ systems: { ad: { rtoMinutes: 60 } } });
    const [incident, row] = [board.incident, board.systems.at(0)];
    expect(dueAt(incident, row)).toBe(seven);
    const isLate = (now: string): boolean => isOverdue(row, minutesInto(incident, now));
    expect([seven, '2026-03-02T07:00:00.001Z'].map(isLate)).toEqual([false, true]);
  });

  it.each(systemStates)('while neither ONLINE nor RETIRED: %s', (state) => {
    const board = boardWith({ systems: { ad: { state, rtoMinutes: 0 } } });
    expect(board.isOverdue(0)).toBe(!['ONLINE', 'RETIRED'].includes(state));
  });

  it('late again when it falls', () => {
    const board = boardWith({ systems: { ad: { state: 'ONLINE', rtoMinutes: 60 } } });
    expect(done(give(board, 'takeSystemOffline', 'ad')).isOverdue(0)).toBe(true);
  });
});

describe('a milestone is overdue', () => {
  it.each([
    ['after its dueAt, not at it', { dueAt: '2026-03-02T12:00:00.000Z' }, false],
    ['one millisecond later', { dueAt: '2026-03-02T11:59:59.999Z' }, true],
    ['never without one', { dueAt: null }, false],
    ['not once ACHIEVED', { dueAt: seven, achieved: true, systems: [] }, false],
    ['again when it has REGRESSED', { dueAt: seven, achieved: true }, true],
  ])('%s', (_, milestone, expected) => {
    const board = boardWith({ systems: { ad: 'OFFLINE' }, milestones: { M1: { systems: ['ad'], ...milestone } } });
    expect(board.isMilestoneOverdue(0)).toBe(expected);
  });
});
