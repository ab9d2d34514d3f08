import { getIntrospectionQuery } from 'graphql';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { type RunningServer, startServer } from '../support/process';

let database: TestDatabase;
let server: RunningServer;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const ask = (query: string, variables = {}) => gql(server.url, server.token, query, variables);

async function codesOf(query: string): Promise<unknown[]> {
  return ((await ask(query)).errors ?? []).map((error) => error.extensions?.code);
}

describe('a document over a limit is refused before it is executed', () => {
  test('more than 2,000 tokens', async () => {
    expect(await codesOf(`{ ${'viewer { id } '.repeat(600)} }`)).toEqual(['LIMIT_EXCEEDED']);
  });

  test('deeper than 16', async () => {
    const deep = (levels: number) =>
      `{ incident(id: "x") ${'{ plants { incident '.repeat(levels)} { key } ${'} }'.repeat(levels)} }`;
    expect(await codesOf(deep(7))).toEqual([]);
    expect(await codesOf(deep(8))).toEqual(['LIMIT_EXCEEDED']);
  });

  test('deeper than 16 through fragments', async () => {
    const fragments = [...Array(9).keys()].map(
      (n) => `fragment f${n} on Incident { plants { incident { ...f${n + 1} } } }`,
    );
    const query = `{ incident(id: "x") { ...f0 } } ${fragments.join(' ')} fragment f9 on Incident { key }`;
    expect(await codesOf(query)).toEqual(['LIMIT_EXCEEDED']);
  });

  test('more than 30 aliases', async () => {
    const aliases = (count: number) => `{ ${[...Array(count).keys()].map((n) => `a${n}: viewer { id }`).join(' ')} }`;
    expect(await codesOf(aliases(30))).toEqual([]);
    expect(await codesOf(aliases(31))).toEqual(['LIMIT_EXCEEDED']);
  });

  test('more than 30 aliases by fragments that spread each other', async () => {
    const doubling = [...Array(12).keys()].map((n) => `fragment f${n} on Principal { ...f${n + 1} ...f${n + 1} }`);
    const query = `{ viewer { ...f0 } } ${doubling.join(' ')} fragment f12 on Principal { a: id }`;
    expect(await codesOf(query)).toEqual(['LIMIT_EXCEEDED']);
  });

  test('more than 50 directives', async () => {
    const directives = (count: number) => `{ viewer { ${'... @include(if: true) { id } '.repeat(count)} } }`;
    expect(await codesOf(directives(50))).toEqual([]);
    expect(await codesOf(directives(51))).toEqual(['LIMIT_EXCEEDED']);
  });

  test('fragments in a circle are refused, not followed for ever', async () => {
    const query = '{ viewer { ...a } } fragment a on Principal { ...b } fragment b on Principal { ...a }';
    expect(await codesOf(query)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });
});

test('introspection has its own limit: the usual query passes, one without an end does not', async () => {
  const answer = await ask(getIntrospectionQuery());
  expect(answer.data.__schema.types.length).toBeGreaterThan(10);
  const deep = `{ __type(name: "Query") { ${'ofType { '.repeat(25)} name ${'} '.repeat(25)} } }`;
  expect(await codesOf(deep)).toEqual(['LIMIT_EXCEEDED']);
});

describe('bodies', () => {
  const large = (bytes: number) => ({ query: '{ viewer { id } }', variables: { unused: 'x'.repeat(bytes) } });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const owner = () => ({ authorization: `Bearer ${server.token}` });

  test('above 1 MiB is not read for somebody without a token', async () => {
    const answer = await post(large(1024 * 1024));
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test('above 1 MiB is read for a viewer, one after the other', async () => {
    for (let round = 0; round < 3; round++) expect((await post(large(2 * 1024 * 1024), owner())).status).toBe(200);
  });

  test('two above 1 MiB at once: one is read', async () => {
    const answers = await Promise.all([1, 2].map(() => post(large(24 * 1024 * 1024), owner())));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 413]);
  });

  test('above 64 MiB is read for nobody', async () => {
    expect((await post(large(64 * 1024 * 1024), owner())).status).toBe(413);
    expect((await post(large(2 * 1024 * 1024), owner())).status).toBe(200);
  });

  test.each([
    ['broken JSON', '{"query":', 400, 'BAD_USER_INPUT'],
    ['a batch', '[{"query":"{ viewer { id } }"}]', 400, 'BAD_USER_INPUT'],
    ['no query', '{}', 400, 'BAD_USER_INPUT'],
    ['a query that is a number', '{"query":1}', 400, 'BAD_USER_INPUT'],
    ['variables that are a list', '{"query":"{ viewer { id } }","variables":[1]}', 400, 'BAD_USER_INPUT'],
  ])('%s is refused', async (_name, body, status, code) => {
    const answer = await post(body, owner());
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  test('another content type is not read', async () => {
    expect((await post('{ viewer { id } }', { ...owner(), 'content-type': 'text/plain' })).status).toBe(415);
  });
});

describe('errors say what the contract says, and nothing of the inside', () => {
  test.each([
    ['{ viewer {', 'GRAPHQL_PARSE_FAILED'],
    ['{ nobody }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query ($id: ID!) { incident(id: $id) { key } }', 'BAD_USER_INPUT'],
    ['query a { viewer { id } } query b { viewer { id } }', 'BAD_USER_INPUT'],
  ])('%s', async (query, code) => {
    const { status, errors } = await ask(query);
    expect(status).toBe(200);
    expect(errors).toEqual([expect.objectContaining({ extensions: { code } })]);
    expect(JSON.stringify(errors)).not.toMatch(/node_modules|\.ts:|\.js:|SELECT/);
  });

  test('a mutation by GET is not done', async () => {
    const query = encodeURIComponent('mutation { revokeAccessToken(input: { token: "x" }) { userErrors { code } } }');
    const answer = await fetch(`${server.url}/graphql?query=${query}`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(answer.status).toBe(405);
  });

  test('application/graphql-response+json gets the status of the error', async () => {
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${server.token}`,
      },
      body: JSON.stringify({ query: '{ nobody }' }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/graphql-response+json');
  });
});
