import { type DocumentNode, getNamedType, isObjectType, parse, print, validate } from 'graphql';
import pLimit from 'p-limit';
import type { Viewer } from '../../src/access/directory';
import type { Board } from '../../src/board/board';
import { mayRead } from '../../src/domain/permission';
import { compilableOf } from '../../src/graphql/compilable';
import { makeSchema } from '../../src/graphql/schema';
import { ObjectBudget } from '../../src/view/budget';
import { type RequestContext, requestContext } from '../../src/view/context';
import { asSent, bothWays, operationOf } from '../support/both-ways';
import { depth, isFull } from '../support/depth';
import { queriesOfTests } from '../support/documents';
import { fitted, variablesFor } from '../support/documents.fitted';
import { type AnyField, everyField } from '../support/every-field';
import { openHistory, seedsOf } from '../support/history';
import { Dice } from '../support/history.dice';
import { type TestHouse, openTestHouse } from '../support/house';
import { randomQuery } from '../support/random-query';

const schema = makeSchema();
const isShown = ({ extensions }: { extensions: { awaited?: unknown } }) => extensions.awaited !== true;

let house: TestHouse;
let board: Board;
let viewer: Viewer;

beforeAll(async () => {
  house = await openTestHouse();
  const history = await openHistory(house, 11, 24);
  for await (const { after } of history.live(seedsOf(11, depth(60, 200)))) board = after;
  viewer = house.directory.byHandle('owner') as unknown as Viewer;
  expect(mayRead(viewer, board.id)).toBe(true);
});
afterAll(() => house?.close());

const context = () => house.context(viewer);
const both = (document: DocumentNode, variables: Record<string, unknown> = {}) =>
  bothWays(schema, { document, variables }, context);

/** A context whose answers may hold few objects. */
function poor(objects: number): RequestContext {
  return requestContext({ ...house.context(viewer), budget: new ObjectBudget(objects) });
}

/** A query under one incident. */
const within = (fields: string) => parse(`{ incident(id: "${board.incident.key}") { ${fields} } }`);

it(`answers every ${isFull ? '' : 'third '}query of this project’s tests as graphql-js does`, async () => {
  const queries = queriesOfTests(schema)
    .filter((_, n) => n % depth(3, 1) === 0)
    .map((document) => fitted(document, board));
  const ways = { RENDERED: 0, COMPILED: 0, INTERPRETED: 0, AGAIN: 0 };
  const asked = queries.flatMap((document) =>
    variablesFor(schema, document, board).map((variables) => ({ document, variables })),
  );
  // some at once: one of them waits for a position that never comes
  const some = pLimit(4);
  await Promise.all(
    asked.map(({ document, variables }) =>
      some(async () => {
        const { interpreted, second, way, written, writtenWay } = await both(document, variables);
        ways[way]++;
        if (writtenWay === 'RENDERED') ways.RENDERED++;
        const sent = asSent(interpreted);
        expect([print(document), variables, asSent(second), written]).toEqual([
          ...[print(document), variables, sent],
          [sent, sent],
        ]);
        // a query is executed again only where graphql-js has an error to tell
        if (way === 'AGAIN') expect(interpreted.errors).toBeDefined();
        if (way === 'COMPILED') expect(interpreted.errors).toBeUndefined();
      }),
    ),
  );
  expect(ways.COMPILED).toBeGreaterThan(depth(25, 75));
  expect(ways.RENDERED).toBeGreaterThan(depth(18, 50));
});

describe('every field that the board has', () => {
  const entries = ['Plant', 'System', 'Line', 'Milestone'];

  it.each(entries)('of a %s and of what is next to it is answered as by graphql-js', async (name) => {
    const named = { Plant: board.plants, System: board.systems, Line: board.lines, Milestone: board.milestones };
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`there is no type ${name}`);
    const rows = named[name as keyof typeof named];
    const isNear = (field: AnyField) => isShown(field) && getNamedType(field.type).name !== 'Incident';
    const selection = everyField(type, isNear, (at) => (at === 'Plant.systems' ? '(first: 3)' : ''), 1);
    for (let index = 0; index < Math.min(rows.size, depth(2, 8)); index++) {
      const entry = `${name.toLowerCase()}(id: "${rows.at(index).key}")`;
      const { interpreted, second, way, written, writtenWay } = await both(within(`${entry} ${selection}`));
      const sent = asSent(interpreted);
      expect([entry, asSent(second), written]).toEqual([entry, sent, [sent, sent]]);
      expect([way, writtenWay]).toEqual(['COMPILED', 'RENDERED']);
    }
  });
});

it('answers random queries with fragments, aliases and directives as graphql-js does', async () => {
  const dice = new Dice(5);
  const ways: string[] = [];
  for (let n = 0; n < depth(40, 300); n++) {
    const { text, variables } = randomQuery(dice, schema, board);
    const document = parse(text);
    if (validate(schema, document).length > 0) continue; // two of its fields are of one name, and differ
    const { interpreted, second, way, written, writtenWay } = await both(document, variables);
    ways.push(way, writtenWay);
    const sent = asSent(interpreted);
    expect([text, asSent(second), written]).toEqual([text, sent, [sent, sent]]);
  }
  expect(ways.filter((way) => way === 'COMPILED').length).toBeGreaterThan(depth(15, 150));
  expect(ways.filter((way) => way === 'RENDERED').length).toBeGreaterThan(depth(10, 100));
});

describe('a fragment that is spread twice', () => {
  const document = () =>
    parse(`query ($a: Boolean!, $b: Boolean!) { incident(id: "${board.incident.key}") {
      ...Names @include(if: $a) ...Names @skip(if: $b) plants { ...Place @skip(if: $a) } } }
      fragment Names on Incident { key title plants { key } } fragment Place on Plant { name status }`);

  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('counts wherever one of its conditions holds: %s, %s', async (a, b) => {
    const { interpreted, second, way, written, writtenWay } = await both(document(), { a, b });
    const sent = asSent(interpreted);
    expect([asSent(second), ...written]).toEqual([sent, sent, sent]);
    expect([way, writtenWay]).toEqual(['COMPILED', 'RENDERED']);
  });
});

describe('where a compiled query meets an error', () => {
  it('has graphql-js say what it is: a cursor of another list', async () => {
    const { interpreted, second, way } = await both(within('systems(after: "nonsense") { totalCount }'));
    expect(way).toBe('AGAIN');
    expect(second.errors?.[0]?.message).toBe(interpreted.errors?.[0]?.message);
    expect(second.errors?.[0]?.path).toEqual(['incident', 'systems']);
  });

  it.each([1, 5, 30])('answers though a getter throws after a promise: a budget of %s objects', async (objects) => {
    const document = within('plants { key } systems(first: 20) { nodes { key dependencies { dependsOn { key } } } }');
    const { interpreted, second, way } = await bothWays(schema, { document, variables: {} }, () => poor(objects));
    expect(way).toBe('AGAIN');
    expect(interpreted.errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
    expect(asSent(second)).toBe(asSent(interpreted));
  });

  it('charges a compiled answer as much as an interpreted one', async () => {
    const document = within(
      'a: plants { key } b: plants { key lines { key } } systems(first: 9) { nodes { tags after { key } } }',
    );
    const least = async () => {
      for (let objects = 1; ; objects++) {
        const { interpreted, second, way } = await bothWays(schema, { document, variables: {} }, () => poor(objects));
        expect(second.errors === undefined).toBe(interpreted.errors === undefined);
        if (!interpreted.errors) return way;
      }
    };
    expect(await least()).toBe('COMPILED');
  });

  it('waits for counts that are not made yet', async () => {
    const { interpreted, second } = await both(
      within('systems(first: 3, orderBy: MOST_UNLOCKED) { nodes { key unlocks } }'),
    );
    expect(asSent(second)).toBe(asSent(interpreted));
    expect(interpreted.errors).toBeUndefined();
  });
});

describe('what is never compiled', () => {
  const isCompiled = (text: string) => {
    const document = parse(text);
    return compilableOf(document, operationOf(document)) !== null;
  };

  it.each([
    ['a change', 'mutation { addNote(input: { incident: "a", text: "b" }) { userErrors { message } } }'],
    ['introspection', '{ __schema { types { name } } }'],
    ['a name that means something to JavaScript', '{ incident(id: "a") { __proto__: key } }'],
    [
      'text that would become code',
      '{ incident(id: "__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74dprocess.exit()") { key } }',
    ],
    ['the same, spelled otherwise', '{ incident(id: "\\u005f\\u005fMAGIC_NAN__203c38bb") { key } }'],
    ['the same in a default', 'query ($id: ID! = """__MAGIC_x""") { incident(id: $id) { key } }'],
  ])('%s', (_what, text) => {
    expect(isCompiled(text)).toBe(false);
    expect(isCompiled('{ incident(id: "a") { key } }')).toBe(true);
  });

  it('a document whose fragments unfold to more than 500 fields', () => {
    const levels = Array.from(
      { length: 9 },
      (_, n) =>
        `fragment F${n} on System { a: dependents { nodes { system { ...F${n + 1} } } } b: dependents { nodes { system { ...F${n + 1} } } } }`,
    );
    const text = `{ system(incident: "a", id: "b") { ...F0 } } ${levels.join(' ')} fragment F9 on System { key }`;
    expect(isCompiled(text)).toBe(false);
  });

  it('a string is never run as code, though graphql-jit would write it as such', async () => {
    const text = `{ incident(id: "__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74dglobalThis.ran = true") { key } }`;
    const { interpreted, second } = await both(parse(text));
    expect(second).toEqual(interpreted);
    expect('ran' in globalThis).toBe(false);
  });
});
