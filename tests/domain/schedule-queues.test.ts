import { Simulation } from '../../src/domain/schedule/simulation';
import { scheduleOf } from '../../src/domain/schedule/schedule';
import { stageOf } from '../../src/domain/schedule/stage';
import { Heap } from '../../src/domain/heap';
import { boardWith, noon } from '../support/board-builder';
import { Dice } from '../support/history.dice';
import { listSchedule } from '../support/list-scheduler';
import { type PlainNetwork, givenOf } from '../support/network';
import { depth } from '../support/depth';

describe('a heap', () => {
  it('gives the lowest key first, among equals the lowest number, whatever was pushed and popped before', () => {
    for (let seed = 0; seed < depth(20, 100); seed++) {
      const dice = new Dice(seed);
      const queue = new Heap(seed % 2 === 0 ? 100 : 1);
      const sorted: [time: number, item: number][] = [];
      const [taken, expected]: [[number, number][], [number, number][]] = [[], []];
      for (let step = 0; step < 300; step++) {
        if (sorted.length > 0 && (sorted.length === 100 || dice.chance(0.45))) {
          taken.push([queue.key, queue.pop()!]);
          expected.push(sorted.shift()!);
        } else {
          const next: [number, number] = [dice.between(0, 20) / 4, dice.between(0, 1000)];
          queue.push(next[1], next[0]);
          sorted.push(next);
          sorted.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
        }
      }
      expect({ seed, taken, left: queue.size }).toEqual({ seed, taken: expected, left: sorted.length });
    }
    expect(new Heap(3).key).toBe(Infinity);
  });
});

/** Many systems for few teams; each waits for one other at most, so that brute force can follow. */
function crowd(seed: number): PlainNetwork {
  const dice = new Dice(seed);
  const keys = Array.from({ length: 60 }, (_, at) => `s${String((at * 37) % 60).padStart(2, '0')}`);
  const estimate = { optimistic: 10, likely: 20, pessimistic: 40 };
  return {
    ...{ soft: [], lines: [], milestones: [], capacities: { t0: dice.between(1, 9), t1: dice.between(1, 3) } },
    systems: keys.map((key) => ({
      ...{ key, state: dice.pick(['OFFLINE', 'OFFLINE', 'OFFLINE', 'RESTORED', 'VALIDATED'] as const) },
      ...{ tier: dice.between(0, 3), team: dice.pick(['t0', 't0', 't1', null]), after: [], estimate, since: 0 },
    })),
    hard: keys.flatMap((from, at) => {
      const isFree = at === 0 || dice.chance(0.6);
      return isFree ? [] : [{ from, to: keys[dice.between(0, at - 1)]!, required: 'ONLINE' as const }];
    }),
  };
}

describe('long queues before few hands', () => {
  it('are worked off as a naive list scheduler does', () => {
    for (let seed = 0; seed < depth(12, 60); seed++) {
      const network = crowd(seed);
      const board = boardWith(givenOf(network));
      const schedule = scheduleOf(board, noon);
      const { stage } = stageOf(board, schedule);
      const minutes = (key: string): number =>
        board.systems.at(indexOf(key)).state === 'VALIDATED' ? 0 : 1 + (indexOf(key) % 7);
      const indexOf = (key: string): number => board.systems.find(key) as number;
      const keyAt = (system: number): string => board.systems.at(system).key;
      const { nodes } = schedule.work;
      const done = new Float64Array(nodes.length);
      new Simulation(stage).run(
        Float64Array.from(nodes, (system) => minutes(keyAt(system))),
        done,
      );
      const order = [...schedule.order].map(keyAt);
      const expected = listSchedule({ network, order, minutes, notBefore: () => 0 });
      const answer = Object.fromEntries(Array.from(nodes, (system, place) => [keyAt(system), done[place]!]));
      expect({ seed, done: answer }).toEqual({ seed, done: expected });
    }
  });
});
