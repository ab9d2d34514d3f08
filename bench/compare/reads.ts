import type { Paced } from '../load/http.load';
import type { RunningServer } from './processes';
import { type OwnReadName, moveRequest } from './requests';
import { type Stage, costOf, movesOf, readOf, walkOf } from './stage';

const clients = 8;
const besideMilliseconds = 50;

/**
 * Lets the engines compile what will be measured, for as long on each server. What answers from memory executes nothing while
 * the same is asked again, so each read is warmed up behind writes too.
 */
export async function warmReads(stage: Stage, server: RunningServer, names: readonly OwnReadName[]): Promise<void> {
  const milliseconds = stage.options.quick ? 500 : 1200;
  for (const name of names) await repeated(stage, server, name, milliseconds);
  if (server.name === 'bytes') return;
  for (const name of names) await steppedFor(stage, server, 7 * milliseconds, name);
  for (const name of names) await repeated(stage, server, name, milliseconds / 2);
}

/** After so many an engine has compiled what it will. */
const enough = 2000;

async function steppedFor(stage: Stage, server: RunningServer, milliseconds: number, name: OwnReadName): Promise<void> {
  const until = performance.now() + milliseconds;
  for (let done = 0; done < enough && performance.now() < until; done += 25) await stepped(stage, server, 25, name);
}

/** The same read by eight clients, nothing written meanwhile. */
export async function measureRepeated(stage: Stage, server: RunningServer, name: OwnReadName): Promise<void> {
  await repeated(stage, server, name, 100); // what the last write left to do is no part of it
  const [{ pace }, cost] = await costOf(stage, server, () => repeated(stage, server, name, stage.options.cell));
  stage.figures.add(`${name} repeated`, server.name, pace, cost);
}

/** In so many pieces, each a figure by itself: a piece that a collection of garbage fell into does not move their median. */
const pieces = 3;

/**
 * The same read by one client, a write before each. What the writes cost is measured beside: writes alone, both, both,
 * writes alone, so that a drift of the machine takes as much from the one as from the other.
 */
export async function measureFresh(stage: Stage, server: RunningServer, name: OwnReadName): Promise<void> {
  const [trial] = await timed(() => stepped(stage, server, 5, name));
  const count = Math.min(500, Math.max(3, Math.round((stage.options.cell * 0.35) / pieces / (trial / 5))));
  for (let piece = 0; piece < pieces; piece++) await measurePiece(stage, server, name, count);
}

async function measurePiece(stage: Stage, server: RunningServer, name: OwnReadName, count: number): Promise<void> {
  const alone = () => costOf(stage, server, () => stepped(stage, server, count));
  const both = () => costOf(stage, server, () => stepped(stage, server, count, name));
  const [, before] = await alone();
  const [first, one] = await both();
  const [second, other] = await both();
  const [, after] = await alone();
  const cost = {
    server: one.server + other.server - before.server - after.server,
    postgres: one.postgres + other.postgres - before.postgres - after.postgres,
  };
  const perSecond = 2 / (1 / first.pace.perSecond + 1 / second.pace.perSecond);
  const p50 = (first.pace.p50 + second.pace.p50) / 2;
  const p99 = Math.max(first.pace.p99, second.pace.p99);
  stage.figures.add(`${name} fresh`, server.name, { count: 2 * count, perSecond, p50, p99 }, cost);
}

/** The same read by eight clients, while somebody else writes twenty times a second. */
export async function measureBeside(stage: Stage, server: RunningServer, name: OwnReadName): Promise<void> {
  const milliseconds = stage.options.cell * 2;
  const walk = walkOf(stage, server.name);
  const moves = walk.next(Math.ceil(milliseconds / besideMilliseconds) + 2, 1);
  const writes = moves[0]!.map((move) => moveOf(stage, server, move));
  const job = {
    kind: 'REPEAT' as const,
    port: server.port,
    request: readOf(stage, server.name, name),
    clients,
    milliseconds,
  };
  const beside = { every: besideMilliseconds, writes };
  const [paced, cost] = await costOf(stage, server, () => stage.load.run<Paced>({ ...job, beside }));
  walk.undo(moves[0]!.slice(paced.writes));
  stage.figures.add(`${name} at 20 writes/s`, server.name, paced.pace, cost);
}

function moveOf(stage: Stage, server: RunningServer, move: Parameters<typeof moveRequest>[1]) {
  return moveRequest(server.name, move, stage.world, stage.ground.token);
}

function repeated(
  stage: Stage,
  { name: server, port }: RunningServer,
  name: OwnReadName,
  milliseconds: number,
): Promise<Paced> {
  return stage.load.run({ kind: 'REPEAT', port, request: readOf(stage, server, name), clients, milliseconds });
}

function stepped(
  stage: Stage,
  { name: server, port }: RunningServer,
  count: number,
  read?: OwnReadName,
): Promise<Paced> {
  const lanes = movesOf(stage, server, count, 1);
  return stage.load.run({ kind: 'STEPS', port, lanes, ...(read && { read: readOf(stage, server, read) }) });
}

async function timed<T>(work: () => Promise<T>): Promise<[milliseconds: number, answer: T]> {
  const started = performance.now();
  const answer = await work();
  return [performance.now() - started, answer];
}
