import type { GraphQLObjectType } from 'graphql';
import type { Viewer } from '../../src/access/directory';
import { readConfig } from '../../src/config';
import { following } from '../../src/graphql/following';
import { openPipeline } from '../../src/graphql/pipeline';
import { makeSchema } from '../../src/graphql/schema';
import { startSubscription } from '../../src/graphql/subscribe';
import { Together } from '../../src/graphql/together';
import { KeepingEar } from '../support/ear';
import { eventually } from '../support/eventually';
import { openHistory, seedsOf } from '../support/history';
import { Dice } from '../support/history.dice';
import { type TestHouse, openTestHouse, ownerToken } from '../support/house';

const schema = makeSchema();
const events = 'subscription ($i: ID!, $after: Int) { incidentEvents(incident: $i, after: $after) { position type } }';
const systems = (more = '') =>
  `subscription ($i: ID!) { systemChanged(incident: $i) { position systemId removed matches system { state ${more} } } }`;
const counters = Object.keys((schema.getType('Progress') as GraphQLObjectType).getFields()).filter(
  (name) => name !== 'position',
);
const progress = `subscription ($i: ID!) { incidentProgress(incident: $i) { position ${counters.join(' ')} } }`;

const made = { alone: 0, together: 0 };
const nothing = (): void => undefined;
const tally = {
  ...{ entered: nothing, ran: nothing, answered: nothing, delivered: nothing, opened: () => nothing },
  executed: (way: keyof typeof made) => void made[way]++,
};

let house: TestHouse;
let together: Together;
let owner: Viewer;

beforeAll(async () => {
  house = await openTestHouse();
  owner = house.directory.authenticate(ownerToken)!;
});
afterAll(() => house?.close());
beforeEach(() => {
  together = new Together({ ...house, pipeline: pipeline() });
  Object.assign(made, { alone: 0, together: 0 });
});

const pipeline = () =>
  openPipeline({
    ...{ schema, tally, limits: readConfig({}).limits, log: { error: nothing, warn: nothing } },
    authenticate: (secret) => house.authenticate(secret),
    context: (viewer, signal) => house.context(viewer, signal),
  });

/** One subscription, from its beginning to where it was left. */
interface Subscriber {
  ear: KeepingEar;
  after: number;
  leave: () => Promise<unknown>;
}

async function subscribe(query: string, variables: { i: string; after?: number }, ear: KeepingEar) {
  const admitted = await following({ query, variables }, owner, pipeline(), house.directory);
  if ('errors' in admitted) throw admitted.errors[0] as Error;
  const stream = await startSubscription(admitted, ear, together);
  if (!('next' in stream)) throw stream.errors![0] as Error;
  const reading = (async () => {
    for await (const result of stream) {
      ear.hear(result);
      await ear.room();
    }
  })();
  const leave = async () => {
    ear.open();
    await stream.return();
    await reading;
  };
  return { ear, after: variables.after ?? 0, leave };
}

const positionsOf = ({ ear }: Subscriber): number[] => ear.heard.map(({ data }) => data.incidentEvents.position);
const toldTo = ({ heard }: KeepingEar) =>
  heard.map(
    ({
      data: {
        systemChanged: { position, systemId, removed, matches },
      },
    }) => [position, systemId, removed, matches],
  );
// an answer of many KiB: what one step tells does not go out at once
const large = 'a: incident { planDocument } b: incident { planDocument } c: incident { planDocument }';

/** What one of many does at this moment: comes, goes, stops listening, listens again, to some answers or to all. */
async function stir(dice: Dice, crowd: Subscriber[], gone: Subscriber[], i: string, position: number): Promise<void> {
  const one = dice.maybe(crowd);
  if (!one || dice.chance(0.3)) {
    const after = dice.chance(0.5) ? position : dice.between(0, position);
    crowd.push(await subscribe(events, { i, after }, new KeepingEar(dice.pick(['a', 'b', `${crowd.length}`]))));
  } else if (dice.chance(0.1)) {
    await one.leave();
    gone.push(...crowd.splice(crowd.indexOf(one), 1));
  } else if (dice.chance(0.4)) one.ear.stop();
  else one.ear.open(dice.chance(0.5) ? dice.between(1, 5) : Infinity);
}

describe('many who hear the same', () => {
  it.each([1, 2, 3])(
    'each hear every event once and in order, whoever comes, goes and pauses (seed %i)',
    async (seed) => {
      const { board, live } = await openHistory(house, 70 + seed);
      const dice = new Dice(seed);
      const [crowd, gone]: Subscriber[][] = [[], []];
      let position = board.position;
      for await (const { after } of live(seedsOf(seed, 120))) {
        position = after.position;
        for (let n = dice.between(0, 3); n > 0; n--) await stir(dice, crowd!, gone!, board.id, position);
      }
      crowd!.forEach(({ ear }) => ear.open());
      for (const one of crowd!) {
        const last = () => (positionsOf(one).at(-1) ?? one.after) === position || undefined;
        await eventually(last, 'the last event');
      }
      for (const one of [...crowd!, ...gone!]) {
        const heard = positionsOf(one);
        expect(heard).toEqual(heard.map((_, n) => one.after + n + 1));
      }
      expect(made.together).toBeGreaterThan(20);
      expect(made.together).toBeLessThanOrEqual(position);
      expect(made.alone).toBeGreaterThan(20);
      await Promise.all(crowd!.map(({ leave }) => leave()));
    },
  );

  it('are told of systems as who hears it alone is, those who could not follow too', async () => {
    const { board, live } = await openHistory(house, 80);
    const dice = new Dice(80);
    const variables = { i: board.id };
    const alone = await subscribe(systems('allowedActions'), variables, new KeepingEar('alone'));
    const crowd = [];
    for (let n = 0; n < 5; n++) crowd.push(await subscribe(systems(large), variables, new KeepingEar(`${n % 2}`)));
    for await (const { after } of live(seedsOf(80, 120))) {
      expect(after.id).toBe(board.id);
      const { ear } = dice.pick(crowd);
      if (dice.chance(0.5)) ear.stop();
      else ear.open(dice.chance(0.7) ? dice.between(1, 5) : Infinity);
    }
    crowd.forEach(({ ear }) => ear.open());
    for (const { ear } of crowd) {
      await eventually(() => toldTo(ear).length >= toldTo(alone.ear).length || undefined, 'all changes');
      expect(toldTo(ear)).toEqual(toldTo(alone.ear));
    }
    expect(made.together).toBeGreaterThan(20);
    await Promise.all([alone, ...crowd].map(({ leave }) => leave()));
  });

  it('hear how the counters stand, never twice the same in a row', async () => {
    const { board, live } = await openHistory(house, 90);
    const dice = new Dice(90);
    const crowd: Subscriber[] = [];
    for await (const { after } of live(seedsOf(90, 80))) {
      expect(after.id).toBe(board.id);
      if (crowd.length < 6)
        crowd.push(await subscribe(progress, { i: board.id }, new KeepingEar(`${crowd.length % 2}`)));
      const { ear } = dice.pick(crowd);
      if (dice.chance(0.3)) ear.stop();
      else ear.open();
    }
    const found = house.keeper.loaded(board.id)!.progressOf(null);
    const present = JSON.stringify({
      position: 0,
      ...Object.fromEntries(counters.map((name) => [name, found[name as keyof typeof found]])),
    });
    for (const { ear } of crowd) {
      ear.open();
      const said = () => ear.heard.map(({ data }) => JSON.stringify({ ...data.incidentProgress, position: 0 }));
      await eventually(() => said().at(-1) === present || undefined, 'the present counters');
      expect(said().filter((one, n) => one === said()[n - 1])).toEqual([]);
    }
    expect(made.together).toBeGreaterThan(10);
    await Promise.all(crowd.map(({ leave }) => leave()));
  });
});
