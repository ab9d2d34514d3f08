import { type Figure, type Figures, cpuOf } from './figures';
import type { ServerName } from './options';
import type { Results } from './results';

/** A figure beside what it is held against. */
export interface Verdict {
  what: string;
  figure: string;
  target: string;
  verdict: string;
}

type Of = (figure: Figure) => number;
type Bound = { most: number } | { least: number };

const perSecond: Of = (figure) => figure.perSecond;

/** All ratios that have a bound, and a few that explain them; what was not measured is left out. */
export function verdictsOf(results: Results): Verdict[] {
  return [...requests(results.figures), ...sockets(results), ...growth(results.growth)].filter((one) => one !== null);
}

function requests(figures: Figures): (Verdict | null)[] {
  const cpu = (what: string, most: number) => beside(figures, what, 'PostGraphile', 'postgraphile', cpuOf, { most });
  const bytes = (what: string, least: number) =>
    beside(figures, what, 'bytes from memory', 'bytes', perSecond, { least });
  const own = [figures.of('W1 at 20 writes/s', 'blackstart'), figures.of('W1 repeated', 'blackstart')] as const;
  const kept = own[0] && own[1] ? own[0].perSecond / own[1].perSecond : null;
  return [
    ...[cpu('W1 fresh', 1 / 10), beside(figures, 'W1 fresh', 'PostGraphile', 'postgraphile', perSecond, { least: 8 })],
    ...[cpu('W1 repeated', 1 / 80), bytes('W1 repeated', 0.7)],
    judged('W1 at 20 writes/s: requests/s, its own repeated = 1', kept, { least: 0.8 }),
    ...[cpu('W2 fresh', 1 / 3), cpu('W2 repeated', 1 / 12), bytes('W2 repeated', 0.5)],
    ...[cpu('W3 fresh', 1 / 4), cpu('W3 repeated', 1 / 20), bytes('W3 repeated', 0.5)],
    cpu('W4 one incident', 2.5),
    beside(figures, 'W4 eight incidents', 'PostGraphile', 'postgraphile', perSecond, { least: 0.6 }),
  ];
}

function sockets({ figures, idle, replay }: Results): (Verdict | null)[] {
  const cpu = (what: string, most: number) => beside(figures, what, 'PostGraphile', 'postgraphile', cpuOf, { most });
  const command = replay && replay.command.server + replay.command.postgres;
  const statements = replay && replay.statements.server + replay.statements.postgres;
  return [
    judged('A command: CPU, its own statements = 1', command && statements && command / statements, { most: 1.6 }),
    ...[cpu('W5 at 10 events/s', 1 / 5), cpu('W5 in a burst', 1 / 20)],
    judged('W5 idle: KiB of memory for each subscribed socket', idle.get('blackstart') ?? null, { most: 16 }, 'KiB'),
  ];
}

function growth(sizes: ReadonlyMap<number, Figures>): (Verdict | null)[] {
  const [smallest, largest] = [Math.min(...sizes.keys()), Math.max(...sizes.keys())];
  const grown = (what: string, most: number) => {
    const [one, other] = [sizes.get(smallest)?.of(what, 'blackstart'), sizes.get(largest)?.of(what, 'blackstart')];
    const ratio = one && other ? cpuOf(other) / Math.max(0, cpuOf(one)) : null;
    return judged(`W7 ${what}: CPU at ${largest} systems, at ${smallest} = 1`, ratio, { most });
  };
  return [grown('W2 fresh', 1.3), grown('W3 fresh', 1.5), grown('W4 one incident', 1.3)];
}

function beside(
  figures: Figures,
  what: string,
  name: string,
  server: ServerName,
  of: Of,
  bound: Bound,
): Verdict | null {
  const [own, theirs] = [figures.of(what, 'blackstart'), figures.of(what, server)];
  const title = `${what}: ${of === cpuOf ? 'CPU' : 'requests/s'}, ${name} = 1`;
  return judged(title, own && theirs ? of(own) / of(theirs) : null, bound);
}

function judged(what: string, value: number | null, bound: Bound, unit = '×'): Verdict | null {
  if (value === null || Number.isNaN(value)) return null;
  // a difference of two measurements that is below what they vary by
  if (value <= 0) return { what, figure: 'too small to tell', target: '', verdict: 'unclear' };
  const isMost = 'most' in bound;
  const limit = isMost ? bound.most : bound.least;
  const isMet = isMost ? value <= limit : value >= limit;
  const target = `${isMost ? '≤' : '≥'} ${spoken(limit)} ${unit}`;
  return { what, figure: `${spoken(value)} ${unit}`, target, verdict: isMet ? 'ok' : 'missed' };
}

/** A ratio well below one is easier to read as a part: 1/12. */
export function spoken(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 0.45 || value <= 0) return value.toFixed(2);
  return `1/${(1 / value).toFixed(1).replace(/\.0$/, '')}`;
}
