import { rehearsal, rehearsalKey, type Works } from '../support/albion';
import { Desks } from '../support/albion.desk';
import { mutate } from '../support/desk';
import { beginSlot } from '../support/planning';

const desks = new Desks();
let works: Works;

beforeAll(async () => {
  await desks.open();
  await beginSlot(desks.database.ownerUrl);
  const desk = { url: desks.server.url, token: desks.cast.commands };
  const input = { key: rehearsalKey, plan: { content: rehearsal() } };
  await mutate(desk, 'declareIncident', 'DeclareIncidentInput', input, '{ userErrors { message } }');
  works = desks.works(rehearsalKey);
});
afterAll(() => desks.close());

/** All systems in an order, some a page. */
async function paged(orderBy: string, first: number, fields = 'key'): Promise<any[]> {
  const found: any[] = [];
  for (let after = ''; ;) {
    const args = `first: ${first}, orderBy: ${orderBy}${after}`;
    const { systems } = await works.ask(`systems(${args}) { nodes { ${fields} } pageInfo { hasNextPage endCursor } }`);
    found.push(...systems.nodes);
    if (!systems.pageInfo.hasNextPage) return found;
    after = `, after: "${systems.pageInfo.endCursor}"`;
  }
}

const keysOf = (list: any[]): string[] => list.map(({ key }) => key);
const byKey = (one: any, other: any): number => (one.key < other.key ? -1 : 1);

async function planned(first = 500, offset = 0): Promise<string[]> {
  const { restorePlan } = await works.ask(`restorePlan { order(first: ${first}, offset: ${offset}) { key } }`);
  return keysOf(restorePlan.order);
}

/** MOST_UNLOCKED against what each system says of itself. */
async function expectMostUnlocked(): Promise<any[]> {
  const found = await paged('MOST_UNLOCKED', 9, 'key unlocks');
  expect(found).toHaveLength(70);
  expect(found).toEqual([...found].sort((one, other) => other.unlocks - one.unlocks || byKey(one, other)));
  return found;
}

it('RESTORE_ORDER, page by page and by stretches, is the order of the restore plan', async () => {
  const order = await planned();
  expect(order).toHaveLength(70);
  for (const first of [1, 7, 70]) expect(keysOf(await paged('RESTORE_ORDER', first))).toEqual(order);
  expect([...(await planned(30)), ...(await planned(30, 30)), ...(await planned(30, 60))]).toEqual(order);
  expect(await planned(10, 70)).toEqual([]);
});

it('DUE has what is due first at the top, and what has no date at the end, equal ones by key', async () => {
  const update = { system: 'oob', rtoMinutes: null };
  await works.done(desks.cast.operates, 'updateSystem', update);
  const found = await paged('DUE', 11, 'key dueAt');
  const due = ({ dueAt }: any): string => dueAt ?? '~';
  expect(found.at(-1)).toEqual({ key: 'oob', dueAt: null });
  expect(found[0].key).toBe('netseg');
  expect(found).toEqual([...found].sort((a, b) => (due(a) === due(b) ? byKey(a, b) : due(a) < due(b) ? -1 : 1)));
});

it('MOST_UNLOCKED has first what most systems wait for', async () => {
  const found = await expectMostUnlocked();
  // all others wait for the first two, on one way or another
  expect(found.slice(0, 2)).toEqual([
    { key: 'oob', unlocks: 69 },
    { key: 'netseg', unlocks: 68 },
  ]);
});

it('and still so when some are back, when one has fallen, and when the plan has changed', async () => {
  const foundation = ['oob', 'netseg', 'edr', 'dns', 'ire', 'backup'];
  await works.prepare(desks.cast, foundation);
  expect((await works.bring(desks.cast, foundation)).refused).toEqual([]);
  const back = new Map((await expectMostUnlocked()).map(({ key, unlocks }) => [key, unlocks]));
  expect([back.get('oob'), back.get('netseg')]).toEqual([64, 64]);
  const fall = { system: 'dns', reason: 'a beacon was seen' };
  await works.done(desks.cast.verifies, 'revokeContainment', fall);
  const fallen = new Map((await expectMostUnlocked()).map(({ key, unlocks }) => [key, unlocks]));
  expect([fallen.get('oob'), fallen.get('netseg'), fallen.get('edr')]).toEqual([65, 65, 64]);
  await works.done(desks.cast.commands, 'addDependency', { system: 'vreg', dependsOn: 'mail' });
  const added = new Map((await expectMostUnlocked()).map(({ key, unlocks }) => [key, unlocks]));
  expect(added.get('mail')).toBe(fallen.get('mail') + 1);
  await works.done(desks.cast.commands, 'removeDependency', {
    system: 'vreg',
    dependsOn: 'mail',
    reason: 'it does not',
  });
  expect(new Map((await expectMostUnlocked()).map(({ key, unlocks }) => [key, unlocks]))).toEqual(fallen);
});

it('RESTORE_ORDER has what is back behind the rest, and an added edge counts at once', async () => {
  const order = await planned();
  const all = keysOf(await paged('RESTORE_ORDER', 8));
  expect(order).toHaveLength(65);
  expect(all.slice(0, 65)).toEqual(order);
  expect(all.slice(65).sort()).toEqual(['backup', 'edr', 'ire', 'netseg', 'oob']);
  const late = order.at(-1)!;
  await works.done(desks.cast.commands, 'addDependency', { system: 'mail', dependsOn: late });
  const anew = await planned();
  expect(anew.indexOf('mail')).toBeGreaterThan(anew.indexOf(late));
  expect(keysOf(await paged('RESTORE_ORDER', 8)).slice(0, 65)).toEqual(anew);
});

it('a page goes on after the place that the last system has by then', async () => {
  const { systems } = await works.ask('systems(first: 10) { nodes { key } pageInfo { endCursor } }');
  const [next] = (await planned()).slice(10);
  await works.done(desks.cast.operates, 'updateSystem', { system: next, rtoMinutes: 60 });
  const place = (await planned()).indexOf(systems.nodes.at(-1).key);
  const second = await works.ask(`systems(first: 10, after: "${systems.pageInfo.endCursor}") { nodes { key } }`);
  expect(keysOf(second.systems.nodes)).toEqual((await planned()).slice(place + 1, place + 11));
});

it.each([
  ['order(first: 0) { key }', 'first'],
  ['order(first: 5001) { key }', 'first'],
  ['order(offset: -1) { key }', 'offset'],
  ['waves { systems(first: 0) { key } }', 'first'],
])('a stretch that is none is refused: %s', async (fields, named) => {
  await expect(works.ask(`restorePlan { ${fields} }`)).rejects.toThrow(new RegExp(`${named}.*BAD_USER_INPUT`));
});
