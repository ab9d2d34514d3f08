import { type Figure, cpuOf } from './figures';
import type { ServerName } from './options';
import type { Stage } from './stage';

/** What a figure is held against: `bound` is the largest, or with `atLeast` the smallest, that is ok. */
export interface Verdict {
  what: string;
  figure: string;
  target: string;
  verdict: 'ok' | 'missed' | '–';
}

export function verdict(
  what: string,
  value: number | null,
  bound: number,
  kind: 'most' | 'least',
  unit = '×',
): Verdict | null {
  if (value === null || Number.isNaN(value)) return null;
  const isMet = kind === 'most' ? value <= bound : value >= bound;
  const target = `${kind === 'most' ? '≤' : '≥'} ${spoken(bound)} ${unit}`;
  return { what, figure: `${spoken(value)} ${unit}`, target, verdict: isMet ? 'ok' : 'missed' };
}

/** A ratio below one is easier to read as a part: 1/12. */
export function spoken(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 0.34) return value.toFixed(2);
  return value > 0 ? `1/${(1 / value).toFixed(1).replace(/\.0$/, '')}` : value.toFixed(2);
}

type Of = (figure: Figure) => number;

/** Blackstart's figure in parts of another server's. */
export function ratio({ figures }: Stage, what: string, to: ServerName, of: Of, other = what): number | null {
  const [own, theirs] = [figures.of(what, 'blackstart'), figures.of(other, to)];
  return own && theirs ? of(own) / of(theirs) : null;
}

const perSecond: Of = (figure) => figure.perSecond;

/** The ratios of W1 to W4 that have a bound. */
export function ratios(stage: Stage): Verdict[] {
  const cpu = (what: string, bound: number, sign = '') =>
    verdict(`${what}: CPU, PostGraphile = 1${sign}`, ratio(stage, what, 'postgraphile', cpuOf), bound, 'most');
  const pace = (what: string, to: ServerName, bound: number, other = what) =>
    verdict(`${what}: requests/s, ${to} = 1`, ratio(stage, what, to, perSecond, other), bound, 'least');
  const own = (what: string, other: string, bound: number) => {
    const [one, two] = [stage.figures.of(what, 'blackstart'), stage.figures.of(other, 'blackstart')];
    return verdict(
      `${what}: requests/s, its own ${other} = 1`,
      one && two && one.perSecond / two.perSecond,
      bound,
      'least',
    );
  };
  return [
    ...[cpu('W1 fresh', 1 / 10), pace('W1 fresh', 'postgraphile', 8)],
    ...[cpu('W1 repeated', 1 / 80), pace('W1 repeated', 'bytes', 0.7)],
    own('W1 at 20 writes/s', 'W1 repeated', 0.8),
    ...[cpu('W2 fresh', 1 / 3), cpu('W2 repeated', 1 / 12), pace('W2 repeated', 'bytes', 0.5)],
    ...[cpu('W3 fresh', 1 / 4), cpu('W3 repeated', 1 / 20), pace('W3 repeated', 'bytes', 0.5)],
    ...[cpu('W4 one incident', 2.5), pace('W4 eight incidents', 'postgraphile', 0.6)],
  ].filter((found) => found !== null);
}

/** A table in Markdown, its columns as wide as they need to be, so that it can be read as text too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, n) => Math.max(title.length, ...rows.map((row) => row[n]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Every figure of the requests, in the order in which they were measured. */
export function requestTable({ figures }: Stage): string {
  const rows = figures.names().map(({ what, server }) => {
    const figure = figures.of(what, server)!;
    const { perSecond, p50, p99 } = figure;
    const [own, postgres] = [figure.server, figure.postgres].map((cpu) => cpu.toFixed(3));
    return [
      what,
      server,
      perSecond.toFixed(0),
      own!,
      postgres!,
      cpuOf(figure).toFixed(3),
      p50.toFixed(2),
      p99.toFixed(2),
    ];
  });
  rows.sort(([one = ''], [other = '']) => (one === other ? 0 : one < other ? -1 : 1));
  return table(
    ['workload', 'server', 'requests/s', 'server CPU ms', 'Postgres CPU ms', 'CPU ms', 'p50 ms', 'p99 ms'],
    rows,
  );
}

export function verdictTable(verdicts: readonly Verdict[]): string {
  return table(
    ['ratio', 'measured', 'target', ''],
    verdicts.map((one) => [one.what, one.figure, one.target, one.verdict]),
  );
}
