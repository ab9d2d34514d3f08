import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '../../src/postgres/client';
import { restrictDatabase } from '../../src/postgres/roles';
import type { Paced } from '../load/http.load';
import type { Recorded } from '../load/replay.load';
import { type Cost, costing } from './cpu';
import { median } from './figures';
import { type Ground, settle } from './ground';
import type { Options } from './options';
import { type LoadProcess, startServer } from './processes';
import { recordCommands } from './record';
import { moveRequest } from './requests';
import { type Move, Walk, findWorld } from './world';

/** Milliseconds of processor time for one command: as it is given over HTTP, and as its bare statements. */
export interface ReplayFigures {
  command: Cost;
  statements: Cost;
  perCommand: number;
  roundTrips: number;
}

/**
 * What a command costs beside its own statements. Three copies of one database: on the first the commands are given and their
 * statements recorded, on the second the server is given the same ones, on the third a bare script sends what was recorded.
 * All begin at the same position with the same rows, so positions, hashes and versions fit.
 */
export async function measureReplay(
  ground: Ground,
  load: LoadProcess,
  options: Options,
  incident: string,
): Promise<ReplayFigures> {
  const each = options.quick ? 90 : 300;
  const { movable, ...world } = await findWorld(ground, incident, 'P3');
  const [moves = []] = new Walk({ ...world, movable }).next(each * (options.rounds + warming), 1);
  const [recording, served, replayed] = await Promise.all(
    ['a', 'b', 'c'].map((name) => onCopy(ground, `replay_${name}`)),
  );
  const commands = await recordCommands(recording!.config, incident, moves);
  const file = join(ground.folder, 'recorded.json');
  writeFileSync(file, JSON.stringify(commands));
  const server = await startServer('blackstart', served!, null);
  const script = await startScript(replayed!.appUrl, file);
  try {
    for (const place of [served!, replayed!]) await settle(place);
    const { postmaster } = ground;
    const give = async (from: number, to: number): Promise<Cost> => {
      const lanes = [requestsOf(moves.slice(from, to), ground, incident)];
      const job = () => load.run<Paced>({ kind: 'STEPS', port: server.port, lanes });
      return part((await costing({ server: server.pid, postmaster }, job))[1], each);
    };
    const sendAgain = async (from: number, to: number): Promise<Cost> => {
      const job = () => send(script, from, to);
      return part((await costing({ server: script.pid ?? 0, postmaster }, job))[1], each);
    };
    return { ...(await inRounds(options.rounds, each, give, sendAgain)), ...shapeOf(commands.at(-1) ?? []) };
  } finally {
    script.kill();
    await server.stop();
  }
}

type Round = (from: number, to: number) => Promise<Cost>;

/** Rounds that warm both up: V8 takes a thousand commands to have compiled what they run through. */
const warming = 4;

/** The medians of the rounds after those. */
async function inRounds(rounds: number, each: number, give: Round, sendAgain: Round) {
  const [commands, statements]: [Cost[], Cost[]] = [[], []];
  for (let round = 0; round < warming + rounds; round++) {
    const place = [round * each, (round + 1) * each] as const;
    commands.push(await give(...place));
    statements.push(await sendAgain(...place));
  }
  return { command: middleOf(commands.slice(warming)), statements: middleOf(statements.slice(warming)) };
}

function middleOf(costs: readonly Cost[]): Cost {
  return {
    server: median(costs.map(({ server }) => server)),
    postgres: median(costs.map(({ postgres }) => postgres)),
  };
}

function shapeOf(trips: Recorded): Pick<ReplayFigures, 'perCommand' | 'roundTrips'> {
  return { perCommand: trips.flat().length, roundTrips: trips.length };
}

const part = ({ server, postgres }: Cost, count: number): Cost => ({
  server: server / count,
  postgres: postgres / count,
});

function requestsOf(moves: readonly Move[], { token }: Ground, incident: string) {
  const world = { incident, plant: { id: '', key: '' }, system: { id: '', key: '' }, movable: [] };
  return moves.map((move) => moveRequest('blackstart', move, world, token));
}

/** The ground, on a copy of its database; nobody may be connected to it meanwhile. */
async function onCopy(ground: Ground, name: string): Promise<Ground> {
  const on = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).toString();
  const [ownerUrl, appUrl] = [on(ground.ownerUrl), on(ground.appUrl)];
  const template = new URL(ground.ownerUrl).pathname.slice(1);
  const beside = Object.assign(new URL(ground.ownerUrl), { pathname: '/postgres' }).toString();
  await withClient(beside, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  await withClient(ownerUrl, restrictDatabase);
  return { ...ground, ownerUrl, appUrl, config: { ...ground.config, databaseOwnerUrl: ownerUrl, databaseUrl: appUrl } };
}

async function startScript(url: string, file: string): Promise<ChildProcess> {
  const child = fork(join(__dirname, '..', 'load', 'replay.load.js'), [url, file]);
  await once(child, 'message');
  return child;
}

async function send(child: ChildProcess, from: number, to: number): Promise<void> {
  child.send({ from, to });
  const [{ error }] = (await once(child, 'message')) as [{ error?: string }];
  if (error !== undefined) throw new Error(`the statements were refused: ${error}`);
}
