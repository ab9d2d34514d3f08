import { Figures } from './figures';
import { declareAll, settle } from './ground';
import { startServer } from './processes';
import { measureFresh, warmReads } from './reads';
import type { Shape } from './recovery';
import type { OwnReadName } from './requests';
import type { Stage } from './stage';
import { Walk, findWorld } from './world';
import { measureWrites } from './writes';

const plantSize = 500;
const mostRounds = 3;

/** What is measured at each size; the last four ask of every system, and may grow with their number. */
export const grown: readonly OwnReadName[] = ['W1', 'W2', 'W3', 'NAME', 'SEARCH', 'READY', 'RESTORE'];

/** The figures of each size, plants of 500 systems in all of them, so that the answers are of one size. */
export async function measureGrowth(stage: Stage): Promise<Map<number, Figures>> {
  const { options, ground } = stage;
  const shapes = options.sizes.map((systems): Shape => {
    return { key: `growth-${systems}`, systems, plants: systems / plantSize, begun: [0, 1] };
  });
  await declareAll(ground, shapes);
  const server = await startServer('blackstart', ground, options.profiles);
  try {
    const found = new Map<number, Figures>();
    const stages = await Promise.all(shapes.map((shape) => stageOf(stage, shape)));
    for (const own of stages) await warmReads(own, server, ['W1', 'W2', 'W3']);
    for (let round = 1; round <= Math.min(mostRounds, options.rounds); round++) {
      await settle(ground);
      for (const [n, own] of stages.entries()) {
        stage.say(`W7, round ${round}, ${shapes[n]!.systems} systems`);
        for (const name of grown) await measureFresh(own, server, name);
        await measureWrites(own, server, [own.walks.peer], 'W4 one incident');
        found.set(shapes[n]!.systems, own.figures);
      }
    }
    return found;
  } finally {
    await server.stop();
  }
}

/** A stage on one incident: its reads and the writes before them on one plant, the writes of W4 on another. */
async function stageOf(stage: Stage, { key }: Shape): Promise<Stage> {
  const [world, other] = [await findWorld(stage.ground, key, 'P1'), await findWorld(stage.ground, key, 'P0')];
  const walks = { blackstart: new Walk(world), peer: new Walk(other) };
  return { ...stage, world, walks, figures: new Figures(), cursors: new Map() };
}
