import { execute, type GraphQLObjectType, parse } from 'graphql';
import type { Viewer } from '../../src/access/directory';
import type { Board } from '../../src/board/board';
import { Executor, type Run } from '../../src/graphql/executor';
import { makeSchema } from '../../src/graphql/schema';
import { Chunks } from '../../src/board/chunks';
import type { Trail } from '../../src/board/trail';
import { Fragments } from '../../src/graphql/text/fragments';
import { resultText } from '../../src/graphql/text/rendered';
import { Shelf } from '../../src/graphql/text/shelf';
import { asSent, operationOf } from '../support/both-ways';
import { depth } from '../support/depth';
import { type AnyField, everyField } from '../support/every-field';
import { openHistory, seedsOf } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';

const schema = makeSchema();
let house: TestHouse;
let viewer: Viewer;

beforeAll(async () => {
  house = await openTestHouse();
  viewer = house.directory.byHandle('owner') as unknown as Viewer;
});
afterAll(() => house?.close());

const system = schema.getType('System') as GraphQLObjectType;
const isMarked = (field: AnyField, owner: GraphQLObjectType) =>
  (field.extensions.hangsOn ?? owner.extensions.hangsOn) !== undefined;

/** Every field whose text may be kept, some steps down; `more` is asked beside them. */
function keptFields(type: GraphQLObjectType, steps: number, more = ''): string {
  return everyField(type, isMarked, () => '', steps).replace(/\}$/, `${more} }`);
}

/** Each field by itself: what it hangs on is not hidden by others. */
const alone = [
  ...['version', 'canComeOnline', 'workaround', 'dependencies { satisfied }', 'lastValidation { passed }'],
  ...['dependents { nodes { satisfied } }', 'dependents(first: 1) { pageInfo { endCursor } totalCount }'],
  ...['milestones { achievedAt }', 'after { key gate }'],
  ...['status', 'missingChecks', 'verifiedAt', 'expiresAt', 'checks { outcome }'].map(
    (field) => `containment { ${field} }`,
  ),
].map((field) => `{ key name tier ${field} }`);

const selections = [
  ...alone,
  keptFields(system, 1),
  keptFields(system, 3),
  keptFields(
    system,
    2,
    'overdue allowedActions dependents { nodes { satisfied strength reason system { key state } } }',
  ),
  everyField(
    system,
    ({ name }) => ['key', 'name', 'tier', 'state', 'zone', 'blockers', 'kind'].includes(name),
    () => '',
    1,
  ),
];

it('are never served once something in them has changed', async () => {
  const ways: Run[] = [];
  const commands = depth(7, 80);
  const executor = new Executor({ schema, fragmentBytes: 2 ** 24, onRun: (way) => ways.push(way) });
  for (const seed of [3, 21]) {
    const { board, live } = await openHistory(house, seed, 16);
    const documents = selections.map((fields) =>
      parse(`{ incident(id: "${board.id}") { systems(first: 500) { edges { node ${fields} } } } }`),
    );
    for await (const { number } of live(seedsOf(seed, commands))) {
      for (const document of documents) {
        const operation = operationOf(document);
        const asked = { document, operation, variables: {}, coerced: {} };
        const written = resultText(await executor.answer(asked, house.context(viewer)));
        const interpreted = await execute({ schema, document, contextValue: house.context(viewer) });
        expect([seed, number, written]).toEqual([seed, number, asSent(interpreted)]);
      }
    }
  }
  expect(ways.filter((way) => way === 'RENDERED').length).toBe(2 * selections.length * (commands - 1));
});

it('charge the budget as much as what they stand for', async () => {
  const { board, live } = await openHistory(house, 5, 16);
  for await (const _ of live(seedsOf(5, depth(5, 20))));
  const document = parse(`{ incident(id: "${board.id}") { systems(first: 500) { nodes ${keptFields(system, 2)} } } }`);
  const executor = new Executor({ schema, fragmentBytes: 2 ** 24 });
  const asked = { document, operation: operationOf(document), variables: {}, coerced: {} };
  const left: number[] = [];
  for (let n = 0; n < 4; n++) {
    const context = house.context(viewer);
    await executor.answer(asked, context);
    left.push(context.budget.left);
  }
  expect(left).toEqual(left.map(() => left[0]));
  expect(left[0]).toBeLessThan(house.context(viewer).budget.limit - 16);
});

it('are counted too where the answer around them fails', async () => {
  const { board } = await openHistory(house, 4, 12);
  const fields = `{ node { key name tier description } }`;
  const document = parse(`query ($after: String) { incident(id: "${board.id}") {
    systems(first: 500) { edges ${fields} } other: systems(after: $after) { totalCount } } }`);
  const keep = jest.spyOn(Fragments.prototype, 'keep');
  const executor = new Executor({ schema, fragmentBytes: 2 ** 20 });
  const asked = {
    document,
    operation: operationOf(document),
    variables: { after: 'nonsense' },
    coerced: { after: 'nonsense' },
  };
  for (let n = 0; n < 2; n++) expect((await executor.answer(asked, house.context(viewer))).errors).toBeDefined();
  const kept = keep.mock.calls.map(([, , { bytes }]) => bytes);
  keep.mockRestore();
  expect(kept).toHaveLength(1);
  expect(kept[0]).toBeGreaterThan(12 * 100);
});

describe('the room for fragments', () => {
  const none = Chunks.of([]);
  const boardOf = () =>
    ({
      id: 'one',
      state: {
        topology: {},
        systems: { chunks: none },
        answers: { kept: none },
        checks: none,
        milestones: { chunks: none },
      },
    }) as unknown as Board;
  const board = boardOf();
  const fragmentOf = (letters: number, footings: number[] = []) => ({
    text: 'x'.repeat(letters),
    objects: 0,
    footings,
  });
  const filled = (fragments: Fragments, place: string, letters: number) => {
    const shelf = fragments.shelf(place, board);
    shelf.put(0, fragmentOf(letters));
    fragments.keep(place, board, shelf);
    return shelf;
  };

  it('counts what a shelf has become, not what it was', () => {
    const fragments = new Fragments(10_000);
    const shelf = filled(fragments, 'a', 10);
    expect(fragments.shelf('a', board)).toBe(shelf);
    shelf.put(1, fragmentOf(10_000));
    fragments.keep('a', board, shelf);
    expect(fragments.shelf('a', board)).not.toBe(shelf);
  });

  it('is left by the shelf that was not asked for longest', () => {
    const fragments = new Fragments(10_000);
    const shelves = ['a', 'b', 'c'].map((place) => filled(fragments, place, 2000));
    expect(['a', 'b', 'c'].map((place, n) => fragments.shelf(place, board) === shelves[n])).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('is given up by another plan', () => {
    const fragments = new Fragments(10_000);
    const shelf = filled(fragments, 'a', 10);
    expect(fragments.shelf('a', boardOf())).not.toBe(shelf);
  });

  it('counts what is noted once, and no longer once it is taken off', () => {
    const shelf = new Shelf(Symbol('plan'));
    const [empty, changed] = [shelf.bytes, [7]];
    const trail = { goTo: () => 1, since: () => changed } as unknown as Trail;
    shelf.put(3, fragmentOf(10, [7, 8]));
    const one = shelf.bytes;
    shelf.put(3, fragmentOf(10, [7, 8]));
    expect([shelf.bytes, one > empty]).toEqual([one, true]);
    shelf.goTo(board, trail);
    expect([shelf.find(3), shelf.bytes]).toEqual([undefined, empty + (one - empty - 320) / 2]);
  });
});
