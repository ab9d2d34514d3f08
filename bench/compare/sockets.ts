import { setTimeout as pause } from 'node:timers/promises';
import { withClient } from '../../src/postgres/client';
import type { Delivered, Opened } from '../load/socket.load';
import { type Cost, residentBytes, untilQuiet } from './cpu';
import { settle } from './ground';
import type { ServerName } from './options';
import { type RunningServer, startServer } from './processes';
import { burstRequest, dashboardOf, moveRequest } from './requests';
import { type Stage, costOf } from './stage';
import { Walk, type World, findWorld, steps } from './world';

const everyMilliseconds = 100;
const longest = 120_000;

/** What W5 moves: the plant whose dashboards are open, and one that nobody looks at, where writes are measured alone. */
interface Plants {
  watched: Piles;
  unwatched: Piles;
}

/** Systems of one plant: some that go round and round, the others once each, in bursts. */
class Piles {
  readonly walk: Walk;
  private readonly rest: World['movable'];
  private used = 0;

  constructor(
    readonly world: World,
    readonly burst: number,
  ) {
    const few = Math.ceil(world.movable.length / 5);
    this.walk = new Walk({ ...world, movable: world.movable.slice(0, few) });
    this.rest = world.movable.slice(few);
  }

  same(): World['movable'] {
    return this.rest.slice(0, this.burst);
  }

  next(): World['movable'] {
    const some = this.rest.slice(this.used, (this.used += this.burst));
    if (some.length < this.burst) throw new Error('there are too few systems for so many bursts');
    return some;
  }
}

/** Servers that have subscriptions. */
export const live: readonly ServerName[] = ['blackstart', 'postgraphile', 'mercurius', 'usual'];

const flockOf = ({ name }: RunningServer): string => name;

/** Deliveries of events to a thousand dashboards: at ten events a second, and in bursts. */
export async function measureSockets(stage: Stage): Promise<void> {
  const { options, world } = stage;
  const [watched, unwatched] = [
    await findWorld(stage.ground, world.incident, 'P9'),
    await findWorld(stage.ground, world.incident, 'P10'),
  ];
  const burst = Math.min(40, Math.floor((watched.movable.length * 0.8) / Math.max(options.rounds, 3)));
  const plants = (): Plants => ({ watched: new Piles(watched, burst), unwatched: new Piles(unwatched, burst) });
  const places = { blackstart: plants(), peer: plants() };
  const placeOf = ({ name }: RunningServer) => (name === 'blackstart' ? places.blackstart : places.peer);
  const servers = stage.servers.filter(({ name }) => live.includes(name));
  const alone = new Map<ServerName, Alone>();
  for (const server of servers) alone.set(server.name, await measureAlone(stage, server, placeOf(server).unwatched));
  for (const server of servers) await openDashboards(stage, server, watched, options.sockets, 500);
  for (let round = 1; round <= options.rounds; round++) {
    stage.say(`W5, round ${round} of ${options.rounds}`);
    await settle(stage.ground);
    for (const server of servers) await measureDrip(stage, server, placeOf(server).watched, alone.get(server.name)!);
    for (const server of servers) await measureBurst(stage, server, placeOf(server).watched, alone.get(server.name)!);
  }
  for (const server of servers) await stage.load.run({ kind: 'CLOSE', name: flockOf(server) });
}

/** What the writes of W5 cost while nobody looks. */
interface Alone {
  drip: Cost;
  burst: Cost;
}

const dripped = (stage: Stage): number => (stage.options.quick ? 20 : 40);

// More of them than are measured later, at twice the pace: what a single write costs is small beside how much that varies.
async function measureAlone(stage: Stage, server: RunningServer, piles: Piles): Promise<Alone> {
  const [drips, bursts] = stage.options.quick ? [2, 2] : [3, 3];
  const nobody = () => Promise.resolve();
  return told(stage, server, async () => {
    await dripOnce(stage, server, piles, 2);
    const [, drip] = await costOf(stage, server, async () => {
      for (let n = 0; n < drips; n++) await dripOnce(stage, server, piles, 2);
    });
    const [, burst] = await costOf(stage, server, async () => {
      for (let n = 0; n < bursts; n++) await burstOnce(stage, server, piles, nobody);
    });
    return { drip: shared(drip, drips), burst: shared(burst, bursts) };
  });
}

const shared = ({ server, postgres }: Cost, times: number): Cost => ({
  server: server / times,
  postgres: postgres / times,
});

async function measureDrip(stage: Stage, server: RunningServer, piles: Piles, alone: Alone): Promise<void> {
  await measureDeliveries(stage, server, 'W5 at 10 events/s', alone.drip, async (told) => {
    await told(await dripOnce(stage, server, piles));
  });
}

async function measureBurst(stage: Stage, server: RunningServer, piles: Piles, alone: Alone): Promise<void> {
  await measureDeliveries(stage, server, 'W5 in a burst', alone.burst, (told) => burstOnce(stage, server, piles, told));
}

/** Waits until every dashboard has been told of so many events. */
type Told = (events: number) => Promise<void>;

async function measureDeliveries(
  stage: Stage,
  server: RunningServer,
  what: string,
  alone: Cost,
  work: (told: Told) => Promise<void>,
): Promise<void> {
  await told(stage, server, async () => {
    const started = performance.now();
    let delivered = 0;
    const [, cost] = await costOf(stage, server, () =>
      work(async (each) => {
        const job = { kind: 'AWAIT' as const, name: flockOf(server), each, milliseconds: longest };
        delivered += (await stage.load.run<Delivered>(job)).delivered;
      }),
    );
    const elapsed = performance.now() - started;
    const pace = { count: delivered, perSecond: (delivered / elapsed) * 1000, p50: NaN, p99: NaN };
    const own = { server: cost.server - alone.server, postgres: cost.postgres - alone.postgres };
    stage.figures.add(what, server.name, pace, own);
  });
}

function dripOnce(stage: Stage, { name, port }: RunningServer, { walk }: Piles, haste = 1): Promise<number> {
  const [moves = []] = walk.next(dripped(stage), 1);
  const writes = moves.map((move) => moveRequest(name, move, walk.world, stage.ground.token));
  return stage.load.run({ kind: 'DRIP', port, every: everyMilliseconds / haste, writes });
}

/** Blackstart takes systems offline one by one only, so it has others each time; the peers bring theirs round. */
async function burstOnce(stage: Stage, { name, port }: RunningServer, piles: Piles, told: Told): Promise<void> {
  const own = name === 'blackstart';
  const systems = own ? piles.next() : piles.same();
  for (const step of steps.slice(0, own ? 2 : 3)) {
    const write = burstRequest(name, systems, step, piles.world.incident, stage.ground.token);
    await stage.load.run({ kind: 'STEPS', port, lanes: [[write]] });
    await told(systems.length);
  }
}

/** Notices are on only while PostGraphile is measured, which alone hears of changes by them: the others need not pay. */
async function told<T>({ ground }: Stage, { name }: RunningServer, work: () => Promise<T>): Promise<T> {
  if (name !== 'postgraphile') return work();
  const set = (how: string) =>
    withClient(ground.ownerUrl, (client) => client.query(`ALTER TABLE peer.event ${how} TRIGGER tell`));
  await set('ENABLE');
  return work().finally(() => set('DISABLE'));
}

function openDashboards(
  stage: Stage,
  server: RunningServer,
  world: World,
  sockets: number,
  perSecond: number,
  storm?: Storm,
) {
  const token = server.name === 'blackstart' ? { token: stage.ground.token } : {};
  const target = { port: server.port, path: '/graphql', ...token, ...dashboardOf(server.name, world, storm?.after) };
  const job = { kind: 'OPEN' as const, name: flockOf(server), target, sockets, perSecond };
  return stage.load.run<Opened>({ ...job, ...(storm && { within: stormMilliseconds }) });
}

const stormMilliseconds = 15_000;

/** Clients that come back: `after` is what they saw last, where a server can go on from there. */
interface Storm {
  after: number | null;
}

/** What a storm of clients that come back at once costs, how long they wait, and how many are lost on the way. */
export async function measureStorm(stage: Stage): Promise<Map<ServerName, number>> {
  const sockets = stage.options.quick ? 500 : 2000;
  const lost = new Map<ServerName, number>();
  const watched = await findWorld(stage.ground, stage.world.incident, 'P9');
  for (let round = 1; round <= Math.min(3, stage.options.rounds); round++) {
    stage.say(`W6, round ${round}`);
    for (const server of stage.servers.filter(({ name }) => live.includes(name))) {
      const storm = { after: server.name === 'blackstart' ? await positionOf(stage) : null };
      const [opened, cost] = await costOf(stage, server, () =>
        openDashboards(stage, server, watched, sockets, 500, storm),
      );
      await stage.load.run({ kind: 'CLOSE', name: flockOf(server) });
      await untilQuiet(server.pid);
      const { elapsed, p50, p99 } = opened;
      const count = sockets - opened.lost;
      stage.figures.add('W6', server.name, { count, perSecond: (count / elapsed) * 1000, p50, p99 }, cost);
      lost.set(server.name, (lost.get(server.name) ?? 0) + opened.lost);
    }
  }
  return lost;
}

async function positionOf({ ground, world }: Stage): Promise<number> {
  const text = `SELECT position FROM blackstart.incident_head JOIN blackstart.incident USING (incident_id) WHERE key = $1`;
  return withClient(ground.ownerUrl, async (client) => {
    const { rows } = await client.query<{ position: number }>(text, [world.incident]);
    return rows[0]?.position ?? 0;
  });
}

/** KiB by which a fresh server grows for each of many sockets that are subscribed and told nothing. */
export async function measureIdle(stage: Stage): Promise<Map<ServerName, number>> {
  const found = new Map<ServerName, number>();
  const { idleSockets } = stage.options;
  for (const name of live.filter((one) => stage.options.servers.includes(one))) {
    const server = await startServer(name, stage.ground, null);
    try {
      await openDashboards(stage, server, stage.world, 200, 500);
      await pause(2000);
      const before = residentBytes(server.pid);
      await openDashboards(stage, server, stage.world, idleSockets, 1000);
      await pause(3000);
      found.set(name, (residentBytes(server.pid) - before) / idleSockets / 1024);
      await stage.load.run({ kind: 'CLOSE', name: flockOf(server) });
    } finally {
      await server.stop();
    }
  }
  return found;
}
