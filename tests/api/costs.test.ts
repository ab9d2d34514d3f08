import { attempt } from '../support/attempts';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { executionsOf } from '../support/metrics';
import { makePerson, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const planOf = (systems: number, dependencies: number) =>
  JSON.stringify({
    format: 'blackstart/v1',
    plants: [{ key: 'P', name: 'Plant' }],
    systems: Array.from({ length: systems }, (_, n) => ({
      ...{ key: `s${n}`, name: `System ${n}`, tier: 1, zone: 'L4', plant: 'P' },
      dependsOn: Array.from({ length: Math.min(n, dependencies) }, (_, back) => `s${n - 1 - back}`),
    })),
  });

let database: TestDatabase;
let server: RunningServer;
let viewer: Person;
let narrow: Person;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  const declare = `mutation ($key: String!, $content: String!) { declareIncident(input: { key: $key, plan: { content: $content } }) { userErrors { message } } }`;
  for (const [key, content] of [
    ['small', planOf(4, 1)],
    ['large', planOf(500, 3)],
  ]) {
    const { data } = await gql(server.url, server.token, declare, { key, content });
    expect(data.declareIncident.userErrors).toEqual([]);
  }
  viewer = await makePerson(server, 'viewer', [{ role: 'OBSERVER' }]);
  narrow = await makePerson(server, 'narrow', [{ role: 'OBSERVER', incident: 'small' }]);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

async function costOf(query: string, variables = {}, token = viewer.token): Promise<number> {
  const { text } = await attempt(server.url, token, 'HTTP', { query, variables });
  return JSON.parse(text).extensions.cost;
}
const inside = (incident: string, selection: string) => `{ incident(id: "${incident}") { ${selection} } }`;

describe('the cost of an answer', () => {
  it('counts each field once for each object', async () => {
    expect(await costOf('{ viewer { id handle } }')).toBe(3);
    expect(await costOf('{ viewer { id ...A } } fragment A on Principal { id handle }')).toBe(3);
    expect(await costOf('query ($no: Boolean!) { viewer { id handle @skip(if: $no) } }', { no: true })).toBe(2);
  });

  it('knows how long lists are on the board: the same query costs what it will answer', async () => {
    // incident, key, systems, 4 nodes with 2 fields each
    expect(await costOf(inside('small', 'key systems(first: 500) { nodes { key name } }'))).toBe(3 + 1 + 4 * 2);
    expect(await costOf(inside('large', 'key systems(first: 500) { nodes { key name } }'))).toBe(3 + 1 + 500 * 2);
    const dependencies = 500 * 3 - 6;
    const page = 'systems(first: 500) { nodes { dependencies { strength } } }';
    expect(await costOf(inside('large', page))).toBe(3 + 500 + dependencies + 3);
  });

  it('counts `first`, also by default, by variable and where it is null', async () => {
    const page = 'systems { nodes { key } }';
    expect(await costOf(inside('large', page))).toBe(3 + 50);
    const query = `query ($n: Int) { incident(id: "large") { systems(first: $n) { nodes { key } } } }`;
    expect(await costOf(query, { n: 7 })).toBe(3 + 7);
    expect(await costOf(query, { n: null })).toBe(3 + 50);
  });

  it('tells nobody how large an incident is that he may not see', async () => {
    const page = 'systems(first: 500) { nodes { key } }';
    const hidden = await costOf(inside('large', page), {}, narrow.token);
    expect(hidden).toBe(await costOf(inside('nowhere', page), {}, narrow.token));
    const id = (await gql(server.url, viewer.token, inside('large', 'id'))).data.incident.id;
    const node = `{ node(id: "${id}") { ... on Incident { systems(first: 500) { nodes { key } } } } }`;
    expect(await costOf(node, {}, narrow.token)).toBeLessThan(20);
    expect(await costOf(node)).toBeGreaterThan(500);
  });

  it('lets a plant of 500 systems pass, with dependencies and blockers', async () => {
    const page = `plant(id: "P") { progress { total } systems(first: 500) { totalCount nodes { id key name state tier zone
      canComeOnline overdue containment { status missingChecks } blockers { kind message }
      dependencies { satisfied strength requiredState dependsOn { key state } } } } }`;
    const cost = await costOf(inside('large', page));
    expect(cost).toBeGreaterThan(20_000);
    expect(cost).toBeLessThan(50_000);
  });

  it('over the limit names it, the cost and the dearest field', async () => {
    const below = `${'dependents { nodes { system { '.repeat(4)} key ${'} } }'.repeat(4)}`;
    const page = `systems(first: 500) { nodes { ${below} } }`;
    const { errors, text } = await attempt(server.url, viewer.token, 'HTTP', { query: inside('large', page) });
    expect(errors).toHaveLength(1);
    const { cost } = JSON.parse(text).extensions;
    expect(errors[0]!.extensions).toEqual({
      ...{ code: 'LIMIT_EXCEEDED', limit: 'cost', most: 125_000, cost },
      field:
        'incident.systems.nodes.dependents.nodes.system.dependents.nodes.system.dependents.nodes.system.dependents.nodes',
    });
    expect(errors[0]!.message).toContain(`Cost of the operation: ${cost}, and the limit is 125000.`);
  });
});

const deep = (field: string, levels: number) => `${`${field} { nodes { `.repeat(levels)} key ${'} }'.repeat(levels)}`;
const round = (levels: number) =>
  `${'systems(first: 500) { nodes { incident { '.repeat(levels)} key ${'} } }'.repeat(levels)}`;
const many = (part: string) => Array.from({ length: 20 }, (_, n) => `a${n}: ${part}`).join(' ');

const expensive = [
  ...[2, 3, 4].map(round),
  ...[3, 4, 5, 6]
    .map((levels) => deep('blastRadius(first: 500)', levels))
    .map((below) => `systems(first: 500) { nodes { ${below} } }`),
  ...[300, 350, 400, 450, 500].map((first) =>
    many(`systems(first: ${first}) { nodes { blastRadius(first: 100) { nodes { key } } } }`),
  ),
  'systems(first: 500) { nodes { notes(first: 500) { nodes { id system { dependents { nodes { id } } } } } } }',
  'systems(first: 500) { nodes { dependents(first: 500) { nodes { system { blastRadius { nodes { id key name } } } } } } }',
  ...[
    'blockers { kind message system { blockers { kind message } } }',
    'rootBlockers { kind message system { blockers { kind message } } }',
    'dependencies { dependsOn { blastRadius(first: 100) { nodes { key } } } }',
  ].map((list) => many(`systems(first: 500) { nodes { ${list} } }`)),
  ...[1, 2, 3, 4].map((n) =>
    many(
      `plants { incident { systems(first: ${500 - n}) { nodes { dependents(first: 500) { nodes { system { dependents { nodes { id } } } } } } } } }`,
    ),
  ),
  ...[11, 12, 13, 14].map((n) =>
    Array.from(
      { length: n },
      (_, at) => `p${at}: planDocument h${at}: systems(first: 500) { nodes { blastRadius { nodes { key } } } }`,
    ).join(' '),
  ),
];

test('25 expensive queries, 20 times each, at once: not one gets to the executor', async () => {
  expect(new Set(expensive).size).toBe(25);
  for (const selection of expensive) {
    const { errors } = await gql(server.url, viewer.token, inside('large', selection));
    expect([selection, errors?.[0]?.extensions?.limit]).toEqual([selection, 'cost']);
  }
  const before = await executionsOf(server);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => expensive)
      .flat()
      .map((selection) => gql(server.url, viewer.token, inside('large', selection))),
  );
  expect(answers).toHaveLength(500);
  const codes = answers.map(({ data, errors }) => [data, errors?.map(({ extensions }) => extensions?.code)]);
  expect(codes).toEqual(answers.map(() => [undefined, ['LIMIT_EXCEEDED']]));
  expect(await executionsOf(server)).toBe(before);
  await gql(server.url, viewer.token, '{ viewer { id } }');
  expect(await executionsOf(server)).toBe(before + 1);
});
