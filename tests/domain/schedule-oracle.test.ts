import {
  type Schedule,
  courseOf,
  criticalSystems,
  scheduleOf,
  systemsByWave,
} from '../../src/domain/schedule/schedule';
import { boardWith, noon } from '../support/board-builder';
import { type PlainNetwork, anyNetwork, freshMix, givenOf } from '../support/network';
import { type DoneOf, NetworkOracle, forced, isUnderWay, tensOf, worked } from '../support/network.oracle';
import { depth } from '../support/depth';

const count = depth(200, 2000);

interface Subject {
  network: PlainNetwork;
  oracle: NetworkOracle;
  schedule: Schedule;
  keyOf: (system: number) => string;
  indexOf: (key: string) => number;
}

function subjectOf(network: PlainNetwork): Subject {
  const board = boardWith(givenOf(network));
  return {
    ...{ network, oracle: new NetworkOracle(network), schedule: scheduleOf(board, noon) },
    keyOf: (system) => board.systems.at(system).key,
    indexOf: (key) => board.systems.find(key) as number,
  };
}

const subjects = Array.from({ length: count }, (_, seed) => subjectOf(anyNetwork(seed)));
const freshSubjects = Array.from({ length: count }, (_, seed) => subjectOf(anyNetwork(seed, freshMix)));

/** Asks of many networks whether the program and brute force give the same answer; says of which they do not. */
function agree(answer: (subject: Subject) => unknown, expected: (subject: Subject) => unknown, of = subjects): void {
  of.forEach((subject, seed) => {
    expect({ seed, answer: answer(subject) }).toEqual({ seed, answer: expected(subject) });
  });
}

const inTens = worked(tensOf);
const far = 1_000_000;

/** By how much a system could be done later: it is put off for ever, and what the end exceeds that by can't be saved. */
function slackOf(oracle: NetworkOracle, key: string, doneOf: DoneOf): number {
  const tail = oracle.end(forced(doneOf, key, far)) - far;
  return oracle.end(doneOf) - tail - oracle.done(oracle.system(key), doneOf);
}

/** The order of the rule, one after another: the best of those that come after nothing any more. */
function greedyOrder({ oracle, network }: Subject): string[] {
  const soft = oracle.ordering();
  const left = oracle.awaited().map((system) => {
    const slack = slackOf(oracle, system.key, inTens);
    const after = soft.filter(({ from }) => from === system.key).map(({ to }) => to);
    const dependents = network.hard.filter(({ to }) => to === system.key).length;
    const urgency = [slack > 0 ? 1 : 0, Math.floor(slack / 6), system.tier, -dependents];
    return { key: system.key, before: new Set([...oracle.before(system), ...after]), urgency };
  });
  const order: string[] = [];
  while (left.length > 0) {
    const isFree = left.filter(({ before }) => !left.some(({ key }) => before.has(key)));
    isFree.sort((one, other) => {
      const at = one.urgency.findIndex((value, place) => value !== other.urgency[place]);
      return at === -1 ? (one.key < other.key ? -1 : 1) : one.urgency[at]! - other.urgency[at]!;
    });
    order.push(isFree[0]!.key);
    left.splice(left.indexOf(isFree[0]!), 1);
  }
  return order;
}

const orderIn = ({ schedule, keyOf }: Subject): string[] => [...schedule.order].map(keyOf);

/** Something about each system that has to come back, by key. */
function ofEach(subject: Subject, answer: (place: number, system: number) => unknown): Record<string, unknown> {
  const { oracle, schedule, indexOf } = subject;
  const systems = oracle.awaited().map(({ key }) => [key, indexOf(key)] as const);
  return Object.fromEntries(systems.map(([key, system]) => [key, answer(schedule.work.placeOf[system]!, system)]));
}

describe(`on ${count} random networks the schedule is what brute force finds`, () => {
  it('the order names all that has to come back, each after what it waits for', () => {
    subjects.forEach((subject, seed) => {
      const { oracle, network } = subject;
      const order = orderIn(subject);
      expect({ seed, order: [...order].sort() }).toEqual({ seed, order: oracle.awaited().map(({ key }) => key) });
      const wrong = [...network.hard, ...oracle.ordering(), ...gates(oracle)].filter(({ from, to }) => {
        return order.includes(from) && order.includes(to) && order.indexOf(from) < order.indexOf(to);
      });
      expect({ seed, wrong }).toEqual({ seed, wrong: [] });
    });
  });

  it('the order is the greedy one of the rule', () => {
    agree(orderIn, greedyOrder);
  });

  it('a place in the order is told with the system', () => {
    agree(
      (subject) => ofEach(subject, (_, system) => courseOf(subject.schedule, system)?.order),
      (subject) => Object.fromEntries(greedyOrder(subject).map((key, place) => [key, place + 1])),
    );
  });

  it('waves: each takes one step, whatever is under way', () => {
    const inSteps: DoneOf = (_, ready) => ready() + 1;
    agree(
      (subject) => ofEach(subject, (_, system) => courseOf(subject.schedule, system)?.wave),
      ({ oracle }) => Object.fromEntries(oracle.awaited().map((one) => [one.key, oracle.ready(one, inSteps)])),
    );
  });

  it('waves as lists, by key', () => {
    agree(
      ({ schedule, keyOf }) => systemsByWave(schedule).map((wave) => wave.map(keyOf)),
      (subject) => {
        const { oracle } = subject;
        const waves: string[][] = [];
        for (const one of oracle.awaited()) (waves[oracle.ready(one, (_, ready) => ready() + 1)] ??= []).push(one.key);
        return Array.from(waves, (wave = []) => wave);
      },
    );
  });

  it('earliest and latest times and slack, over all paths', () => {
    const tens = (minutes: number): number => Math.round(minutes * 6 * 1e6) / 1e6 + 0; // no -0
    agree(
      (subject) => {
        const { released, done, latest, slack, end } = subject.schedule.times;
        const times = (at: number) => [released, done, latest, slack].map((list) => tens(list[at]!));
        return { ...ofEach(subject, times), end: tens(end) };
      },
      ({ oracle }) => {
        const end = oracle.end(inTens);
        const times = oracle.awaited().map((one) => {
          const [ready, done] = [oracle.ready(one, inTens), oracle.done(one, inTens)];
          const slack = slackOf(oracle, one.key, inTens);
          return [one.key, [ready, done, done + slack, slack]] as const;
        });
        return { ...Object.fromEntries(times), end };
      },
    );
  });

  it('slack as it is told: whole minutes, none where it is critical', () => {
    agree(
      (subject) =>
        ofEach(subject, (_, system) => {
          const { slackMinutes, critical } = courseOf(subject.schedule, system)!;
          return [slackMinutes, critical];
        }),
      ({ oracle }) => {
        const slacks = oracle.awaited().map(({ key }) => [key, slackOf(oracle, key, inTens)] as const);
        return Object.fromEntries(slacks.map(([key, slack]) => [key, [Math.floor(slack / 6), slack === 0]]));
      },
    );
  });
});

/** Who waits for whom by milestones that are not achieved, through their lines and what feeds those. */
function gates(oracle: NetworkOracle): { from: string; to: string }[] {
  return oracle.awaited().flatMap((one) => [...oracle.before(one)].map((to) => ({ from: one.key, to })));
}

describe('the critical path', () => {
  it('is a longest path: it takes as long as the whole where nothing is under way', () => {
    agree(
      ({ schedule, keyOf, oracle }) =>
        sum(criticalSystems(schedule).map((system) => tensOf(oracle.system(keyOf(system))))),
      ({ oracle }) => oracle.end(inTens),
      freshSubjects,
    );
  });

  it('each on it is released by the one before, is critical, and the last one is the end', () => {
    agree(
      (subject) => {
        const { schedule, keyOf, oracle } = subject;
        const path = criticalSystems(schedule).map((system) => oracle.system(keyOf(system)));
        const done = path.map((one) => oracle.done(one, inTens));
        return {
          isReleased: path.every((one, at) => at === 0 || oracle.ready(one, inTens) === done[at - 1]),
          isDelayed: path.every((one, at) => at === 0 || !isUnderWay(one) || done[at] === done[at - 1]),
          isCritical: path.every(({ key }) => slackOf(oracle, key, inTens) === 0),
          end: done.at(-1) ?? 0,
        };
      },
      ({ oracle }) => ({ isReleased: true, isDelayed: true, isCritical: true, end: oracle.end(inTens) }),
    );
  });
});

function sum(list: number[]): number {
  return list.reduce((total, one) => total + one, 0);
}
