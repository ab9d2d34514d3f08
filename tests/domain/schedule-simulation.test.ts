import type { Board } from '../../src/board/board';
import { type Changes, noChanges } from '../../src/domain/schedule/changes';
import { type Schedule, courseOf, scheduleOf } from '../../src/domain/schedule/schedule';
import { Simulation } from '../../src/domain/schedule/simulation';
import { stageOf } from '../../src/domain/schedule/stage';
import { type Given, boardWith, noon } from '../support/board-builder';
import { depth } from '../support/depth';
import { Dice } from '../support/history.dice';
import { listSchedule, teamOf } from '../support/list-scheduler';
import { type PlainNetwork, anyNetwork, freshMix, givenOf } from '../support/network';
import { NetworkOracle, isAwaited, leftOf, worked } from '../support/network.oracle';

const count = depth(100, 1200);
const boundless: PlainNetwork['capacities'] = { t0: 99, t1: 99 };

/** A random network on a board, with working times in whole minutes: of what is left, so 0 where nothing is. */
function subjectOf(seed: number, network: PlainNetwork, changes: Changes = noChanges) {
  const dice = new Dice(seed);
  const minutes = new Map(network.systems.map((one) => [one.key, leftOf(one)[2] > 0 ? dice.between(1, 6) : 0]));
  const board = boardWith(givenOf(network));
  const schedule = scheduleOf(board, noon, changes);
  return {
    network,
    board,
    schedule,
    minutes: (key: string) => minutes.get(key) as number,
    oracle: new NetworkOracle(network),
  };
}

/** When each system is done in a simulation with these working times. */
function simulated(board: Board, schedule: Schedule, minutes: (key: string) => number): Record<string, number> {
  const { stage } = stageOf(board, schedule);
  const { nodes, isSystem } = stage.work;
  const keyAt = (place: number): string => board.systems.at(nodes[place]!).key;
  const duration = Float64Array.from(nodes, (_, place) => (isSystem[place] ? minutes(keyAt(place)) : 0));
  const simulation = new Simulation(stage);
  const done = new Float64Array(nodes.length);
  simulation.run(
    duration.map((time) => 3 * time),
    done,
  ); // what was before leaves nothing behind
  simulation.run(duration, done.fill(NaN));
  expect(done.every((time) => time >= 0)).toBe(true);
  const places = [...nodes.keys()].filter((place) => isSystem[place]);
  return Object.fromEntries(places.map((place) => [keyAt(place), done[place]!]));
}

const never = (): number => 0;
const orderIn = ({ order }: Schedule, board: Board): string[] =>
  [...order].map((system) => board.systems.at(system).key);

describe(`on ${count} random networks the simulation is what brute force finds`, () => {
  it('with hands enough: the longest path', () => {
    for (let seed = 0; seed < count; seed++) {
      const network = { ...anyNetwork(seed), capacities: boundless };
      const { board, schedule, minutes, oracle } = subjectOf(seed, network);
      const doneOf = worked(({ key }) => minutes(key));
      const expected = Object.fromEntries(oracle.awaited().map((one) => [one.key, oracle.done(one, doneOf)]));
      expect({ seed, done: simulated(board, schedule, minutes) }).toEqual({ seed, done: expected });
    }
  });

  it('with one hand for all, nothing begun: the sum of the work', () => {
    for (let seed = 0; seed < count; seed++) {
      const network = { ...anyNetwork(seed, { ...freshMix, teams: ['t0'] }), capacities: { t0: 1 } };
      const { board, schedule, minutes, oracle } = subjectOf(seed, network);
      const sum = oracle.awaited().reduce((total, { key }) => total + minutes(key), 0);
      const end = Math.max(0, ...Object.values(simulated(board, schedule, minutes)));
      expect({ seed, end }).toEqual({ seed, end: sum });
    }
  });

  it('with the hands of the teams: a naive list scheduler', () => {
    for (let seed = 0; seed < count; seed++) {
      const { network, board, schedule, minutes } = subjectOf(seed, anyNetwork(seed));
      const expected = listSchedule({ network, order: orderIn(schedule, board), minutes, notBefore: never });
      expect({ seed, done: simulated(board, schedule, minutes) }).toEqual({ seed, done: expected });
    }
  });

  it('the same where some are on hold for a time', () => {
    for (let seed = 0; seed < count; seed++) {
      const network = anyNetwork(seed);
      const dice = new Dice(seed);
      const held = new Map(network.systems.filter(() => dice.chance(0.4)).map(({ key }) => [key, dice.between(0, 15)]));
      const indexes = boardWith(givenOf(network)).systems;
      const delays = new Map([...held].map(([key, minutes]) => [indexes.find(key) as number, minutes]));
      const { board, schedule, minutes } = subjectOf(seed, network, { ...noChanges, delays });
      const notBefore = (key: string): number => held.get(key) ?? 0;
      const expected = listSchedule({ network, order: orderIn(schedule, board), minutes, notBefore });
      expect({ seed, done: simulated(board, schedule, minutes) }).toEqual({ seed, done: expected });
    }
  });

  it('no team ever works on more than its capacity, and what it does it does at once', () => {
    for (let seed = 0; seed < count; seed++) {
      const { network, board, schedule, minutes, oracle } = subjectOf(seed, anyNetwork(seed, freshMix));
      const done = simulated(board, schedule, minutes);
      const jobs = oracle
        .awaited()
        .map((one) => ({ one, from: done[one.key]! - minutes(one.key), to: done[one.key]! }));
      const early = jobs.filter(({ one, from }) => oracle.ready(one, ({ key }) => done[key]!) > from);
      expect({ seed, early }).toEqual({ seed, early: [] });
      for (const [team, capacity] of Object.entries(network.capacities)) {
        const own = jobs.filter(({ one }) => teamOf(one) === team);
        const busy = own.map(({ from: now }) => own.filter(({ from, to }) => from <= now && now < to).length);
        expect({ seed, team, isOver: busy.some((hands) => hands > capacity) }).toEqual({ seed, team, isOver: false });
      }
    }
  });
});

describe('a team takes', () => {
  const estimate = { optimistic: 60, likely: 60, pessimistic: 60 };
  const of = (
    given: Given,
    changes?: (indexOf: (key: string) => number) => Partial<Changes>,
  ): Record<string, number> => {
    const board = boardWith(given);
    const supposed = { ...noChanges, ...changes?.((key) => board.systems.find(key) as number) };
    const schedule = scheduleOf(board, noon, supposed);
    return simulated(
      board,
      schedule,
      (key) => schedule.work.likely[schedule.work.placeOf[board.systems.find(key) as number]!]!,
    );
  };

  it('work under way before all that has not begun, whatever the order says', () => {
    const systems = {
      first: { team: 't', ...estimate, tier: 0 },
      begun: { team: 't', ...estimate, tier: 3, state: 'RESTORED' as const },
    };
    expect(of({ systems, teams: ['t'], dependencies: [] })).toEqual({ begun: 6, first: 66 });
  });

  it('work under way that waits for something keeps nobody busy once it is worked on', () => {
    const systems = {
      slow: { ...estimate, likely: 500, pessimistic: 900 },
      begun: { team: 't', ...estimate, state: 'RESTORED' as const },
      next: { team: 't', ...estimate },
    };
    const done = of({ systems, teams: ['t'], dependencies: ['begun > slow'] });
    expect(done).toEqual({ slow: 500, begun: 500, next: 66 });
  });

  it('nothing that is on hold: neither started nor finished before', () => {
    const given: Given = {
      systems: { a: estimate, b: { ...estimate, state: 'RESTORED' }, c: estimate },
      dependencies: ['c > a'],
    };
    expect(of(given)).toEqual({ a: 60, b: 6, c: 120 });
    const delays = (indexOf: (key: string) => number) => ({
      delays: new Map([
        [indexOf('a'), 100],
        [indexOf('b'), 30],
        [indexOf('c'), 10],
      ]),
    });
    expect(of(given, delays)).toEqual({ a: 160, b: 30, c: 220 });
  });

  it('as much as its capacity is supposed to be', () => {
    const one = { team: 't', ...estimate };
    const given: Given = { teams: ['t'], capacities: { t: 1 }, systems: { a: one, b: one, c: one } };
    const ends = (capacity: number): number[] => {
      return Object.values(of(given, () => ({ capacities: new Map([[0, capacity]]) })));
    };
    expect([1, 2, 3].map((capacity) => ends(capacity))).toEqual([
      [60, 120, 180],
      [60, 60, 120],
      [60, 60, 60],
    ]);
  });
});

describe('what is supposed gives the schedule of an incident where it is so', () => {
  const supposed = (network: PlainNetwork, dice: Dice) => {
    const isIn = network.systems.map((one) => isAwaited(one) && dice.chance(0.3));
    const states = network.systems.map(() => dice.pick(['ONLINE', 'RETIRED'] as const));
    const slower = network.systems.map((one) => one.estimate && dice.chance(0.3));
    const systems = network.systems.map((one, at) => ({
      ...one,
      state: isIn[at] ? states[at]! : one.state,
      estimate: slower[at] ? { optimistic: 20, likely: 70, pessimistic: 300 } : one.estimate,
    }));
    const keys = (state: string) =>
      network.systems.filter((_, at) => isIn[at] && states[at] === state).map(({ key }) => key);
    const changed: PlainNetwork = { ...network, systems, capacities: { t0: 2, t1: 3 } };
    const estimates = systems.filter((_, at) => slower[at]).map(({ key, estimate }) => [key, estimate!] as const);
    return { changed, online: keys('ONLINE'), without: keys('RETIRED'), estimates };
  };

  it('ONLINE, taken out, other estimates and capacities', () => {
    for (let seed = 0; seed < count; seed++) {
      const network = anyNetwork(seed);
      const { changed, online, without, estimates } = supposed(network, new Dice(seed));
      const board = boardWith(givenOf(network));
      const indexOf = (key: string): number => board.systems.find(key) as number;
      const changes: Changes = {
        ...{ online: new Set(online.map(indexOf)), without: new Set(without.map(indexOf)), delays: new Map() },
        estimates: new Map(estimates.map(([key, estimate]) => [indexOf(key), estimate])),
        capacities: new Map(
          Object.entries(changed.capacities).map(([key, most]) => [board.teams.find(key) as number, most]),
        ),
      };
      const answer = subjectOf(seed, network, changes);
      const expected = subjectOf(seed, changed);
      const { systems } = network;
      const courses = ({ schedule }: typeof answer) => systems.map(({ key }) => courseOf(schedule, indexOf(key)));
      expect({ seed, courses: courses(answer) }).toEqual({ seed, courses: courses(expected) });
      const minutes = (key: string): number => 1 + (indexOf(key) % 3);
      const done = simulated(board, answer.schedule, minutes);
      expect({ seed, done }).toEqual({ seed, done: simulated(expected.board, expected.schedule, minutes) });
    }
  });
});
