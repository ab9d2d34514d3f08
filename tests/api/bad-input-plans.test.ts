import { badPlans, billionLaughs, nonsense, planWith } from '../support/bad-plans';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { type RunningServer, startServer } from '../support/process';
import { albionYaml, command } from '../support/recovery';

let database: TestDatabase;
let server: RunningServer;

const applyPlan = `mutation ($input: ApplyPlanInput!) { applyPlan(input: $input) { incident { position } diff { added }
  findings { severity code message keys line column cycle } event { position } events { position }
  userErrors { code message field cycle } } }`;
const checkPlan = `query ($input: PlanDocumentInput!) { checkPlan(input: $input) { valid systems
  findings { severity code message keys line column cycle } } }`;

interface Plan {
  content: string;
  format?: string;
}

async function ask(query: string, variables: object): Promise<any> {
  const answer = await gql(server.url, server.token, query, variables as Record<string, unknown>);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

/** What is stored, as the API and the tables tell it: bad input must leave both alone. */
async function stored(): Promise<object> {
  const { incidents } = await ask(
    '{ incidents { totalCount nodes { key position logHead systems { totalCount } } } }',
    {},
  );
  return incidents;
}

async function check(plan: Plan): Promise<any> {
  return (await ask(checkPlan, { input: plan })).checkPlan;
}

async function apply(plan: Plan): Promise<any> {
  return (await ask(applyPlan, { input: { incident: 'here', reason: 'try', plan } })).applyPlan;
}

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ ...database.env, LOG_LEVEL: 'warn' });
  const plan = { content: albionYaml };
  const { userErrors } = await command(server.url, server.token, 'declareIncident', { key: 'here', plan });
  expect(userErrors).toEqual([]);
});

afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

it('takes the plan that the bad ones are made from', async () => {
  const content = planWith('  - {key: net, name: Network, tier: 0, zone: L4, team: core}\n');
  expect(await check({ content })).toMatchObject({ valid: true, systems: 1 });
});

it.each(badPlans)('refuses a plan with $what, names the culprit and its place, and stores nothing', async (bad) => {
  const { code, names, line, column, cycle, content, format } = bad;
  const plan = { content, ...(format && { format }) };
  const before = await stored();
  const checked = await check(plan);
  expect(checked.valid).toBe(false);
  const errors = checked.findings.filter((finding: any) => finding.severity === 'ERROR');
  const finding = errors.find((error: any) => error.code === code);
  expect({ errors, finding }).toMatchObject({ finding: { code, line } });
  for (const name of names) expect(finding.message).toContain(name);
  if (column !== undefined) expect(finding.column).toBe(column);
  if (line !== null) expect(finding.column).toBeGreaterThan(0);
  if (cycle) expect(finding.cycle).toEqual(cycle);

  const declared = await command(server.url, server.token, 'declareIncident', { key: 'new', plan });
  const refusal = { code: code === 'CYCLE' ? 'CYCLE' : 'INVALID_INPUT', field: ['plan', 'content'] };
  expect(declared).toMatchObject({ incident: null, event: null, events: [], userErrors: [refusal] });
  for (const name of names) expect(declared.userErrors[0].message).toContain(name);
  if (line !== null) expect(declared.userErrors[0].message).toContain(`line ${line}`);
  if (cycle) expect(declared.userErrors[0].cycle).toEqual(cycle);

  const applied = await apply(plan);
  expect(applied).toMatchObject({
    incident: { position: 1 },
    diff: null,
    event: null,
    events: [],
    userErrors: [refusal],
  });
  expect(applied.findings).toEqual(checked.findings);
  expect(await stored()).toEqual(before);
});

it('lists every finding of a plan, not the first', async () => {
  const content = planWith(`  - {key: app, name: App, tier: x, zone: L9, team: nobody, rto: soon}
  - {key: app, nmae: App, tier: 1, zone: L4, dependsOn: [ghost]}
`);
  const { findings } = await check({ content });
  const codes = findings.map((finding: any) => `${finding.code} ${finding.line}`);
  expect(codes).toEqual(
    expect.arrayContaining(['INVALID_VALUE 7', 'UNKNOWN_REFERENCE 7', 'DUPLICATE_KEY 8', 'UNKNOWN_FIELD 8']),
  );
  expect(codes.filter((code: string) => code === 'INVALID_VALUE 7')).toHaveLength(3);
});

it('tells one cycle for each knot of a plan, the shortest', async () => {
  const edges: Record<string, string[]> = { a: ['b'], b: ['c', 'a'], c: ['a'], d: ['e'], e: ['f'], f: ['d'], g: ['a'] };
  const lines = Object.entries(edges).map(
    ([key, on]) => `  - {key: ${key}, name: ${key}, tier: 0, zone: L4, dependsOn: [${on.join(', ')}]}\n`,
  );
  const { findings } = await check({ content: planWith(lines.join('')) });
  const cycles = findings.filter((finding: any) => finding.code === 'CYCLE').map((finding: any) => finding.cycle);
  expect(cycles).toEqual([
    ['a', 'b', 'a'],
    ['d', 'e', 'f', 'd'],
  ]);
});

describe.each([
  [
    'YAML of more than 4 MiB',
    'TOO_LARGE',
    { content: `format: blackstart/v1\nsystems: []\n${'#'.repeat(4 * 1024 * 1024)}` },
  ],
  ['10 MB of nonsense', 'TOO_LARGE', { content: nonsense(10) }],
  ['10 MB of nonsense that begins like JSON', 'SYNTAX', { content: `{${nonsense(10)}` }],
  ['10 MB of nonsense as CSV', 'SYNTAX', { content: nonsense(10), format: 'CSV' }],
  ['10 MB of nonsense as a Backstage catalog', 'TOO_LARGE', { content: nonsense(10), format: 'BACKSTAGE' }],
  ['3 MB of nonsense as YAML', 'SYNTAX', { content: nonsense(3) }],
  ['a billion laughs', 'SYNTAX', { content: billionLaughs }],
  ['lists nested 100,000 deep in YAML', 'SYNTAX', { content: '['.repeat(100_000) }],
  ['lists nested 100,000 deep in JSON', 'SYNTAX', { content: `{"systems":${'['.repeat(100_000)}` }],
] as const)('%s', (_what, code, plan) => {
  it('is refused within seconds, stores nothing, and lets others go on meanwhile', async () => {
    const before = await stored();
    const started = Date.now();
    const refused = command(server.url, server.token, 'declareIncident', { key: 'new', plan });
    const others = await stored();
    const { incident, userErrors } = await refused;
    expect(Date.now() - started).toBeLessThan(25_000);
    expect([incident, others]).toEqual([null, before]);
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['plan', 'content'] }]);
    expect(userErrors[0].message.length).toBeLessThan(1000);
    const { valid, findings } = await check(plan);
    expect([valid, findings[0].code]).toEqual([false, code]);
    expect(await stored()).toEqual(before);
  });
});

it('does not read a large body for a stranger', async () => {
  const body = JSON.stringify({ query: applyPlan, variables: { input: { plan: { content: nonsense(10) } } } });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer bs_unknown' };
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
  const { errors } = (await response.json()) as any;
  expect([response.status, errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
});
