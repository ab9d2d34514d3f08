import type { Estimate } from '../../src/domain/schedule/remaining';

/**
 * The regularised incomplete beta function I_x(a, b), by its continued fraction (NIST Digital Library of Mathematical Functions,
 * 8.17.22), evaluated from below (Lentz); good to twelve digits for parameters from 1 to 5.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  // 8.17.4; the fraction converges fast below the mean
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) - Math.log(a) - logBeta(a, b));
  return front / fraction(x, a, b);
}

// 1 + d1 / (1 + d2 / (1 + …)), the innermost first; sixty terms are far more than are needed.
function fraction(x: number, a: number, b: number): number {
  let value = 1;
  for (let n = 60; n >= 1; n--) {
    const m = Math.floor(n / 2);
    const d =
      n % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    value = 1 + d / value;
  }
  return value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

// Stirling's series (DLMF 5.11.1), after the argument has been raised above 10 by the recurrence 5.5.1.
function logGamma(z: number): number {
  if (z < 10) return logGamma(z + 1) - Math.log(z);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series;
}

/** The distribution function of an estimate: the share of draws that are at most so many minutes. */
export function shareUpTo(minutes: number, { optimistic, likely, pessimistic }: Estimate): number {
  if (optimistic === pessimistic) return minutes >= optimistic ? 1 : 0;
  const range = pessimistic - optimistic;
  const alpha = 1 + (4 * (likely - optimistic)) / range;
  return incompleteBeta((minutes - optimistic) / range, alpha, 6 - alpha);
}

/** The minutes that a share of draws does not exceed, by bisection. */
export function minutesOf(share: number, estimate: Estimate): number {
  let [low, high] = [estimate.optimistic, estimate.pessimistic];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (shareUpTo(middle, estimate) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The same for the sum of several, by convolution of their distributions, minute by minute. */
export function minutesOfSum(share: number, estimates: readonly Estimate[]): number {
  let sum = [1];
  for (const estimate of estimates) sum = convolved(sum, weightsOf(estimate));
  let total = 0;
  const at = sum.findIndex((weight) => (total += weight) >= share);
  return at + 0.5 - (total - share) / sum[at]!; // minute n ends at n + 1/2
}

// The weight of minute n is that of the draws between n - 1/2 and n + 1/2.
function weightsOf(estimate: Estimate): number[] {
  return Array.from({ length: Math.ceil(estimate.pessimistic) + 2 }, (_, minute) => {
    return shareUpTo(minute + 0.5, estimate) - shareUpTo(minute - 0.5, estimate);
  });
}

function convolved(one: readonly number[], other: readonly number[]): number[] {
  const result = new Array<number>(one.length + other.length - 1).fill(0);
  one.forEach((a, at) => other.forEach((b, next) => (result[at + next]! += a * b)));
  return result;
}
