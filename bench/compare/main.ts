import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { buildPeers } from '../peer';
import { Figures } from './figures';
import { type Ground, copyForPeers, declareAll, openGround, settle } from './ground';
import { measureGrowth } from './growth';
import { machineText } from './machine';
import { type Options, readOptions } from './options';
import { LoadProcess, type RunningServer, startServer } from './processes';
import { measureBeside, measureFresh, measureRepeated, warmReads } from './reads';
import type { Shape } from './recovery';
import { measureReplay } from './replay';
import { type Results, textOf } from './results';
import { measureIdle, measureSockets, measureStorm } from './sockets';
import { type Stage, demandOneTruth, readsOf } from './stage';
import { Walk, findWorld } from './world';
import { eight, measureWrites, openWrites, warmWrites } from './writes';

const incident = 'recovery';
// dist/bench/compare → bench
const resultsFile = join(__dirname, '..', '..', '..', 'bench', 'RESULTS.md');

type Closing = (() => Promise<unknown> | void)[];

/** The comparison: what it was asked for, beside what people would use instead. A whole run writes bench/RESULTS.md. */
export async function compare(words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  const load = loadavg();
  buildPeers();
  const closing: Closing = [];
  try {
    const text = textOf(await measureAll(options, load, closing));
    process.stdout.write(`${text}\n`);
    if (options.isWhole) writeFileSync(resultsFile, text);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function measureAll(options: Options, loadBefore: number[], closing: Closing): Promise<Results> {
  const wanted = (...names: string[]) => names.some((name) => options.workloads.includes(name));
  const ground = await openGround();
  closing.push(() => ground.end());
  const load = new LoadProcess();
  closing.push(() => load.end());
  const main: Shape = { key: incident, systems: options.systems, plants: 20 };
  await declareAll(ground, [main, ...(wanted('W4') ? eight : [])]);
  const replay = wanted('REPLAY') ? await measureReplay(ground, load, options, incident) : null;
  const stage = await openStage(options, await copyForPeers(ground), load, closing);
  await demandOneTruth(stage);
  const idle = wanted('W5') ? await measureIdle(stage) : new Map<never, never>();
  if (wanted('W1', 'W2', 'W3', 'W4')) await measureRequests(stage);
  if (wanted('W5')) await measureSockets(stage);
  const lost = wanted('W6') ? await measureStorm(stage) : new Map<never, never>();
  const growth = wanted('W7') ? await measureGrowth(stage) : new Map<never, never>();
  const machine = machineText(options, loadBefore, ground.version);
  return { machine, figures: stage.figures, replay, idle, lost, growth };
}

async function openStage(options: Options, ground: Ground, load: LoadProcess, closing: Closing): Promise<Stage> {
  const servers: RunningServer[] = [];
  for (const name of options.servers) {
    const server = await startServer(name, ground, options.profiles);
    closing.push(() => server.stop());
    servers.push(server);
  }
  const world = await findWorld(ground, incident);
  return {
    ...{ options, ground, load, servers, world },
    walks: { blackstart: new Walk(world), peer: new Walk(world) },
    figures: new Figures(),
    cursors: new Map(),
    say: (line) => void process.stderr.write(`${line}\n`),
  };
}

async function measureRequests(stage: Stage): Promise<void> {
  const { options, servers } = stage;
  const isWanted = (name: string) => options.workloads.includes(name.slice(0, 2));
  const writes = isWanted('W4') ? await openWrites(stage) : null;
  for (const server of servers) await warmReads(stage, server, readsOf(server.name).filter(isWanted));
  for (const server of writes ? servers.filter(({ name }) => name !== 'bytes') : []) {
    await warmWrites(stage, server, writes![server.name === 'blackstart' ? 'blackstart' : 'peer'].one);
  }
  for (let round = 1; round <= options.rounds; round++) {
    stage.say(`W1 to W4, round ${round} of ${options.rounds}`);
    await settle(stage.ground);
    for (const name of readsOf('blackstart').filter(isWanted)) {
      const asked = servers.filter((server) => readsOf(server.name).includes(name));
      const written = asked.filter((server) => server.name !== 'bytes');
      for (const server of asked) await measureRepeated(stage, server, name);
      for (const server of written) await measureFresh(stage, server, name);
      if (name === 'W1') for (const server of written) await measureBeside(stage, server, name);
    }
    for (const which of writes ? (['one', 'eight'] as const) : []) {
      for (const server of servers.filter(({ name }) => name !== 'bytes')) {
        const walks = writes![server.name === 'blackstart' ? 'blackstart' : 'peer'][which];
        await measureWrites(stage, server, walks, which === 'one' ? 'W4 one incident' : 'W4 eight incidents');
      }
    }
  }
}
