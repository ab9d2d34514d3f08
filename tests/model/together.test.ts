import { setImmediate } from 'node:timers/promises';
import type { GraphQLObjectType } from 'graphql';
import type { Directory, Viewer } from '../../src/access/directory';
import { readConfig } from '../../src/config';
import { following } from '../../src/graphql/following';
import { openPipeline } from '../../src/graphql/pipeline';
import { makeSchema } from '../../src/graphql/schema';
import { startSubscription } from '../../src/graphql/subscribe';
import { Together } from '../../src/graphql/together';
import { placeHold } from '../../src/holds/hold.commands';
import { updateSystem } from '../../src/systems/system.commands';
import { depth } from '../support/depth';
import { KeepingEar } from '../support/ear';
import { eventually } from '../support/eventually';
import { openHistory, seedsOf } from '../support/history';
import { Dice } from '../support/history.dice';
import { type TestHouse, openTestHouse, ownerToken } from '../support/house';
import { silentTally } from '../support/tally';

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
const tally = { ...silentTally, executed: (way: keyof typeof made) => void made[way]++ };

let house: TestHouse;
let together: Together;
let owner: Viewer;

beforeAll(async () => {
  house = await openTestHouse();
  owner = house.directory.authenticate(ownerToken)!;
});
afterAll(() => house?.close());
beforeEach(() => {
  together = new Together({ ...house, pipeline: pipeline(), directory: slowly(house.directory) });
  Object.assign(made, { alone: 0, together: 0 });
});

/** A directory that takes its time to look, so that others come in between what happens and its being told. */
function slowly(directory: Directory, looks = 8): Directory {
  const confirm = async (moment: number) => {
    await directory.confirm(moment);
    for (let n = 0; n < looks; n++) await directory.confirm(performance.now());
  };
  return Object.create(directory, { confirm: { value: confirm } }) as Directory;
}

const pipeline = () =>
  openPipeline({
    ...{ schema, tally, limits: readConfig({}).limits, log: { error: nothing, warn: nothing } },
    fragmentBytes: 2 ** 20,
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
// an answer of 20 KB: what one step tells does not go out at once
const large = 'incident { system(id: "s00") { description } }';

/** The position of the last event, and how many systems it changed. */
async function lastChange(incident: string) {
  const timeline = (await house.keeper.timelineOf(incident))!;
  const { changed, after } = timeline.step(timeline.end - 1)!;
  expect(changed.systems.length).toBeGreaterThan(5);
  return { position: after.position, count: changed.systems.length };
}

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
      for await (const { after } of live(seedsOf(seed, depth(30, 120)))) {
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
      expect(made.together).toBeGreaterThan(depth(4, 20));
      expect(made.together).toBeLessThanOrEqual(position);
      expect(made.alone).toBeGreaterThan(depth(4, 20));
      await Promise.all(crowd!.map(({ leave }) => leave()));
    },
  );

  it('are told of systems as who hears it alone is, those who could not follow too', async () => {
    const { board, live, actors } = await openHistory(house, 80, 30);
    const dice = new Dice(80);
    const variables = { i: board.id };
    const context = { ledger: house.ledger, actor: actors.cora };
    const described = { incident: board.id, system: 's00', description: 'x'.repeat(20_000) };
    expect((await updateSystem(context, described)).refusals).toEqual([]);
    const late: Subscriber[] = [];
    const alone = await subscribe(systems('allowedActions'), variables, new KeepingEar('alone'));
    const crowd = [];
    for (let n = 0; n < 5; n++) crowd.push(await subscribe(systems(large), variables, new KeepingEar(`${n % 2}`)));
    for await (const { after } of live(seedsOf(80, depth(30, 120)))) {
      expect(after.id).toBe(board.id);
      for (const { ear } of crowd) {
        if (dice.chance(0.1)) ear.stop();
        else if (dice.chance(0.3)) ear.open(dice.chance(0.7) ? dice.between(1, 5) : Infinity);
      }
      // changes what nearly every system answers
      if (dice.chance(0.1)) await placeHold(context, { incident: board.id, reason: 'wait' });
      if (dice.chance(0.1)) {
        const { position } = house.keeper.loaded(board.id)!;
        late.push({ ...(await subscribe(systems(large), variables, new KeepingEar('late'))), after: position });
      }
    }
    await placeHold(context, { incident: board.id, reason: 'the last change' });
    const { position, count } = await lastChange(board.id);
    crowd.forEach(({ ear }) => ear.open());
    const isToldAll = ({ ear }: Subscriber) => toldTo(ear).filter(([at]) => at === position).length === count;
    for (const one of [alone, ...crowd, ...late]) await eventually(() => isToldAll(one) || undefined, 'all changes');
    const all = toldTo(alone.ear);
    for (const { ear } of crowd) expect(toldTo(ear)).toEqual(all);
    for (const { ear, after } of late) {
      const heard = toldTo(ear);
      expect(heard).toEqual(all.slice(-heard.length));
      expect(heard[0]![0]).toBeGreaterThanOrEqual(after);
      expect(all.at(-heard.length - 1)![0]).toBeLessThanOrEqual(after);
    }
    expect(made.together).toBeGreaterThan(depth(4, 20));
    await Promise.all([alone, ...crowd, ...late].map(({ leave }) => leave()));
  });

  it('hear nothing once they have left, at whatever moment that was', async () => {
    const { board, actors } = await openHistory(house, 85);
    const stays = await subscribe(events, { i: board.id }, new KeepingEar('a'));
    const gone: KeepingEar[] = [];
    for (let turns = 0; turns < 8; turns++) {
      const { ear, leave } = await subscribe(events, { i: board.id }, new KeepingEar('a'));
      for (let n = 0; n < turns; n++) await setImmediate();
      await leave();
      gone.push(ear);
    }
    const context = { ledger: house.ledger, actor: actors.cora };
    await placeHold(context, { incident: board.id, reason: 'wait' });
    await eventually(() => stays.ear.heard.length > 0 || undefined, 'the hold');
    expect(gone.flatMap(({ heard }) => heard)).toEqual([]);
    await stays.leave();
  });

  it('hear how the counters stand, never twice the same in a row', async () => {
    const { board, live } = await openHistory(house, 90);
    const dice = new Dice(90);
    const crowd: Subscriber[] = [];
    for await (const { after } of live(seedsOf(90, depth(20, 80)))) {
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
    const [before, owing] = [made.together, crowd.map(({ ear }) => ear.heard.length)];
    await placeHold({ ledger: house.ledger, actor: owner }, { incident: board.id, reason: 'all of it' });
    for (const [n, { ear }] of crowd.entries()) {
      await eventually(() => ear.heard.length > owing[n]! || undefined, 'the counters under the hold');
    }
    expect(made.together).toBeGreaterThan(before);
    await Promise.all(crowd.map(({ leave }) => leave()));
  });
});

describe('one of many', () => {
  const heardBy = ({ ear }: Subscriber) => ear.heard.map(({ data }) => Object.values<any>(data)[0]);
  const at = ({ ear }: Subscriber) => heardBy({ ear } as Subscriber).at(-1)?.position;

  it.each([
    ['events', events],
    ['systems', systems()],
  ])('who comes while others are being told hears what comes then, together with them: %s', async (_, query) => {
    const { board, actors } = await openHistory(house, 95);
    const context = { ledger: house.ledger, actor: actors.cora };
    const place = async (system: string) =>
      (await placeHold(context, { incident: board.id, system, reason: 'wait' })).board!;
    together = new Together({ ...house, pipeline: pipeline(), directory: slowly(house.directory, 100) });
    const first = await subscribe(query, { i: board.id }, new KeepingEar('first'));
    await place('s00');
    await eventually(() => at(first), 'the first hold');
    const { alone } = made;
    for (const system of ['s01', 's02']) await place(system); // the second one while the first is being told
    const { position: missed } = house.keeper.loaded(board.id)!;
    const second = await subscribe(query, { i: board.id }, new KeepingEar('second'));
    const last = await place('s03');
    for (const one of [first, second]) await eventually(() => at(one) === last.position || undefined, 'the last hold');
    expect(made.alone).toBe(alone);
    const isLater = ({ position }: { position: number }) => position > missed;
    expect(heardBy(second).filter(isLater)).toEqual(heardBy(first).filter(isLater));
    expect(heardBy(second).filter((one) => !isLater(one))).toEqual([]);
    await Promise.all([first, second].map(({ leave }) => leave()));
  });

  it('who is full in the middle of a step is told the rest of it later, and nothing of it twice', async () => {
    const { board, actors } = await openHistory(house, 96, 30);
    const context = { ledger: house.ledger, actor: actors.cora };
    const described = { incident: board.id, system: 's00', description: 'x'.repeat(20_000) };
    expect((await updateSystem(context, described)).refusals).toEqual([]);
    const full = await subscribe(systems(large), { i: board.id }, new KeepingEar('full', 3));
    const other = await subscribe(systems(large), { i: board.id }, new KeepingEar('other'));
    await placeHold(context, { incident: board.id, reason: 'wait' });
    const { count } = await lastChange(board.id);
    await eventually(() => toldTo(other.ear).length === count || undefined, 'all systems');
    await eventually(() => full.ear.isAwaited || undefined, 'the wait for room');
    expect(made.alone).toBe(0); // nothing is made for who does not take it
    expect(toldTo(full.ear).length).toBeGreaterThan(3);
    expect(toldTo(full.ear).length).toBeLessThan(count);
    full.ear.open();
    await eventually(() => toldTo(full.ear).length >= count || undefined, 'the rest');
    expect(toldTo(full.ear)).toEqual(toldTo(other.ear));
    await Promise.all([full, other].map(({ leave }) => leave()));
  });
});
