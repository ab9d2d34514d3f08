import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Board } from '../src/board/board';
import { plannedBoard } from '../src/board/planned';
import { allUnlocks } from '../src/domain/reach';
import { criticalSystems, scheduleOf } from '../src/domain/schedule/schedule';
import { Forecaster, plainQuestion } from '../src/planning/forecaster';
import { Threads } from '../src/planning/threads';
import { readDocument } from '../src/plans/read';
import { wavesBySql } from './planning.sql';
import { peer } from './peer';
import { planJson } from './plans';
import { mebibytes, printHead, printLine, seconds, timed } from './table';

const sizes = [1000, 10_000, 30_000, 100_000];
const each = 3;
const rounds = 9;
const declared = '2026-03-02T06:00:00.000Z';
/** The limits of the sizes that have one, in milliseconds, and of the forecast in words. */
const limits: Record<number, { schedule: number; forecast: string }> = {
  10_000: { schedule: 5, forecast: '2 s' },
  100_000: { schedule: 50, forecast: '18 s' },
};

interface Dag {
  topologicalGenerations: (graph: unknown) => string[][];
}
type GraphClass = new () => { addNode(node: number): void; addEdge(from: number, to: number): void };

/** Order, waves and critical path at four sizes, beside two others; then the forecasts, each in a process of its own. */
export async function benchPlanning(databaseUrl: string): Promise<void> {
  printHead('Order, waves, slack and critical path of a plan in which nothing is back, three dependencies a system');
  for (const size of sizes) await benchSchedule(size, databaseUrl);
  printHead('Forecasts of 500 trials with the capacities of ten teams, in two threads');
  for (const size of [10_000, 100_000]) await benchForecast(size);
}

async function benchSchedule(size: number, databaseUrl: string): Promise<void> {
  const board = await boardOf(size);
  const { awaits } = board.network;
  const generations = byGraphology(board);
  const [own, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    own.push((await timed(() => criticalSystems(scheduleOf(board, declared))))[1]);
    theirs.push((await timed(generations))[1]);
  }
  const time = median(own);
  const perNode = `${((1e6 * time) / (awaits.size + awaits.to.length)).toFixed(0)} ns per system or dependency`;
  const limit = limits[size] ? `${limits[size].schedule} ms` : '–';
  printLine({ what: `${size} systems: all of it (${perNode})`, figure: `${time.toFixed(1)} ms`, limit });
  printLine({
    what: `${size} systems: graphology's topologicalGenerations, the waves alone`,
    figure: `${median(theirs).toFixed(1)} ms`,
    limit: `${(median(theirs) / time).toFixed(1)} × ours`,
  });
  if (size > 10_000) return;
  const sql = await wavesBySql(databaseUrl, board);
  const figure = `${sql.toFixed(0)} ms`;
  printLine({
    what: `${size} systems: a recursive SQL query, the waves alone`,
    figure,
    limit: `${(sql / time).toFixed(0)} × ours`,
  });
}

function byGraphology({ network }: Board): () => unknown {
  const { DirectedGraph } = peer<{ DirectedGraph: GraphClass }>('graphology');
  const { topologicalGenerations } = peer<Dag>('graphology-dag');
  const graph = new DirectedGraph();
  const { size, start, to } = network.awaits;
  for (let node = 0; node < size; node++) graph.addNode(node);
  for (let node = 0; node < size; node++) {
    for (let edge = start[node]!; edge < start[node + 1]!; edge++) graph.addEdge(to[edge]!, node);
  }
  return () => topologicalGenerations(graph);
}

async function boardOf(size: number): Promise<Board> {
  const { plan } = await readDocument('BLACKSTART', planJson('bench-plan', size, each));
  const board = plan && plannedBoard(plan, declared);
  if (!board) throw new Error('The plan of the benchmark holds no board.');
  return board;
}

/** What a child process says of one forecast. */
interface Report {
  forecast: number;
  stall: number;
  unlocks: number;
  peakBytes: number;
}

async function benchForecast(size: number): Promise<void> {
  const child = fork(join(__dirname, 'main.js'), ['forecast', String(size)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let said: Report = { forecast: NaN, stall: NaN, unlocks: NaN, peakBytes: NaN };
  child.once('message', (message) => (said = message as Report));
  await once(child, 'exit');
  const limit = limits[size]?.forecast ?? '–';
  printLine({ what: `${size} systems: the forecast`, figure: seconds(said.forecast), limit });
  printLine({
    what: `${size} systems: longest stall of the event loop meanwhile`,
    figure: `${said.stall.toFixed(1)} ms`,
    limit: '50 ms',
  });
  printLine({
    what: `${size} systems: peak memory of the process meanwhile, its board included`,
    figure: mebibytes(said.peakBytes),
    limit: '1024 MiB',
  });
  printLine({
    what: `${size} systems: unlocks of all at once, in a thread`,
    figure: seconds(said.unlocks),
    limit: '–',
  });
}

/** The child's part: one forecast as a request makes it, its schedule known already, and the counts for MOST_UNLOCKED. */
export async function forecastHere(size: number): Promise<void> {
  const board = await boardOf(size);
  const threads = new Threads(1);
  const forecaster = new Forecaster(2);
  board.scheduleAt(declared);
  // what making the plan left behind is no part of the forecast
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  await setTimeout(2000);
  let peakBytes = 0;
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage().rss)), 20);
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const [, forecast] = await timed(() => forecaster.askInTurn(board, plainQuestion(board, declared)));
  delays.disable();
  clearInterval(watch);
  const [, unlocks] = await timed(() => threads.run({ kind: 'CLOSURES', closures: allUnlocks(board) }));
  process.send?.({ forecast, stall: delays.max / 1e6, unlocks, peakBytes });
  await Promise.all([threads.close(), forecaster.close()]);
  process.disconnect?.();
}

function median(times: readonly number[]): number {
  return [...times].sort((one, other) => one - other)[times.length >> 1] ?? NaN;
}
