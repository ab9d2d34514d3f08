import { type Figure, type Figures, cpuOf } from './figures';
import { grown } from './growth';
import type { ServerName } from './options';
import type { ReplayFigures } from './replay';
import { spoken, verdictsOf } from './verdicts';

/** Everything that a run has measured; what was not asked for is empty. */
export interface Results {
  machine: string;
  figures: Figures;
  replay: ReplayFigures | null;
  /** KiB of memory for each idle socket. */
  idle: ReadonlyMap<ServerName, number>;
  /** Sockets that a storm lost. */
  lost: ReadonlyMap<ServerName, number>;
  growth: ReadonlyMap<number, Figures>;
}

const explained = `## How to read it

- Each server is a process of its own on one machine, beside one Postgres and one process that makes the load. CPU is what
  the server (all its threads) and all processes of Postgres together had of the processors, for each request: it holds on a
  busy machine. Requests a second and times also say how busy the machine was.
- The rounds go round the servers, and each number is the median of its rounds. Before anything is measured, all servers have
  to answer with the same facts: the same systems in the same states with the same edges, checks, milestones and cursors.
- *repeated*: eight clients ask the same thing, nothing is written. *fresh*: one client; before each read a change of a state
  is written to the same plant, so that no answer is one for the same position. Blackstart keeps the parts of answers, and whole ones,
  that nothing written since has touched: most of W2, single systems of W1 and W3. What the writes cost alone is measured in the same
  breath (writes, both, both, writes) and taken off, which leaves a few percent of a write as noise.
- W1: a plant of 500 systems with dependencies and containment (327 KB), by name; W1-RESTORE the same in Blackstart's own
  order of return. W2: one system with dependencies, dependents, milestones. W3: the second 50 of a plant's systems in two
  of the states, by tier, with cursors and the number of all. W4: a change of a state by eight clients, on one incident or each
  on its own; Blackstart locks, judges, writes through the guards, hashes, and lets those who wait for one incident share a
  transaction; the peers update a row where its state is the expected one, and insert an event; each server has done a thousand writes before. W5: a dashboard's subscription on each of
  many sockets; figures are for each delivery, what the writes cost alone taken off. W6: sockets come back, 500 a second;
  Blackstart's clients go on after the position that they saw last. W7: Blackstart alone, plants of 500 systems in incidents of different sizes, one client, fresh.
- PostGraphile 5, Mercurius with loaders and JIT, and the usual server (Apollo Server, type-graphql, TypeORM, DataLoader) ask
  plain tables with the same rows and an index for each way that is asked. *statement* sends the text that one prepared
  statement made, *bytes* sends Blackstart's answer from memory: nothing on \`node:http\` can do less.
- Authentication, limits, rights and masking of Blackstart are on; the peers have none. Postgres runs as shipped, fsync
  included; its upkeep (vacuum, checkpoints) is done between the rounds.
`;

/** All results as one text in Markdown. */
export function textOf(results: Results): string {
  const parts = [
    '# Blackstart beside what people would use instead',
    'Written by `npm run bench`; not by hand.',
    results.machine,
    '## Ratios',
    ratioTable(results),
    '## Requests',
    requestTable(results.figures, (what) => /^W[1-4]/.test(what)),
    ...(results.replay ? ['## A command beside its own statements', replayTable(results.replay)] : []),
    ...(results.figures.names().some(({ what }) => /^W[56]/.test(what)) ? ['## Sockets', socketTables(results)] : []),
    ...(results.growth.size > 0 ? ['## Growth', growthTable(results.growth)] : []),
    explained,
  ];
  return parts.join('\n\n');
}

function ratioTable(results: Results): string {
  const rows = verdictsOf(results).map((one) => [one.what, one.figure, one.target, one.verdict]);
  return table(['Blackstart in parts of another', 'measured', 'target', ''], rows);
}

function requestTable(figures: Figures, isWanted: (what: string) => boolean): string {
  const names = figures.names().filter(({ what }) => isWanted(what));
  const rows = names.map(({ what, server }) => {
    const figure = figures.of(what, server)!;
    const { perSecond, p50, p99 } = figure;
    return [what, server, perSecond.toFixed(0), ...cpuCells(figure, 1), p50.toFixed(2), p99.toFixed(2)];
  });
  const head = ['workload', 'server', 'requests/s', 'server CPU ms', 'Postgres CPU ms', 'CPU ms', 'p50 ms', 'p99 ms'];
  return table(head, sorted(rows));
}

function cpuCells(figure: Figure, times: number): string[] {
  return [figure.server, figure.postgres, cpuOf(figure)].map((cpu) => (cpu * times).toFixed(times === 1 ? 3 : 2));
}

function replayTable({ command, statements, perCommand, roundTrips }: ReplayFigures): string {
  const row = (what: string, { server, postgres }: ReplayFigures['command']) => [
    ...[what, server.toFixed(3), postgres.toFixed(3), (server + postgres).toFixed(3)],
  ];
  const rows = [row('a command over HTTP', command), row('a script that sends what it sent', statements)];
  const said = `Recorded while the command ran: ${perCommand} statements in ${roundTrips} round trips.`;
  return `${table(['one client, one at a time', 'process CPU ms', 'Postgres CPU ms', 'CPU ms'], rows)}\n\n${said}`;
}

function socketTables({ figures, idle, lost }: Results): string {
  const names = figures.names();
  const deliveries = names.filter(({ what }) => what.startsWith('W5'));
  const storms = names.filter(({ what }) => what === 'W6');
  const told = deliveries.map(({ what, server }) => {
    const figure = figures.of(what, server)!;
    return [what, server, figure.perSecond.toFixed(0), ...cpuCells(figure, 1000)];
  });
  const opened = storms.map(({ server }) => {
    const figure = figures.of('W6', server)!;
    const { perSecond, p50, p99 } = figure;
    const cells = [server, perSecond.toFixed(0), ...cpuCells(figure, 1), p50.toFixed(1), p99.toFixed(1)];
    return [...cells, String(lost.get(server) ?? 0)];
  });
  const memory = [...idle].map(([server, kib]) => [server, kib.toFixed(1)]);
  const cpu = (unit: string) => [`server CPU ${unit}`, `Postgres CPU ${unit}`, `CPU ${unit}`];
  return [
    ...(told.length > 0 ? [table(['workload', 'server', 'deliveries/s', ...cpu('µs')], sorted(told))] : []),
    ...(memory.length > 0 ? [table(['W5 idle', 'KiB a socket'], memory)] : []),
    ...(opened.length > 0 ? [table(['W6', 'sockets/s', ...cpu('ms'), 'p50 ms', 'p99 ms', 'lost'], opened)] : []),
  ].join('\n\n');
}

function growthTable(sizes: ReadonlyMap<number, Figures>): string {
  const all = [...sizes.keys()];
  const smallest = sizes.get(all[0] ?? 0);
  const rows = [...grown.map((name) => `${name} fresh`), 'W4 one incident'].map((what) => {
    const first = smallest?.of(what, 'blackstart');
    const cells = all.map((size) => {
      const figure = sizes.get(size)?.of(what, 'blackstart');
      if (!figure || !first) return '–';
      return `${cpuOf(figure).toFixed(2)} (${spoken(cpuOf(figure) / cpuOf(first))} ×)`;
    });
    return [what, ...cells];
  });
  return table(['CPU ms a request, and in parts of the smallest', ...all.map((size) => `${size} systems`)], rows);
}

function sorted(rows: string[][]): string[][] {
  return rows.sort(([one = ''], [other = '']) => (one === other ? 0 : one < other ? -1 : 1));
}

/** A table in Markdown, its columns as wide as they need to be, so that it can be read as text too. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, n) => Math.max(title.length, ...rows.map((row) => row[n]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
