import type { Board } from '../../src/board/board';
import {
  type Outlook,
  completionForecast,
  deltaMinutes,
  lineForecast,
  milestoneForecast,
  onTimeShare,
  plantForecast,
  systemForecast,
  teamForecast,
  teamWork,
} from '../../src/domain/schedule/forecast';
import { noChanges } from '../../src/domain/schedule/changes';
import { fillQuantiles } from '../../src/domain/schedule/quantiles';
import { scheduleOf } from '../../src/domain/schedule/schedule';
import { stageOf } from '../../src/domain/schedule/stage';
import { columnsOf, runTrials } from '../../src/domain/schedule/trials';
import { plusMinutes } from '../../src/domain/time';
import { type Given, boardWith, noon } from '../support/board-builder';

const certain = (minutes: number) => ({ optimistic: minutes, likely: minutes, pessimistic: minutes });

/** The outlook of a board with some changes supposed, after a real simulation. */
function outlookOf(board: Board, trials = 200, changes = noChanges) {
  const schedule = scheduleOf(board, noon, changes);
  const { stage, columns, limits } = stageOf(board, schedule);
  const outcomes = new Float32Array(trials * columnsOf(stage));
  runTrials(stage, { seed: 1, from: 0, to: trials, outcomes });
  const list = (): Float64Array => new Float64Array(limits.length);
  const quantiles = { p50: list(), p90: list(), onTime: list() };
  fillQuantiles(quantiles, { outcomes, trials, limits }, 0, limits.length);
  return { outlook: { schedule, columns, quantiles } satisfies Outlook, outcomes, limits };
}

// a 60, b after a 30, c for itself 45; the press line needs a, the paint line is fed by it and needs c
const given: Given = {
  plants: ['north', 'south', 'west'],
  teams: ['idle', 'net', 'ot'],
  systems: {
    a: { ...certain(60), team: 'net', plant: 'north', essential: true },
    b: { ...certain(30), team: 'net', plant: 'south', essential: true },
    c: { ...certain(45), team: 'ot', plant: 'south' },
    d: { ...certain(500), state: 'ONLINE', plant: 'west', essential: true, team: 'idle' },
    e: { ...certain(500), state: 'RETIRED', team: 'idle' },
  },
  dependencies: ['b > a'],
  lines: {
    press: { plant: 'north', systems: ['a'] },
    paint: { plant: 'west', systems: ['c'], fedBy: ['press'] },
    open: { plant: 'west', systems: ['d'] },
  },
  milestones: {
    M1: { systems: ['b'], dueAt: plusMinutes(noon, 90) },
    M2: { lines: ['paint'], gate: true, dueAt: plusMinutes(noon, 59) },
    M3: { milestones: ['M1', 'M2'] },
    M4: { systems: ['d'], achieved: true, dueAt: plusMinutes(noon, -60) },
  },
};
const board = boardWith(given);
const at = (minutes: number) => ({ p50: plusMinutes(noon, minutes), p90: plusMinutes(noon, minutes) });
const keys = {
  system: board.systems,
  line: board.lines,
  milestone: board.milestones,
  plant: board.plants,
  team: board.teams,
};
const indexOf = (kind: keyof typeof keys, key: string): number => keys[kind].find(key) as number;

describe('forecasts of a plan whose estimates are certain', () => {
  const { outlook } = outlookOf(board);

  it.each([
    ['a', at(60)],
    ['b', at(90)],
    ['c', at(45)],
    ['d', null],
    ['e', null],
  ])('system %s', (key, expected) => {
    expect(systemForecast(outlook, indexOf('system', key))).toEqual(expected);
  });

  it.each([
    ['press', at(60)],
    ['paint', at(60)],
    ['open', null],
  ])('line %s', (key, expected) => {
    expect(lineForecast(board, outlook, indexOf('line', key))).toEqual(expected);
  });

  it.each([
    ['M1', at(90), 1],
    ['M2', at(60), 0],
    ['M3', at(90), null],
    ['M4', null, null],
  ])('milestone %s, and its share on time', (key, expected, share) => {
    expect(milestoneForecast(board, outlook, indexOf('milestone', key))).toEqual(expected);
    expect(onTimeShare(board, outlook, indexOf('milestone', key))).toBe(share);
  });

  it.each([
    ['north', at(60)],
    ['south', at(90)], // c is not essential, and in a line of the west only
    ['west', at(45)],
  ])('plant %s: its essential systems and those of its lines', (key, expected) => {
    expect(plantForecast(outlook, indexOf('plant', key))).toEqual(expected);
  });

  it('teams: when the last is done, and what is before each', () => {
    const told = ['idle', 'net', 'ot'].map((key) => teamForecast(outlook, indexOf('team', key)));
    expect(told).toEqual([null, at(90), at(45)]);
    expect(teamWork(board, outlook.schedule)).toEqual([
      { team: indexOf('team', 'idle'), systems: 0, likelyMinutes: 0 },
      { team: indexOf('team', 'net'), systems: 2, likelyMinutes: 90 },
      { team: indexOf('team', 'ot'), systems: 1, likelyMinutes: 45 },
    ]);
  });

  it('the work of a team is what is left of it, rounded', () => {
    const some = boardWith({
      teams: ['net'],
      systems: {
        a: {
          ...{ optimistic: 30, likely: 60, pessimistic: 400, team: 'net' },
          ...{ state: 'RESTORING', stateSince: plusMinutes(noon, -20) },
        },
        b: { ...certain(44), team: 'net', state: 'RESTORED' },
        c: { ...certain(60), team: 'net', state: 'VALIDATED' },
        d: { team: 'net' },
      },
    });
    expect(teamWork(some, scheduleOf(some, noon))).toEqual([{ team: 0, systems: 4, likelyMinutes: 44 }]);
  });

  it('completion, and how much later or sooner another plan completes', () => {
    expect(completionForecast(outlook)).toEqual(at(90));
    const slower = outlookOf(board, 200, {
      ...noChanges,
      estimates: new Map([[indexOf('system', 'c'), certain(200)]]),
    });
    expect(completionForecast(slower.outlook)).toEqual(at(200));
    expect(deltaMinutes(slower.outlook, outlook)).toBe(110);
    expect(deltaMinutes(outlook, slower.outlook)).toBe(-110);
    const sooner = outlookOf(board, 200, { ...noChanges, online: new Set([indexOf('system', 'b')]) }).outlook;
    expect(deltaMinutes(sooner, outlook)).toBe(-30);
    expect([systemForecast(sooner, indexOf('system', 'b')), plantForecast(sooner, indexOf('plant', 'south'))]).toEqual([
      null,
      null,
    ]);
  });

  it('a delay, and a line that is not waited for', () => {
    const delays = new Map([[indexOf('system', 'c'), 40]]);
    const later = outlookOf(board, 200, { ...noChanges, delays }).outlook;
    expect(lineForecast(board, later, indexOf('line', 'paint'))).toEqual(at(85));
    const without = new Set([indexOf('system', 'a')]);
    const rest = outlookOf(board, 200, { ...noChanges, without }).outlook;
    expect(lineForecast(board, rest, indexOf('line', 'press'))).toEqual(at(0)); // nothing holds it back any more
    expect(systemForecast(rest, indexOf('system', 'b'))).toEqual(at(30));
  });
});

describe('a forecast of what is all back', () => {
  it('is none', () => {
    const back = boardWith({
      plants: ['P'],
      teams: ['t'],
      systems: { a: { ...certain(60), state: 'ONLINE', plant: 'P', team: 't', essential: true } },
      lines: { L: { plant: 'P', systems: ['a'] } },
      milestones: { M: { systems: ['a'], achieved: true } },
    });
    const { outlook } = outlookOf(back);
    expect(completionForecast(outlook)).toBeNull();
    expect([plantForecast(outlook, 0), teamForecast(outlook, 0), systemForecast(outlook, 0)]).toEqual([
      null,
      null,
      null,
    ]);
    expect([
      lineForecast(back, outlook, 0),
      milestoneForecast(back, outlook, 0),
      onTimeShare(back, outlook, 0),
    ]).toEqual([null, null, null]);
    expect(deltaMinutes(outlook, outlookOf(board).outlook)).toBe(-90);
  });

  it('a gate whose criteria are met is taken to be declared at once', () => {
    const ready = boardWith({ systems: { a: 'ONLINE' }, milestones: { M: { gate: true, systems: ['a'] } } });
    const { outlook } = outlookOf(ready);
    expect(milestoneForecast(ready, outlook, 0)).toEqual(at(0));
    expect(completionForecast(outlook)).toEqual(at(0));
  });
});

describe('a forecast of what is uncertain', () => {
  const wide = { optimistic: 30, likely: 60, pessimistic: 300 };
  const systems = { a: { ...wide, team: 't' }, b: { ...wide, team: 't' }, c: wide };
  const milestones = { M: { systems: ['b', 'c'], dueAt: plusMinutes(noon, 180) } };
  const some = boardWith({ teams: ['t'], systems, milestones });
  const { outlook, outcomes, limits } = outlookOf(some, 1000);
  const rows = Array.from({ length: 1000 }, (_, trial) => [
    ...outcomes.subarray(trial * limits.length, (trial + 1) * limits.length),
  ]);
  const places = ['a', 'b', 'c'].map((key) => outlook.schedule.work.placeOf[some.systems.find(key) as number]!);

  it('tells the share of trials in which a milestone kept its date', () => {
    const kept = rows.filter((row) => Math.max(row[places[1]!]!, row[places[2]!]!) <= 180).length;
    expect(kept).toBeGreaterThan(100);
    expect(kept).toBeLessThan(900);
    expect(onTimeShare(some, outlook, 0)).toBe(kept / 1000);
  });

  it('completion and team are the last of theirs, trial by trial', () => {
    const { completion, teams } = outlook.columns;
    for (const row of rows) {
      expect(row[completion]).toBe(Math.max(...places.map((place) => row[place]!)));
      expect(row[teams[0]!]).toBe(Math.max(row[places[0]!]!, row[places[1]!]!));
    }
    const { p50, p90 } = completionForecast(outlook)!;
    expect(p90 > p50).toBe(true);
    const sorted = rows.map((row) => row[completion]!).sort((one, other) => one - other);
    expect([p50, p90]).toEqual([499, 899].map((rank) => plusMinutes(noon, Math.round(sorted[rank]!))));
  });

  it('one hand does one at a time: the second of a team ends after the first and its own least time', () => {
    for (const row of rows) {
      const [first, second] = [row[places[0]!]!, row[places[1]!]!].sort((one, other) => one - other);
      expect(second! - first!).toBeGreaterThanOrEqual(29.999);
    }
  });
});
