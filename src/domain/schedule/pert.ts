import type { Estimate } from './remaining';

/**
 * The expected time of an estimate, (o + 4 l + p) / 6, in its unit (PERT: Malcolm, Roseboom, Clark and Fazar, "Application of a
 * technique for research and development program evaluation", Operations Research 7, 1959).
 */
export function expectedOf({ optimistic, likely, pessimistic }: Estimate): number {
  return (optimistic + 4 * likely + pessimistic) / 6;
}

/** The variance of an estimate, ((p - o) / 6)², in its unit squared; the same source. */
export function varianceOf({ optimistic, pessimistic }: Estimate): number {
  return ((pessimistic - optimistic) / 6) ** 2;
}

/** The shape of the PERT-beta distribution of an estimate: α = 1 + 4 (l - o) / (p - o), β = 6 - α; its mean is expectedOf. */
export function shapeOf({ optimistic, likely, pessimistic }: Estimate): { alpha: number; beta: number } {
  const alpha = 1 + (4 * (likely - optimistic)) / (pessimistic - optimistic);
  return { alpha, beta: 6 - alpha };
}

const ln4 = Math.log(4);
const ln5 = Math.log(5);

/**
 * Draws from the PERT-beta distributions of many estimates by rejection: Cheng, "Generating beta variates with nonintegral shape
 * parameters", CACM 21, 1978, algorithm BB. It needs both parameters above 1: at an end of its range α or β is 1, and the
 * distribution function is inverted instead (1 - (1 - u)^(1/5)).
 */
export class PertSampler {
  private readonly low: Float64Array;
  private readonly range: Float64Array;
  /** The smaller and the larger shape parameter, and the algorithm's two constants. */
  private readonly least: Float64Array;
  private readonly most: Float64Array;
  private readonly scale: Float64Array;
  private readonly weight: Float64Array;
  /** Whether the smaller parameter is α. */
  private readonly rising: Uint8Array;

  constructor(optimistic: Float64Array, likely: Float64Array, pessimistic: Float64Array) {
    const size = optimistic.length;
    [this.low, this.range, this.least] = [optimistic, new Float64Array(size), new Float64Array(size)];
    [this.most, this.scale, this.weight] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    this.rising = new Uint8Array(size);
    for (let at = 0; at < size; at++) {
      this.range[at] = pessimistic[at]! - optimistic[at]!;
      if (this.range[at]! > 0) this.shape(at, likely[at]!, pessimistic[at]!);
    }
  }

  /** One draw from the estimate at an index, in its unit; `random` answers numbers between 0 and 1, both excluded. */
  draw(at: number, random: () => number): number {
    const range = this.range[at]!;
    return range > 0 ? this.low[at]! + range * this.standard(at, random) : this.low[at]!;
  }

  private shape(at: number, likely: number, pessimistic: number): void {
    const { alpha, beta } = shapeOf({ optimistic: this.low[at]!, likely, pessimistic });
    const least = Math.min(alpha, beta);
    const most = Math.max(alpha, beta);
    this.rising[at] = alpha <= beta ? 1 : 0;
    this.least[at] = least;
    this.most[at] = most;
    this.scale[at] = Math.sqrt((alpha + beta - 2) / (2 * least * most - (alpha + beta)));
    this.weight[at] = least + 1 / this.scale[at];
  }

  private standard(at: number, random: () => number): number {
    const [least, most] = [this.least[at]!, this.most[at]!];
    if (least === 1) {
      const drawn = 1 - Math.pow(random(), 1 / most);
      return this.rising[at] ? drawn : 1 - drawn;
    }
    for (;;) {
      const first = random();
      const second = random();
      const v = this.scale[at]! * Math.log(first / (1 - first));
      const w = least * Math.exp(v);
      const z = first * first * second;
      const r = this.weight[at]! * v - ln4;
      const s = least + r - w;
      const isDrawn = s + 1 + ln5 >= 5 * z || s >= Math.log(z) || r + 6 * Math.log(6 / (most + w)) >= Math.log(z);
      if (isDrawn) return this.rising[at] ? w / (most + w) : most / (most + w);
    }
  }
}
