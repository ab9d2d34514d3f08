import { type Answer, gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { dataOf, mutate } from '../support/desk';
import { makePerson, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const plan = `format: blackstart/v1
systems: [{key: core, name: Core, tier: 0, zone: L4}]`;
const payload = '{ event { position } userErrors { code message field } }';

let database: TestDatabase;
let server: RunningServer;
let person: Person;

const as = (token: string) => ({ url: server.url, token });
const grantNow = (grants: object[]) =>
  mutate(
    server,
    'updatePrincipal',
    'UpdatePrincipalInput',
    { principal: person.id, grants },
    '{ userErrors { code } }',
  );
const hold = (incident: string, idempotencyKey: string) =>
  mutate(
    as(person.token),
    'placeHold',
    'PlaceHoldInput',
    { incident, idempotencyKey, reason: idempotencyKey },
    payload,
  );
const ask = (query: string): Promise<Answer> => gql(server.url, person.token, query);

/** The same answer, but for the name that was asked for. */
function expectSame(one: unknown, name: string, other: unknown, otherName: string): void {
  const plain = (answer: unknown, asked: string) => JSON.stringify(answer).replaceAll(asked, '<name>');
  expect(plain(one, name)).toBe(plain(other, otherName));
}

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  for (const key of ['older', 'visible', 'newer']) {
    const input = { key, plan: { content: plan } };
    await mutate(server, 'declareIncident', 'DeclareIncidentInput', input, payload);
  }
  person = await makePerson(server, 'engineer', [{ role: 'ENGINEER', incident: 'visible' }]);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});
beforeEach(() => grantNow([{ role: 'ENGINEER', incident: 'visible' }]));

const pages = 'totalCount pageInfo { hasNextPage hasPreviousPage } edges { cursor node { key } }';

test('the incidents before and after one in the list are neither counted nor hinted at', async () => {
  const { incidents } = dataOf(await ask(`{ incidents(first: 1) { ${pages} } }`));
  const [{ cursor }] = incidents.edges;
  const pageInfo = { hasNextPage: false, hasPreviousPage: false };
  expect(incidents).toEqual({ totalCount: 1, pageInfo, edges: [{ cursor, node: { key: 'visible' } }] });
  const after = dataOf(await ask(`{ incidents(after: "${cursor}") { ${pages} } }`)).incidents;
  expect(after).toEqual({ totalCount: 1, pageInfo: { ...pageInfo, hasPreviousPage: true }, edges: [] });
});

test('a cursor that was given out is none any more once its incident is out of sight', async () => {
  const [{ cursor }] = dataOf(await ask(`{ incidents { ${pages} } }`)).incidents.edges;
  await grantNow([{ role: 'ENGINEER', incident: 'newer' }]);
  const madeUp = Buffer.from('DECLARED:1b4e28ba-2fa1-41d2-883f-0016d3cca427').toString('base64url');
  const [hidden, unknown] = [cursor, madeUp].map((after) => ask(`{ incidents(after: "${after}") { ${pages} } }`));
  expectSame(await hidden, cursor, await unknown, madeUp);
  expect((await hidden)?.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
});

test('a command that is repeated in an incident out of sight is answered as one in none', async () => {
  expect((await hold('visible', 'wait')).userErrors).toEqual([]);
  await grantNow([{ role: 'ENGINEER', incident: 'newer' }]);
  expectSame(await hold('visible', 'wait'), 'visible', await hold('nowhere', 'wait'), 'nowhere');
  expect((await hold('visible', 'wait')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
});

test('a command that is repeated without its role is FORBIDDEN, and tells no event', async () => {
  expect((await hold('visible', 'stop')).userErrors).toEqual([]);
  await grantNow([{ role: 'OBSERVER', incident: 'visible' }]);
  expect(await hold('visible', 'stop')).toMatchObject({ event: null, userErrors: [{ code: 'FORBIDDEN' }] });
});

test("nobody is answered by another's idempotency key", async () => {
  const first = await hold('visible', 'mine');
  const other = await makePerson(server, 'other', [{ role: 'ENGINEER', incident: 'visible' }]);
  const input = { incident: 'visible', idempotencyKey: 'mine', reason: 'mine' };
  const second = await mutate(as(other.token), 'placeHold', 'PlaceHoldInput', input, payload);
  expect(second).toMatchObject({ event: { position: expect.any(Number) }, userErrors: [] });
  expect(second.event.position).toBeGreaterThan(first.event.position);
});

test('a key that is taken by a hidden incident is declared, checked and granted like any other', async () => {
  const questions: [string, (key: string) => string][] = [
    ['declareIncident', (key) => `mutation { declareIncident(input: { key: "${key}" }) ${payload} }`],
    [
      'checkPlan',
      (key) =>
        `{ checkPlan(input: { content: "format: blackstart/v1\\nincident: {key: ${key}}" }) { findings { code message } } }`,
    ],
    [
      'createPrincipal',
      (key) => `mutation { createPrincipal(input: { handle: "x", name: "x",
      grants: [{ role: ADMIN, incident: "${key}" }] }) { userErrors { code message field } } }`,
    ],
  ];
  for (const [, question] of questions) {
    expectSame(await ask(question('newer')), 'newer', await ask(question('never')), 'never');
  }
});

test('who has which handle or token is told to an ADMIN alone', async () => {
  const { viewer } = dataOf(await gql(server.url, server.token, '{ viewer { id handle tokens { id } } }'));
  const make = (principal: string) =>
    ask(
      `mutation { createAccessToken(input: { principal: "${principal}", label: "x" }) { userErrors { code message field } } }`,
    );
  const end = (token: string) =>
    ask(`mutation { revokeAccessToken(input: { token: "${token}" }) { userErrors { code message field } } }`);
  expectSame(await make('owner'), 'owner', await make('nobody'), 'nobody');
  const [known, unknown] = [viewer.tokens[0].id, '1b4e28ba-2fa1-41d2-883f-0016d3cca427'];
  expectSame(await end(known), known, await end(unknown), unknown);
  const query = `{ node(id: "${viewer.id}") { ... on Principal { handle grants { role } tokens { id } subjects { subject } breakGlassSince } } }`;
  const hidden = { grants: null, tokens: null, subjects: null, breakGlassSince: null };
  expect(dataOf(await ask(query)).node).toEqual({ handle: 'owner', ...hidden });
  const counted = '{ principals(first: 500) { nodes { handle } } }';
  const before = (await ask(counted)) as Answer & { extensions: object };
  await makePerson(server, 'one-more', []);
  expect(await ask(counted)).toEqual(before);
  expect(before).toMatchObject({ data: { principals: null }, extensions: { cost: expect.any(Number) } });
});
