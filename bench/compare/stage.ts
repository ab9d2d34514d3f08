import { request } from 'node:http';
import type { Cost } from './cpu';
import { costing } from './cpu';
import { demandSameFacts } from './facts';
import type { Figures } from './figures';
import type { Ground } from './ground';
import type { Options, ServerName } from './options';
import type { LoadProcess, RunningServer } from './processes';
import { type OwnReadName, type ReadName, moveRequest, readRequest } from './requests';
import type { Request } from '../load/wire';
import type { Move, Walk, World } from './world';

/** Everything that a workload is measured with. */
export interface Stage {
  options: Options;
  ground: Ground;
  load: LoadProcess;
  servers: readonly RunningServer[];
  world: World;
  /** Blackstart's incident moves by itself; the peers share their tables. */
  walks: { blackstart: Walk; peer: Walk };
  figures: Figures;
  /** Where the measured page of W3 begins, as each server says it. */
  cursors: Map<ServerName, string>;
  say(line: string): void;
}

export const readsOf = (server: ServerName): OwnReadName[] =>
  server === 'blackstart' ? ['W1', 'W1-RESTORE', 'W2', 'W3'] : ['W1', 'W2', 'W3'];

export function readOf(stage: Stage, server: ServerName, name: OwnReadName): Request {
  return readRequest(server, name, stage.world, stage.ground.token, stage.cursors.get(server) ?? null);
}

export const walkOf = (stage: Stage, server: ServerName): Walk =>
  server === 'blackstart' ? stage.walks.blackstart : stage.walks.peer;

export function movesOf(stage: Stage, server: ServerName, count: number, lanes: number): Request[][] {
  return asRequests(stage, server, walkOf(stage, server), walkOf(stage, server).next(count, lanes));
}

export function asRequests(stage: Stage, server: ServerName, walk: Walk, lanes: Move[][]): Request[][] {
  return lanes.map((lane) => lane.map((move) => moveRequest(server, move, walk.world, stage.ground.token)));
}

/** What some work on a server costs it and its Postgres. */
export function costOf<T>(stage: Stage, { pid }: RunningServer, work: () => Promise<T>): Promise<[T, Cost]> {
  return costing({ server: pid, postmaster: stage.ground.postmaster }, work);
}

/** Finds where the second page of W3 begins, gives `bytes` its answers, and demands that all answer with the same facts. */
export async function demandOneTruth(stage: Stage): Promise<void> {
  const { load, servers } = stage;
  const ask = ({ name, port }: RunningServer, read: ReadName) =>
    load.run<string>({ kind: 'ASK', port, request: readOf(stage, name, read) });
  for (const server of servers.filter(({ name }) => name !== 'bytes')) {
    const edges = edgesOf(await ask(server, 'W3'));
    const last = edges.at(-1);
    if (edges.length === 50 && last) stage.cursors.set(server.name, last.cursor);
  }
  const product = servers.find(({ name }) => name === 'blackstart') ?? servers.find(({ name }) => name !== 'bytes');
  if (!product) throw new Error('there is no server to compare with');
  for (const read of ['W1', 'W2', 'W3'] as const) {
    const expected = await ask(product, read);
    stage.say(`${read}: ${expected.length} bytes from ${product.name}`);
    const bytes = servers.find(({ name }) => name === 'bytes');
    if (bytes) await put(bytes.port, `/${read}`, expected);
    for (const server of servers) demandSameFacts(server.name, read, expected, await ask(server, read));
  }
}

interface Page {
  edges: { cursor: string }[];
}

function edgesOf(text: string): Page['edges'] {
  const { data } = JSON.parse(text) as { data: { systems?: Page; incident?: { systems: Page } } };
  return (data.systems ?? data.incident?.systems)?.edges ?? [];
}

function put(port: number, path: string, body: string): Promise<void> {
  return new Promise((done, fail) => {
    const asked = request({ port, path, method: 'PUT' }, (response) => response.resume().once('end', done));
    asked.once('error', fail);
    asked.end(body);
  });
}
