import { PertSampler, expectedOf, varianceOf } from '../../src/domain/schedule/pert';
import { type Quantiles, fillQuantiles } from '../../src/domain/schedule/quantiles';
import { randomOf } from '../../src/domain/schedule/random';
import type { Estimate } from '../../src/domain/schedule/remaining';
import { scheduleOf } from '../../src/domain/schedule/schedule';
import { stageOf } from '../../src/domain/schedule/stage';
import { type Stage, columnsOf, runTrials } from '../../src/domain/schedule/trials';
import { incompleteBeta, minutesOf, minutesOfSum } from '../support/beta';
import { type Given, boardWith, noon } from '../support/board-builder';
import { anyNetwork, givenOf } from '../support/network';

const trials = 20_000;
const estimateOf = (optimistic: number, likely: number, pessimistic: number): Estimate => {
  return { optimistic, likely, pessimistic };
};

const shapes: [string, Estimate][] = [
  ['symmetric', estimateOf(60, 120, 180)],
  ['skewed to the right', estimateOf(60, 90, 480)],
  ['skewed to the left', estimateOf(30, 400, 480)],
  ['as good as can be', estimateOf(120, 120, 600)],
  ['as bad as can be', estimateOf(120, 600, 600)],
  ['narrow', estimateOf(470, 480, 500)],
  ['from nothing', estimateOf(0, 240, 600)],
  ['certain', estimateOf(90, 90, 90)],
];

describe('the regularised incomplete beta function of these tests', () => {
  it.each([
    // closed forms: I_x(1, b) = 1 - (1 - x)^b, I_x(a, 1) = x^a, and polynomials for whole parameters
    [0.3, 1, 5, 1 - 0.7 ** 5],
    [0.8, 5, 1, 0.8 ** 5],
    [0.5, 3, 3, 0.5],
    [0.2, 2, 4, 10 * 0.2 ** 2 * 0.8 ** 3 + 10 * 0.2 ** 3 * 0.8 ** 2 + 5 * 0.2 ** 4 * 0.8 + 0.2 ** 5],
    [0.25, 1.5, 1.5, 1 / 3 - Math.sqrt(3) / (4 * Math.PI)],
  ])('I_%d(%d, %d)', (x, a, b, expected) => {
    expect(incompleteBeta(x, a, b)).toBeCloseTo(expected, 11);
  });
});

function stageWith(given: Given) {
  const board = boardWith(given);
  return { board, ...stageOf(board, scheduleOf(board, noon)) };
}

function outcomesOf(stage: Stage, seed: number, count: number): Float32Array {
  const outcomes = new Float32Array(count * columnsOf(stage));
  runTrials(stage, { seed, from: 0, to: count, outcomes });
  return outcomes;
}

function quantilesOf(stage: Stage, limits: Float64Array, seed: number): Quantiles {
  const into = {
    p50: new Float64Array(limits.length),
    p90: new Float64Array(limits.length),
    onTime: new Float64Array(limits.length),
  };
  fillQuantiles(into, { outcomes: outcomesOf(stage, seed, trials), trials, limits }, 0, limits.length);
  return into;
}

const isWithin = (share: number, value: number, expected: number): boolean => {
  return Math.abs(value - expected) <= share * expected;
};

describe(`with ${trials} trials`, () => {
  it.each(shapes)('p50 and p90 of one system lie within 1 %% of the inverse beta: %s', (_, estimate) => {
    const { stage, limits } = stageWith({ systems: { a: estimate } });
    for (const seed of [1, 2, 3]) {
      const { p50, p90 } = quantilesOf(stage, limits, seed);
      const told = { seed, p50: p50[0]!, p90: p90[0]! };
      const expected = { p50: minutesOf(0.5, estimate), p90: minutesOf(0.9, estimate) };
      const areNear = isWithin(0.01, told.p50, expected.p50) && isWithin(0.01, told.p90, expected.p90);
      expect({ ...told, areNear }).toEqual({ ...told, areNear: true });
    }
  });

  it.each(shapes)('mean and variance are those of PERT: %s', (_, estimate) => {
    const list = (minutes: number): Float64Array => Float64Array.of(minutes);
    const sampler = new PertSampler(list(estimate.optimistic), list(estimate.likely), list(estimate.pessimistic));
    const random = randomOf(5, 0);
    const drawn = Array.from({ length: 200_000 }, () => sampler.draw(0, random));
    const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
    const variance = drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / drawn.length;
    expect(isWithin(0.005, mean, expectedOf(estimate))).toBe(true);
    // the beta's own variance (μ - o)(p - μ) / 7, which the formula ((p - o) / 6)² approximates
    const { optimistic, pessimistic } = estimate;
    const exact = ((expectedOf(estimate) - optimistic) * (pessimistic - expectedOf(estimate))) / 7;
    expect(isWithin(0.015, variance, exact)).toBe(true);
    expect(variance).toBeLessThanOrEqual(1.3 * varianceOf(estimate));
    expect(drawn.every((one) => one >= optimistic && one <= pessimistic)).toBe(true);
  });

  it('p50 and p90 of a chain lie within 1 % of a numeric convolution', () => {
    const chain = {
      a: estimateOf(60, 90, 480),
      b: estimateOf(30, 400, 480),
      c: estimateOf(120, 120, 300),
      d: estimateOf(10, 20, 60),
    };
    const given = { systems: chain, dependencies: ['b > a', 'c > b', 'd > c'] };
    const { stage, limits, columns } = stageWith(given);
    const links = Object.values(chain);
    for (const seed of [1, 2, 3]) {
      const { p50, p90 } = quantilesOf(stage, limits, seed);
      links.forEach((__, at) => {
        const expected = [0.5, 0.9].map((share) => minutesOfSum(share, links.slice(0, at + 1)));
        const told = { seed, at, p50: p50[at]!, p90: p90[at]! };
        const areNear = isWithin(0.01, told.p50, expected[0]!) && isWithin(0.01, told.p90, expected[1]!);
        expect({ ...told, areNear }).toEqual({ ...told, areNear: true });
      });
      expect(p50[columns.completion]).toBe(p50[3]);
    }
  });
});

describe('quantiles', () => {
  it('are the least outcome that half, and nine of ten, reach; the share on time counts the limit in', () => {
    for (const count of [1, 2, 3, 7, 10, 11, 70, 99, 100, 101]) {
      const outcomes = Float32Array.from({ length: 3 * count }, (_, at) =>
        at % 3 === 1 ? 1 + ((7 * Math.floor(at / 3)) % 10_007) : 0,
      );
      const sorted = Array.from({ length: count }, (_, trial) => outcomes[3 * trial + 1]!).sort(
        (one, other) => one - other,
      );
      const into = { p50: new Float64Array(3), p90: new Float64Array(3), onTime: new Float64Array(3) };
      const limit = sorted[Math.floor(count / 3)]!;
      fillQuantiles(into, { outcomes, trials: count, limits: Float64Array.of(NaN, limit, NaN) }, 0, 3);
      const least = (tenths: number): number | undefined => {
        return sorted.find((minutes) => 10 * sorted.filter((one) => one <= minutes).length >= tenths * count);
      };
      const onTime = sorted.filter((minutes) => minutes <= limit).length / count;
      expect([count, into.p50[1], into.p90[1], into.onTime[1]]).toEqual([count, least(5), least(9), onTime]);
      expect(into.onTime[0]).toBeNaN();
    }
  });

  it('stand at the right rank for every number of trials', () => {
    const limits = Float64Array.of(NaN);
    for (let count = 1; count <= 2000; count++) {
      const into = { p50: new Float64Array(1), p90: new Float64Array(1), onTime: new Float64Array(1) };
      const outcomes = Float32Array.from({ length: count }, (_, trial) => trial + 1);
      fillQuantiles(into, { outcomes, trials: count, limits }, 0, 1);
      expect([count, into.p50[0], into.p90[0]]).toEqual([
        count,
        Math.floor((count + 1) / 2),
        Math.floor((9 * count + 9) / 10),
      ]);
    }
  });
});

describe('the same seed', () => {
  const { stage } = stageWith(givenOf(anyNetwork(35)));
  const bytes = (outcomes: Float32Array): string => Buffer.from(outcomes.buffer).toString('hex');
  const whole = bytes(outcomesOf(stage, 7, 200));

  it('gives the same bytes, whoever runs which trials and in which order', () => {
    expect(stage.work.nodes.length).toBeGreaterThan(5);
    expect(bytes(outcomesOf(stage, 7, 200))).toBe(whole);
    const outcomes = new Float32Array(200 * columnsOf(stage));
    for (const [from, to] of [
      [150, 200],
      [0, 1],
      [1, 90],
      [90, 90],
      [90, 150],
    ] as const) {
      runTrials(stage, { seed: 7, from, to, outcomes });
    }
    expect(bytes(outcomes)).toBe(whole);
  });

  it('another seed gives other outcomes', () => {
    const others = [0, 1, 8, -7, 2 ** 31 - 1].map((seed) => bytes(outcomesOf(stage, seed, 200)));
    expect(new Set([whole, ...others]).size).toBe(6);
  });
});

describe('random numbers', () => {
  // Pearson's chi-square over 64 cells: 63 degrees of freedom; 103.4 is passed by chance once in a thousand times.
  const chiSquare = (numbers: number[]): number => {
    const cells = new Array<number>(64).fill(0);
    for (const one of numbers) cells[Math.floor(one * 64)]!++;
    const expected = numbers.length / 64;
    return cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  };

  it.each([0, 1, 2, 12345])('are uniform along a stream, seed %d', (seed) => {
    const random = randomOf(seed, 3);
    const numbers = Array.from({ length: 64_000 }, random);
    expect(chiSquare(numbers)).toBeLessThan(103.4);
    expect(numbers.every((one) => one > 0 && one < 1)).toBe(true);
  });

  it.each([0, 1, 2, 12345])('are uniform across streams, and in pairs of neighbours, seed %d', (seed) => {
    const draws = Array.from({ length: 64_000 }, (_, stream) => {
      const random = randomOf(seed, stream);
      return [random(), random(), random()];
    });
    for (const at of [0, 1, 2]) expect(chiSquare(draws.map((draw) => draw[at]!))).toBeLessThan(103.4);
    // the cell of a pair: eighths of the one number, then of the other
    const cell = (one: number, other: number): number => (8 * Math.floor(8 * one) + 8 * other) / 64;
    expect(chiSquare(draws.map((draw) => cell(draw[0]!, draw[1]!)))).toBeLessThan(103.4);
    expect(chiSquare(draws.slice(1).map((draw, at) => cell(draw[0]!, draws[at]![0]!)))).toBeLessThan(103.4);
    expect(chiSquare(draws.slice(1).map((draw, at) => cell(draw[0]!, draws[at]![1]!)))).toBeLessThan(103.4);
  });
});
