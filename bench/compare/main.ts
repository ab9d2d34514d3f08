import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { buildPeers, peerVersion } from '../peer';
import { Figures } from './figures';
import { copyForPeers, declareAll, openGround } from './ground';
import { type Options, type ServerName, readOptions } from './options';
import { LoadProcess, newerNode, raisedLimits, startServer } from './processes';
import { measureBeside, measureFresh, measureRepeated, warmReads } from './reads';
import { measureReplay } from './replay';
import { ratios, requestTable, verdictTable } from './results';
import { type Stage, demandOneTruth, readsOf } from './stage';
import { measureIdle, measureSockets, measureStorm } from './sockets';
import { Walk, findWorld } from './world';
import { eight, measureWrites, openWrites } from './writes';

const incident = 'recovery';

/** The comparison: what it was asked for, beside what people would use instead. */
export async function compare(words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  const load = loadavg();
  buildPeers();
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  let ground = await openGround();
  const closing: (() => Promise<unknown> | void)[] = [() => ground.end()];
  try {
    const wanted = (...names: string[]) => names.some((name) => options.workloads.includes(name));
    await declareAll(ground, { [incident]: options.systems, ...(wanted('W4') ? eight : {}) });
    const loadProcess = new LoadProcess();
    closing.push(() => loadProcess.end());
    const replay = wanted('REPLAY') ? await measureReplay(ground, loadProcess, options, incident) : null;
    say(JSON.stringify(replay));
    ground = await copyForPeers(ground);
    const servers = [];
    for (const name of options.servers) {
      const server = await startServer(name, ground, options.profiles);
      closing.push(() => server.stop());
      servers.push(server);
    }
    const world = await findWorld(ground, incident);
    const stage: Stage = {
      ...{ options, ground, load: loadProcess, servers, world, say },
      walks: { blackstart: new Walk(world), peer: new Walk(world) },
      figures: new Figures(),
      cursors: new Map<ServerName, string>(),
    };
    await demandOneTruth(stage);
    const idle = wanted('W5') ? await measureIdle(stage) : new Map<ServerName, number>();
    if (wanted('W1', 'W2', 'W3', 'W4')) await measureRequests(stage);
    if (wanted('W5')) await measureSockets(stage);
    if (wanted('W6')) await measureStorm(stage);
    process.stdout.write(`${JSON.stringify([...idle])}\n`);
    const text = [machine(options, load, ground.version), verdictTable(ratios(stage)), requestTable(stage)].join(
      '\n\n',
    );
    process.stdout.write(`${text}\n`);
    if (options.isWhole) writeFileSync(join(__dirname, '..', '..', '..', 'bench', 'RESULTS.md'), `${text}\n`);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function measureRequests(stage: Stage): Promise<void> {
  const { options, servers } = stage;
  const isWanted = (name: string) => options.workloads.includes(name.slice(0, 2));
  const walks = options.workloads.includes('W4') ? await openWrites(stage) : null;
  for (const server of servers) await warmReads(stage, server, readsOf(server.name).filter(isWanted));
  for (let round = 1; round <= options.rounds; round++) {
    stage.say(`round ${round} of ${options.rounds}`);
    for (const name of readsOf('blackstart').filter(isWanted)) {
      const asked = servers.filter((server) => readsOf(server.name).includes(name));
      const alive = asked.filter((server) => server.name !== 'bytes');
      for (const server of asked) await measureRepeated(stage, server, name);
      for (const server of alive) await measureFresh(stage, server, name);
      if (name === 'W1') for (const server of alive) await measureBeside(stage, server, name);
    }
    if (!walks) continue;
    for (const [what, which] of [
      ['W4 one incident', 'one'],
      ['W4 eight incidents', 'eight'],
    ] as const) {
      for (const server of servers.filter(({ name }) => name !== 'bytes')) {
        await measureWrites(stage, server, walks[server.name === 'blackstart' ? 'blackstart' : 'peer'][which], what);
      }
    }
  }
}

function machine(options: Options, load: number[], postgres: string): string {
  const [first] = cpus();
  const newer = execFileSync(newerNode(), ['--version'], { encoding: 'utf8' }).trim();
  const versions = ['postgraphile', 'mercurius', '@apollo/server', 'type-graphql', 'typeorm'].map(
    (name) => `${name} ${peerVersion(name)}`,
  );
  const limits = Object.entries(raisedLimits).map(([name, value]) => `${name}=${value}`);
  return [
    `${cpus().length} × ${first?.model ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch};`,
    `Node ${process.version} (PostGraphile on ${newer}), PostgreSQL ${postgres}; ${versions.join(', ')};`,
    `load average before it began: ${load.map((one) => one.toFixed(2)).join(' ')}; ${options.systems} systems, ${options.rounds} rounds.`,
    `Limits of Blackstart that were raised: ${limits.join(', ')}.`,
  ].join('\n');
}
