import { timesOf } from '../../src/domain/schedule/critical-path';
import { expectedOf, shapeOf, varianceOf } from '../../src/domain/schedule/pert';
import type { Estimate } from '../../src/domain/schedule/remaining';
import { courseOf, criticalSystems, scheduleOf } from '../../src/domain/schedule/schedule';
import { boardWith, noon } from '../support/board-builder';

/** An activity as a textbook has it: its three estimates and its predecessors. */
type Activity = [optimistic: number, likely: number, pessimistic: number, ...after: string[]];

function scheduled(activities: Record<string, Activity>) {
  const board = boardWith({
    systems: Object.fromEntries(Object.entries(activities).map(([key, [o, l, p]]) => [key, estimateOf(o, l, p)])),
    dependencies: Object.entries(activities).flatMap(([key, [, , , ...after]]) => after.map((to) => `${key} > ${to}`)),
  });
  const schedule = scheduleOf(board, noon);
  const keyOf = (system: number): string => board.systems.at(system).key;
  return { board, schedule, path: criticalSystems(schedule).map(keyOf).join(''), keyOf };
}

function estimateOf(optimistic: number, likely: number, pessimistic: number): Estimate {
  return { optimistic, likely, pessimistic };
}

/** A table as it is printed: expected time, ES, EF, LS, LF and slack of each activity, with so many decimals. */
function printed(activities: Record<string, Activity>, decimals: number, duration?: Record<string, number>) {
  const { board, schedule } = scheduled(activities);
  const { work } = schedule;
  const given = duration && work.nodes.length === Object.keys(duration).length;
  const times = given
    ? timesOf(
        work,
        Float64Array.from(work.nodes, (system) => duration[board.systems.at(system).key]!),
      )
    : schedule.times;
  const row = (key: string): string[] => {
    const at = work.placeOf[board.systems.find(key) as number]!;
    const [time, finish, latest] = [times.duration[at]!, times.done[at]!, times.latest[at]!];
    return [time, finish - time, finish, latest - time, latest, times.slack[at]!].map((one) => {
      return Math.abs(one).toFixed(decimals);
    });
  };
  return Object.fromEntries(Object.keys(activities).map((key) => [key, row(key).join(' ')]));
}

/**
 * The eight activities of Milwaukee Paper Manufacturing, in weeks (Heizer and Render, "Operations Management", chapter "Project
 * management"; the same figures are General Foundry's in Render and Stair, "Quantitative Analysis for Management").
 */
const milwaukee: Record<string, Activity> = {
  A: [1, 2, 3],
  B: [2, 3, 4],
  C: [1, 2, 3, 'A'],
  D: [2, 4, 6, 'A', 'B'],
  E: [1, 4, 7, 'C'],
  F: [1, 2, 9, 'C'],
  G: [3, 4, 11, 'D', 'E'],
  H: [1, 2, 3, 'F', 'G'],
};

describe('Milwaukee Paper Manufacturing', () => {
  it('expected times, ES, EF, LS, LF and slack are those of the book', () => {
    expect(printed(milwaukee, 0)).toEqual({
      // t ES EF LS LF slack
      A: '2 0 2 0 2 0',
      B: '3 0 3 1 4 1',
      C: '2 2 4 2 4 0',
      D: '4 3 7 4 8 1',
      E: '4 4 8 4 8 0',
      F: '3 4 7 10 13 6',
      G: '5 8 13 8 13 0',
      H: '2 13 15 13 15 0',
    });
  });

  it('variances are those of the book; so is that of the project, along its critical path', () => {
    const variances = Object.entries(milwaukee).map(
      ([key, [o, l, p]]) => [key, varianceOf(estimateOf(o, l, p))] as const,
    );
    expect(variances.map(([, variance]) => variance.toFixed(2))).toEqual([
      '0.11',
      '0.11',
      '0.11',
      '0.44',
      '1.00',
      '1.78',
      '1.78',
      '0.11',
    ]);
    const { path, schedule } = scheduled(milwaukee);
    expect([path, schedule.times.end]).toEqual(['ACEGH', 15]);
    const project = variances.filter(([key]) => path.includes(key)).reduce((sum, [, variance]) => sum + variance, 0);
    expect(project.toFixed(2)).toBe('3.11');
  });

  it('the course of each says the same: critical first, then the least slack', () => {
    const { board, schedule, keyOf } = scheduled(milwaukee);
    const course = (key: string) => courseOf(schedule, board.systems.find(key) as number)!;
    const told = (key: string): unknown[] => [course(key).wave, course(key).slackMinutes, course(key).critical];
    expect(Object.fromEntries(Object.keys(milwaukee).map((key) => [key, told(key)]))).toEqual({
      ...{ A: [0, 0, true], B: [0, 1, false], C: [1, 0, true], D: [1, 1, false] },
      ...{ E: [2, 0, true], F: [2, 6, false], G: [3, 0, true], H: [4, 0, true] },
    });
    expect([...schedule.order].map(keyOf).join('')).toBe('ACEBDGFH');
  });
});

/**
 * The seven activities of Wikipedia's article "Program evaluation and review technique", in days. Its table adds up expected
 * times that are rounded to two decimals (5.17 for 31/6), so that the whole takes 19.51 days there, and 19.5 unrounded.
 */
const wikipedia: Record<string, Activity> = {
  a: [2, 4, 6],
  b: [3, 5, 9],
  c: [4, 5, 7, 'a'],
  d: [4, 6, 10, 'a'],
  e: [4, 5, 7, 'b', 'c'],
  f: [3, 4, 8, 'd'],
  g: [3, 5, 8, 'e'],
};
const rounded = { a: 4, b: 5.33, c: 5.17, d: 6.33, e: 5.17, f: 4.5, g: 5.17 };

describe('the example of Wikipedia', () => {
  it('expected times are those of the article', () => {
    const times = Object.entries(wikipedia).map(([key, [o, l, p]]) => [
      key,
      Number(expectedOf(estimateOf(o, l, p)).toFixed(2)),
    ]);
    expect(Object.fromEntries(times)).toEqual(rounded);
  });

  it('ES, EF, LS, LF and slack are those of the article, with its rounded times', () => {
    expect(printed(wikipedia, 2, rounded)).toEqual({
      // t ES EF LS LF slack
      a: '4.00 0.00 4.00 0.00 4.00 0.00',
      b: '5.33 0.00 5.33 3.84 9.17 3.84',
      c: '5.17 4.00 9.17 4.00 9.17 0.00',
      d: '6.33 4.00 10.33 8.68 15.01 4.68',
      e: '5.17 9.17 14.34 9.17 14.34 0.00',
      f: '4.50 10.33 14.83 15.01 19.51 4.68',
      g: '5.17 14.34 19.51 14.34 19.51 0.00',
    });
  });

  it('the critical path is aceg, 19.5 days unrounded', () => {
    const { path, schedule } = scheduled(wikipedia);
    expect(path).toBe('aceg');
    expect(schedule.times.end).toBeCloseTo(19.5, 12);
  });
});

describe('the shape of a PERT-beta distribution', () => {
  it.each([
    [estimateOf(0, 3, 6), { alpha: 3, beta: 3 }],
    [estimateOf(2, 2, 10), { alpha: 1, beta: 5 }],
    [estimateOf(2, 10, 10), { alpha: 5, beta: 1 }],
    [estimateOf(1, 2, 9), { alpha: 1.5, beta: 4.5 }],
  ])('%j', (estimate, shape) => {
    expect(shapeOf(estimate)).toEqual(shape);
    // its mean, α / (α + β) of the range, is the expected time
    const { optimistic, pessimistic } = estimate;
    expect(optimistic + (shape.alpha / 6) * (pessimistic - optimistic)).toBeCloseTo(expectedOf(estimate), 12);
  });
});
