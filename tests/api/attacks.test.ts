import { getIntrospectionQuery } from 'graphql';
import { type Attempt, type Transport, attempt, transports } from '../support/attempts';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { executionsOf } from '../support/metrics';
import { makePerson, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const systemOf = (n: number) => {
  const dependsOn = [n - 1, n - 2, n - 3].filter((other) => other >= 0).map((other) => `s${other}`);
  return { key: `s${n}`, name: `System ${n}`, tier: n % 4, zone: 'L4', plant: `p${n % 4}`, dependsOn };
};
const plan = JSON.stringify({
  format: 'blackstart/v1',
  plants: [0, 1, 2, 3].map((n) => ({ key: `p${n}`, name: `Plant ${n}` })),
  systems: Array.from({ length: 500 }, (_, n) => systemOf(n)),
});

let database: TestDatabase;
let server: RunningServer;
let viewer: Person;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  const declare = `mutation ($content: String!) { declareIncident(input: { key: "here", plan: { content: $content } }) { userErrors { message } } }`;
  await gql(server.url, server.token, declare, { content: plan });
  viewer = await makePerson(server, 'viewer', [{ role: 'OBSERVER' }]);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const times = (count: number, part: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');

/** The same selection of an incident, under a query or under what a socket or stream carries. */
function under(transport: Transport, selection: string, rest = ''): string {
  return transport === 'HTTP'
    ? `{ incident(id: "here") { ${selection} } } ${rest}`
    : `subscription { systemChanged(incident: "here", after: 0) { system { incident { ${selection} } } } } ${rest}`;
}

const circle = (levels: number) =>
  `${'systems(first: 500) { nodes { dependents { nodes { system { incident { '.repeat(levels)} key ${'} } } } } }'.repeat(levels)}`;
const plants = (levels: number) => `${'plants { incident { '.repeat(levels)} key ${'} }'.repeat(levels)}`;

const overloads: [attack: string, selection: string, code: string, rest?: string][] = [
  ['alias overloading', times(100, (n) => `a${n}: key`), 'LIMIT_EXCEEDED'],
  [
    'aliases of what is heavy',
    times(
      30,
      (n) =>
        `a${n}: systems(first: 500) { nodes { blastRadius(first: 500) { nodes { blastRadius(first: 500) { nodes { dependents(first: 500) { nodes { id } } } } } } } }`,
    ),
    'LIMIT_EXCEEDED',
  ],
  ['directive overloading', `key ${'@include(if: true) '.repeat(60)}`, 'LIMIT_EXCEEDED'],
  ['directives nobody knows', `key ${'@aa '.repeat(60)}`, 'LIMIT_EXCEEDED'],
  ['field overloading', '__typename '.repeat(500), 'LIMIT_EXCEEDED'],
  ['objects again and again', 'plants { key } '.repeat(200), 'LIMIT_EXCEEDED'],
  ['more tokens than are read', 'key '.repeat(3000), 'LIMIT_EXCEEDED'],
  ['a deep query', plants(10), 'LIMIT_EXCEEDED'],
  ['a circle through lists', circle(2), 'LIMIT_EXCEEDED'],
  [
    'a circle of fragments',
    '...A',
    'GRAPHQL_VALIDATION_FAILED',
    'fragment A on Incident { ...B } fragment B on Incident { ...A }',
  ],
  [
    'a fragment of itself',
    '...A',
    'GRAPHQL_VALIDATION_FAILED',
    'fragment A on Incident { key plants { incident { ...A } } }',
  ],
  [
    'fragments that double',
    '...F0',
    'LIMIT_EXCEEDED',
    `${times(12, (n) => `fragment F${n} on Incident { ${times(3, (m) => `f${n}${m}: plants { incident { ...F${n + 1} } }`)} }`)} fragment F12 on Incident { key }`,
  ],
];

describe.each(transports)('over %s', (transport) => {
  it.each(overloads.map(([attack, selection, code, rest = '']) => [attack, selection, code, rest] as const))(
    '%s never gets to the executor',
    async (_attack, selection, code, rest) => {
      const before = await executionsOf(server);
      const { errors, data } = await attempt(server.url, viewer.token, transport, {
        query: under(transport, selection, rest),
      });
      expect(data ? Object.keys(data) : []).toEqual([]);
      expect(errors[0]!.extensions!.code).toMatch(code);
      expect(await executionsOf(server)).toBe(before);
    },
  );

  it('more objects than an answer may hold are refused by what they would cost, and where', async () => {
    const { errors } = await attempt(server.url, viewer.token, transport, {
      query: under(
        transport,
        'history(points: 500) { position } '.repeat(1) +
          times(
            8,
            (n) =>
              `h${n}: systems(first: 500, filter: {}) { nodes { notes(first: 500) { nodes { id text } } } } n${n}: notes(first: 5000000) { nodes { id text } }`,
          ),
      ),
    });
    expect(errors[0]!.message).toMatch(
      /^Cost of the operation: \d+, and the limit is 125000\. Most of it comes from .*notes\.nodes/,
    );
    expect(errors[0]!.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'cost', most: 125_000 });
    expect(errors[0]!.extensions!.cost).toBeGreaterThan(125_000);
  });
});

describe('a stranger is answered the same, whatever he sends', () => {
  const sent = {
    'a query': '{ viewer { id } }',
    'a syntax error': '{ viewer {',
    'an unknown field': '{ viewr { id } }',
    'a suggestion': 'subscription { incidentProgres(incident: "here") { total } }',
    introspection: getIntrospectionQuery(),
    'a large document': `{ ${'viewer { id } '.repeat(10_000)} }`,
    nothing: '',
    'no text': 7,
  };
  const tokens = { 'no token': undefined, 'a wrong token': 'bs_unknown' };

  it.each(transports)('over %s', async (transport) => {
    const answers: Pick<Attempt, 'status' | 'closed' | 'text'>[] = [];
    for (const token of Object.values(tokens)) {
      for (const query of Object.values(sent)) {
        const { status, closed, text } = await attempt(server.url, token, transport, { query });
        answers.push({ status, ...(closed !== undefined && { closed }), text });
      }
    }
    const [first] = answers;
    expect(answers).toEqual(answers.map(() => first));
    if (transport === 'WebSocket') expect(first).toEqual({ status: 0, closed: 4403, text: 'Forbidden' });
    else {
      expect(first!.status).toBe(401);
      expect(JSON.parse(first!.text)).toEqual({
        errors: [{ message: 'A valid bearer token is needed.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
  });

  it.each<[what: string, path: string, options: RequestInit]>([
    ['broken JSON', '/graphql', { method: 'POST', body: '{"query":', headers: { 'content-type': 'application/json' } }],
    ['a batch', '/graphql', { method: 'POST', body: '[{},{}]', headers: { 'content-type': 'application/json' } }],
    [
      'another content type',
      '/graphql',
      { method: 'POST', body: 'query=x', headers: { 'content-type': 'text/plain' } },
    ],
    [
      '3 MiB',
      '/graphql',
      {
        method: 'POST',
        body: JSON.stringify({ query: 'x'.repeat(3 * 1024 * 1024) }),
        headers: { 'content-type': 'application/json' },
      },
    ],
    ['a GET', '/graphql?query=%7Bviewer', {}],
    ['another method', '/graphql', { method: 'DELETE' }],
    ['a path that is not there', '/admin/../etc', {}],
    ['the counters', '/metrics', {}],
    ['a stream by GET', '/graphql/stream?query=x', { headers: { accept: 'text/event-stream' } }],
    [
      'a page of elsewhere',
      '/graphql',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', origin: 'https://evil.example' } },
    ],
    [
      'a question before a request',
      '/graphql',
      { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } },
    ],
  ])('also with %s', async (_what, path, options) => {
    const answer = await fetch(`${server.url}${path}`, options);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer.text()).toBe(
      '{"errors":[{"message":"A valid bearer token is needed.","extensions":{"code":"UNAUTHENTICATED"}}]}',
    );
  });

  it('introspection has an end for viewers too', async () => {
    const endless = `{ __schema { types ${'{ fields { type '.repeat(5)} { name } ${'} }'.repeat(5)} } }`;
    const answers = [endless, `{ ${times(12, (n) => `s${n}: __schema { types { name } }`)} }`].map((query) =>
      attempt(server.url, viewer.token, 'HTTP', { query }),
    );
    const codes = (await Promise.all(answers)).map(({ errors }) => errors[0]!.extensions!.code);
    expect(codes).toEqual(['GRAPHQL_VALIDATION_FAILED', 'LIMIT_EXCEEDED']);
  });

  it('nothing of it gets to the executor, and a viewer gets both introspection and suggestions', async () => {
    const before = await executionsOf(server);
    await attempt(server.url, undefined, 'HTTP', { query: getIntrospectionQuery() });
    expect(await executionsOf(server)).toBe(before);
    const schema = await attempt(server.url, viewer.token, 'HTTP', { query: getIntrospectionQuery() });
    expect(schema.data.__schema.queryType.name).toBe('Query');
    for (const transport of transports) {
      const query =
        transport === 'HTTP' ? '{ viewr { id } }' : 'subscription { incidentProgres(incident: "here") { total } }';
      const { errors } = await attempt(server.url, viewer.token, transport, { query });
      expect(errors[0]!.message).toMatch(/Did you mean "(viewer|incidentProgress)"/);
    }
  });
});
