import type { Pace } from '../load/http.load';
import type { Cost } from './cpu';
import type { ServerName } from './options';

/** One figure of one round: how fast, and milliseconds of processor time for each request. */
export interface Figure extends Pace {
  server: number;
  postgres: number;
}

/** What was measured of all rounds, by what and by whom. */
export class Figures {
  private readonly rounds = new Map<string, Figure[]>();

  add(what: string, server: ServerName, pace: Pace, cost: Cost): void {
    const name = `${what}|${server}`;
    const figure = { ...pace, server: cost.server / pace.count, postgres: cost.postgres / pace.count };
    this.rounds.set(name, [...(this.rounds.get(name) ?? []), figure]);
  }

  /** The median of the rounds, each number by itself; null where nothing was measured. */
  of(what: string, server: ServerName): Figure | null {
    const figures = this.rounds.get(`${what}|${server}`);
    if (!figures) return null;
    const middle = (name: keyof Figure) => median(figures.map((figure) => figure[name]));
    return {
      ...{ count: middle('count'), perSecond: middle('perSecond'), p50: middle('p50'), p99: middle('p99') },
      ...{ server: middle('server'), postgres: middle('postgres') },
    };
  }

  /** All that was measured, in the order in which it was first measured. */
  names(): { what: string; server: ServerName }[] {
    return [...this.rounds.keys()].map((name) => {
      const [what = '', server] = name.split('|');
      return { what, server: server as ServerName };
    });
  }
}

/** Milliseconds of processor time a request, the server's and Postgres's together. */
export const cpuOf = ({ server, postgres }: Figure): number => server + postgres;

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? NaN)) / 2;
}
