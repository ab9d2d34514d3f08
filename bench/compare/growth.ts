import { Figures } from './figures';
import { declareAll, settle } from './ground';
import { type RunningServer, startServer } from './processes';
import { measureFresh, warmReads } from './reads';
import type { Shape } from './recovery';
import type { OwnReadName } from './requests';
import type { Stage } from './stage';
import { Walk, findWorld } from './world';
import { measureWrites } from './writes';

const plantSize = 500;

/** What has a bound is measured in every round, twice as long; the rest, which may grow with the systems, in the first two. */
const bounded: readonly OwnReadName[] = ['W2', 'W3'];
const unbounded: readonly OwnReadName[] = ['W1', 'NAME', 'SEARCH', 'READY', 'RESTORE'];
const unboundedRounds = 2;

export const grown = [...bounded, ...unbounded];

/**
 * The figures of each size, plants of 500 systems in all of them, so that the answers are of one size. Each size has a server of
 * its own: what its memory costs to keep in order is a part of it.
 */
export async function measureGrowth(stage: Stage): Promise<Map<number, Figures>> {
  const { options, ground } = stage;
  const shapes = options.sizes.map((systems): Shape => {
    return { key: `growth-${systems}`, systems, plants: systems / plantSize, begun: [0, 1] };
  });
  await declareAll(ground, shapes);
  const places: { own: Stage; server: RunningServer }[] = [];
  try {
    for (const shape of shapes) {
      const server = await startServer('blackstart', ground, options.profiles);
      places.push({ own: await stageOf(stage, shape), server });
    }
    for (const { own, server } of places) await warmReads(own, server, bounded);
    for (let round = 1; round <= options.rounds; round++) {
      stage.say(`W7, round ${round} of ${options.rounds}`);
      await settle(ground);
      for (const { own, server } of places) await measureSize(own, server, round <= unboundedRounds);
    }
  } finally {
    for (const { server } of places) await server.stop();
  }
  return new Map(shapes.map(({ systems }, n) => [systems, places[n]!.own.figures]));
}

async function measureSize(own: Stage, server: RunningServer, isWhole: boolean): Promise<void> {
  const longer = { ...own, options: { ...own.options, cell: own.options.cell * 2 } };
  for (const name of bounded) await measureFresh(longer, server, name);
  await measureWrites(own, server, [own.walks.peer], 'W4 one incident');
  for (const name of isWhole ? unbounded : []) await measureFresh(own, server, name);
}

/** A stage on one incident: its reads and the writes before them on one plant, the writes of W4 on another. */
async function stageOf(stage: Stage, { key }: Shape): Promise<Stage> {
  const [world, other] = [await findWorld(stage.ground, key, 'P1'), await findWorld(stage.ground, key, 'P0')];
  const walks = { blackstart: new Walk(world), peer: new Walk(other) };
  return { ...stage, world, walks, figures: new Figures(), cursors: new Map() };
}
