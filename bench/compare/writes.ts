import type { Paced } from '../load/http.load';
import type { Request } from '../load/wire';
import type { RunningServer } from './processes';
import type { Shape } from './recovery';
import { type Stage, asRequests, costOf } from './stage';
import { Walk, findWorld } from './world';

/** Incidents that are written at once. */
export const eight: Shape[] = Array.from({ length: 8 }, (_, n) => ({
  ...{ key: `eight-${n}`, systems: 1000, plants: 20, begun: [1] },
}));
const clients = 8;

interface Walks {
  one: Walk[];
  eight: Walk[];
}

/** The ways that the writes of W4 take, for Blackstart and for the peers' tables each. */
export async function openWrites(stage: Stage): Promise<Record<'blackstart' | 'peer', Walks>> {
  const [blackstart, peer]: Walks[] = [
    { one: [], eight: [] },
    { one: [], eight: [] },
  ];
  const one = await findWorld(stage.ground, stage.world.incident, 'P5');
  const many = await Promise.all(eight.map(({ key }) => findWorld(stage.ground, key)));
  for (const walks of [blackstart!, peer!]) {
    walks.one.push(new Walk(one));
    walks.eight.push(...many.map((world) => new Walk(world)));
  }
  return { blackstart: blackstart!, peer: peer! };
}

/** Has each server compile what a write runs through, as reads are warmed up too. */
export async function warmWrites(stage: Stage, server: RunningServer, walks: readonly Walk[]): Promise<void> {
  await run(stage, server, lanesOf(stage, server, walks, stage.options.quick ? 400 : 1200));
}

/** Changes of states by eight clients: on one incident, or each on its own. */
export async function measureWrites(
  stage: Stage,
  server: RunningServer,
  walks: readonly Walk[],
  what: string,
): Promise<void> {
  const trial = await run(stage, server, lanesOf(stage, server, walks, 80));
  const count = Math.max(80, Math.round((trial.pace.perSecond * stage.options.cell) / 1000));
  const lanes = lanesOf(stage, server, walks, count);
  const [{ pace }, cost] = await costOf(stage, server, () => run(stage, server, lanes));
  stage.figures.add(what, server.name, pace, cost);
}

function lanesOf(stage: Stage, { name }: RunningServer, walks: readonly Walk[], count: number): Request[][] {
  if (walks.length === 1) return asRequests(stage, name, walks[0]!, walks[0]!.next(count, clients));
  return walks.flatMap((walk) => asRequests(stage, name, walk, walk.next(Math.ceil(count / walks.length), 1)));
}

function run(stage: Stage, { port }: RunningServer, lanes: Request[][]): Promise<Paced> {
  return stage.load.run({ kind: 'STEPS', port, lanes });
}
