import type { SystemRow } from '../../src/domain/rows';
import { type Estimate, estimateOf, isBegun, remainingOf } from '../../src/domain/schedule/remaining';
import { planningTime } from '../../src/domain/schedule/schedule';
import { openWork } from '../../src/domain/schedule/work';
import { plusMinutes } from '../../src/domain/time';
import { type SystemState, systemStates } from '../../src/domain/words';
import { type GivenSystem, boardWith, noon } from '../support/board-builder';

const estimate: Estimate = { optimistic: 60, likely: 120, pessimistic: 300 };
const all = (share: number): Estimate => ({ optimistic: 60 * share, likely: 120 * share, pessimistic: 300 * share });
const rowWith = (given: GivenSystem): SystemRow => boardWith({ systems: { a: given } }).systems.at(0);
const left = (given: GivenSystem, since = 0, at = noon): Estimate => {
  const row = rowWith({ ...estimate, stateSince: plusMinutes(at, -since), ...given });
  return remainingOf(row, estimateOf(row), at);
};

describe('remaining work', () => {
  it.each([
    ['OFFLINE', 1],
    ['STOPPING', 1],
    ['RESTORED', 0.1],
    ['VALIDATED', 0],
    ['ONLINE', 0],
  ] as const)('%s: %d of the estimate, however long that has been so', (state, share) => {
    for (const since of [0, 30, 10_000]) expect(left({ state }, since)).toEqual(all(share));
  });

  it.each([
    [0, [60, 120, 300]],
    [10, [50, 110, 290]],
    [54, [6, 66, 246]],
    [55, [6, 65, 245]],
    [110, [6, 12, 190]],
    [270, [6, 12, 30]],
    [10_000, [6, 12, 30]],
  ])('RESTORING for %d minutes: less by the time passed, never below 10 %%', (since, expected) => {
    const { optimistic, likely, pessimistic } = left({ state: 'RESTORING' }, since);
    expect([optimistic, likely, pessimistic]).toEqual(expected);
  });

  it('shrinks as the clock passes, and never grows where the clock stands before the start', () => {
    const row = rowWith({ ...estimate, state: 'RESTORING', stateSince: noon });
    const likely = [-30, 0, 5, 60, 500].map((minutes) => remainingOf(row, estimate, plusMinutes(noon, minutes)).likely);
    expect(likely).toEqual([120, 120, 115, 60, 12]);
  });

  it('stays an estimate: optimistic ≤ likely ≤ pessimistic, whenever', () => {
    for (let since = 0; since <= 400; since += 7) {
      const { optimistic, likely, pessimistic } = left({ state: 'RESTORING' }, since);
      expect([since, optimistic <= likely && likely <= pessimistic]).toEqual([since, true]);
    }
  });

  it('a system without an estimate counts as no work; a supposed one takes its place', () => {
    const row = rowWith({ state: 'RESTORING', stateSince: plusMinutes(noon, -20) });
    expect(estimateOf(row)).toBeNull();
    expect(estimateOf(rowWith({ optimistic: 1, likely: 2 }))).toBeNull();
    expect(remainingOf(row, null, noon)).toEqual(all(0));
    expect(remainingOf(row, estimate, noon)).toEqual({ optimistic: 40, likely: 100, pessimistic: 280 });
  });

  it.each(systemStates.map((state) => [state, ['RESTORING', 'RESTORED', 'VALIDATED'].includes(state)] as const))(
    '%s: begun is %s',
    (state, begun) => {
      expect(isBegun(rowWith({ state }))).toBe(begun);
    },
  );
});

describe('open work', () => {
  const stateSince = plusMinutes(noon, -30);
  const workOf = (state: SystemState) => {
    const board = boardWith({ teams: ['t'], systems: { a: { state, team: 't', ...estimate, stateSince } } });
    const work = openWork(board, noon);
    return [work.nodes.length, work.begun[0], work.likely[0], work.team[0]];
  };

  it.each([
    ['OFFLINE', [1, 0, 120, 0]],
    ['RESTORING', [1, 1, 90, 0]],
    ['RESTORED', [1, 1, 12, 0]],
    ['VALIDATED', [1, 1, 0, -1]], // what takes no time keeps nobody busy
    ['ONLINE', [0, undefined, undefined, undefined]],
    ['RETIRED', [0, undefined, undefined, undefined]],
  ] as const)('%s', (state, expected) => {
    expect(workOf(state)).toEqual(expected);
  });
});

describe('the planning time', () => {
  it.each([
    ['2026-03-02T12:00:00.000Z', '2026-03-02T12:00:00.000Z'],
    ['2026-03-02T12:00:00.001Z', '2026-03-02T12:00:00.000Z'],
    ['2026-03-02T12:04:59.999Z', '2026-03-02T12:00:00.000Z'],
    ['2026-03-02T12:05:00.000Z', '2026-03-02T12:05:00.000Z'],
    ['2026-03-02T23:59:59.999Z', '2026-03-02T23:55:00.000Z'],
  ])('%s is floored to %s', (now, expected) => {
    expect(planningTime(now, '2026-03-02T06:00:00.000Z')).toBe(expected);
  });

  it('is never before the last event, to the millisecond', () => {
    const last = '2026-03-02T12:03:17.123Z';
    expect(planningTime('2026-03-02T12:04:00.000Z', last)).toBe(last);
    expect(planningTime('2026-03-02T12:04:59.999Z', last)).toBe(last);
    expect(planningTime('2026-03-02T12:05:00.000Z', last)).toBe('2026-03-02T12:05:00.000Z');
    // a clock that stands before the last event
    expect(planningTime('2026-03-02T11:00:00.000Z', last)).toBe(last);
  });

  it('is what a board plans with', () => {
    const board = boardWith({ systems: { a: 'OFFLINE' }, now: '2026-03-02T12:07:30.000Z' });
    expect(board.planningTime()).toBe('2026-03-02T12:05:00.000Z');
    expect(board.scheduleAt().at).toBe('2026-03-02T12:05:00.000Z');
    expect(board.planningTime(plusMinutes(noon, -600))).toBe(board.lastAt);
  });
});
