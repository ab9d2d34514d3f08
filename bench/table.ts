/** One measured figure and the limit that it is meant to stay under. */
export interface Line {
  what: string;
  figure: string;
  limit: string;
}

const widths = { what: 82, figure: 24 };

export function printHead(title: string): void {
  process.stdout.write(`\n${title.padEnd(widths.what)}${'figure'.padEnd(widths.figure)}limit\n`);
}

/** Prints a line at once, so that a long run can be watched. */
export function printLine({ what, figure, limit }: Line): void {
  process.stdout.write(`  ${what.padEnd(widths.what - 2)}${figure.padEnd(widths.figure)}${limit}\n`);
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

/** The middle and a late one of a hundred, in milliseconds. */
export function spread(times: readonly number[], late = 95): string {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(1);
  return `${at(0.5)} ms, p${late} ${at(late / 100)} ms`;
}

/** What some work answers, and the milliseconds that it took. */
export async function timed<T>(work: () => T | Promise<T>): Promise<[answer: T, milliseconds: number]> {
  const started = performance.now();
  const answer = await work();
  return [answer, performance.now() - started];
}
