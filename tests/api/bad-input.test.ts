import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { makePerson } from '../support/people';
import { type RunningServer, startServer } from '../support/process';
import { albionYaml, command, lookAt, type MutationName, recordChecks } from '../support/recovery';

const key = 'albion-2025';
const nobody = '0b9d3c1e-5a4f-4c86-9a52-8f1f6c1f2a77';
const evidence = [{ label: 'tool report' }];

let database: TestDatabase;
let server: RunningServer;
let worker: string;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ ...database.env, LOG_LEVEL: 'warn' });
  const plan = { content: albionYaml };
  const { userErrors } = await command(server.url, server.token, 'declareIncident', { key, plan });
  expect(userErrors).toEqual([]);
  const roles = ['ENGINEER', 'VERIFIER', 'COMMANDER'] as const;
  worker = (
    await makePerson(
      server,
      'allrounder',
      roles.map((role) => ({ role })),
    )
  ).token;
});

afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

async function query(text: string): Promise<any> {
  return gql(server.url, worker, text);
}

async function position(): Promise<number> {
  return (await query(`{ incident(id: "${key}") { position } }`)).data.incident.position;
}

/** A command that must be refused with this code and change nothing; answers the refusal. */
async function refused(code: string, name: MutationName, input: object): Promise<any> {
  const before = await position();
  const payload = await command(server.url, worker, name, { incident: key, ...input });
  const codes = payload.userErrors.map((error: any) => error.code);
  expect({ name, input, codes, events: payload.events }).toEqual({ name, input, codes: [code], events: [] });
  expect(await position()).toBe(before);
  return { ...payload.userErrors[0], payload };
}

const onMissing: [MutationName, object][] = [
  ['startRestore', { system: 'oob' }],
  ['markSystemRestored', { system: 'oob' }],
  ['recordValidation', { system: 'oob', passed: true, note: 'fine' }],
  ['bringSystemOnline', { system: 'oob' }],
  ['takeSystemOffline', { system: 'oob', reason: 'x' }],
  ['updateSystem', { system: 'oob', name: 'x' }],
  ['recordContainmentCheck', { system: 'oob', kind: 'OTHER', outcome: 'PASSED', evidence }],
  ['waiveContainmentCheck', { system: 'oob', kind: 'OTHER', reason: 'x' }],
  ['verifyContainment', { system: 'oob', expectedVersion: 1 }],
  ['revokeContainment', { system: 'oob', reason: 'x' }],
  ['addDependency', { system: 'oob', dependsOn: 'ad' }],
  ['removeDependency', { system: 'ad', dependsOn: 'ire', reason: 'x' }],
  ['placeHold', { reason: 'x' }],
  ['releaseHold', { hold: nobody, reason: 'x' }],
  ['achieveMilestone', { milestone: 'M1' }],
  ['reopenMilestone', { milestone: 'M1' }],
];

it.each(onMissing)('refuses %s on an incident that is not there, by key and by UUID', async (name, input) => {
  for (const incident of ['albion-2052', nobody, '', "x'; --", '../../etc', 'constructor', '__proto__']) {
    const error = await refused('NOT_FOUND', name, { ...input, incident });
    expect(error).toMatchObject({ field: ['incident'], message: expect.stringContaining(incident) });
  }
});

it.each(onMissing.filter(([, input]) => 'system' in input))(
  'refuses %s on a system that is not there',
  async (name, input) => {
    for (const system of ['oob2', nobody, 'constructor', 'oob\u0000']) {
      const { message, field, payload } = await refused('NOT_FOUND', name, { ...input, system });
      expect([message, field]).toEqual([expect.stringContaining(system), ['system']]);
      expect(payload.system).toBeNull();
    }
  },
);

it('names what else is not there', async () => {
  const missing: [MutationName, object, string][] = [
    ['addDependency', { system: 'oob', dependsOn: 'ghost' }, 'dependsOn'],
    ['removeDependency', { system: 'oob', dependsOn: 'netseg', reason: 'x' }, 'dependsOn'],
    ['placeHold', { system: 'ghost', reason: 'x' }, 'system'],
    ['placeHold', { plant: 'ghost', reason: 'x' }, 'plant'],
    ['releaseHold', { hold: nobody, reason: 'x' }, 'hold'],
    ['achieveMilestone', { milestone: 'M99' }, 'milestone'],
  ];
  for (const [name, input, field] of missing) {
    expect(await refused('NOT_FOUND', name, input)).toMatchObject({ field: [field] });
  }
  expect(await query(`{ system(incident: "${key}", id: "ghost") { key } }`)).toMatchObject({ data: { system: null } });
  expect(await query(`{ incident(id: "ghost") { key } node(id: "${nobody}") { id } }`)).toMatchObject({
    data: { incident: null, node: null },
  });
});

it('refuses a step that the state machine does not have, with the state that the system is in', async () => {
  const wrong: [MutationName, object][] = [
    ['recordValidation', { system: 'oob', passed: true, note: 'fine' }],
    ['takeSystemOffline', { system: 'oob', reason: 'x' }],
    ['verifyContainment', { system: 'oob', expectedVersion: 1 }],
  ];
  for (const [name, input] of wrong) {
    expect((await refused('INVALID_TRANSITION', name, input)).message).toMatch(/oob.*OFFLINE/);
  }
  expect((await refused('INVALID_TRANSITION', 'reopenMilestone', { milestone: 'M1' })).message).toContain('M1');
  expect((await refused('INVALID_TRANSITION', 'achieveMilestone', { milestone: 'M3' })).message).toContain('M3');
});

it('refuses a stale version, with both versions', async () => {
  const note = { incident: key, systems: ['dns'], kinds: ['OTHER'], outcome: 'PASSED', evidence };
  expect((await recordChecks(server.url, worker, note)).userErrors).toEqual([]);
  const { version } = await lookAt(server.url, worker, key, 'dns');
  const stale: [MutationName, object][] = [
    ['startRestore', {}],
    ['markSystemRestored', {}],
    ['bringSystemOnline', {}],
    ['updateSystem', { name: 'x' }],
    ['takeSystemOffline', { reason: 'x' }],
    ['verifyContainment', {}],
  ];
  for (const [name, input] of stale) {
    for (const expectedVersion of [version - 1, version + 1, -1, 2 ** 31 - 1]) {
      const error = await refused('STALE_VERSION', name, { system: 'dns', ...input, expectedVersion });
      expect(error).toMatchObject({ field: ['expectedVersion'], message: expect.stringContaining(String(version)) });
      expect(error.payload.system.version).toBe(version);
    }
  }
});

it('refuses NUL and half surrogate pairs in any text, and names the field', async () => {
  const texts: [MutationName, (text: string) => object, string[]][] = [
    ['startRestore', (note) => ({ system: 'ad', note }), ['note']],
    ['markSystemRestored', (restorePoint) => ({ system: 'ad', restorePoint }), ['restorePoint']],
    ['recordValidation', (note) => ({ system: 'ad', passed: true, note }), ['note']],
    ['takeSystemOffline', (reason) => ({ system: 'ad', reason }), ['reason']],
    ['updateSystem', (name) => ({ system: 'ad', name }), ['name']],
    ['updateSystem', (tag) => ({ system: 'ad', tags: ['good', tag] }), ['tags', '1']],
    ['revokeContainment', (reason) => ({ system: 'ad', reason }), ['reason']],
    ['addDependency', (reason) => ({ system: 'ad', dependsOn: 'oob', reason }), ['reason']],
    ['placeHold', (reason) => ({ system: 'ad', reason }), ['reason']],
    ['declareIncident', (title) => ({ incident: undefined, key: 'new', title }), ['title']],
    [
      'recordContainmentCheck',
      (label) => ({ system: 'ad', kind: 'OTHER', outcome: 'PASSED', evidence: [{ label }] }),
      ['evidence', '0', 'label'],
    ],
    ['startRestore', (idempotencyKey) => ({ system: 'ad', idempotencyKey }), ['idempotencyKey']],
  ];
  for (const [name, input, field] of texts) {
    for (const text of ['a\u0000b', '\ud800', 'x\udc00']) {
      expect(await refused('INVALID_INPUT', name, input(text))).toMatchObject({
        field,
        message: expect.stringContaining(field.join('.')),
      });
    }
  }
});

it('refuses what says nothing or contradicts itself', async () => {
  const wrong: [MutationName, object, string[]][] = [
    ['takeSystemOffline', { system: 'ad', reason: ' ' }, ['reason']],
    ['revokeContainment', { system: 'ad', reason: '' }, ['reason']],
    ['placeHold', { reason: '\t' }, ['reason']],
    ['recordContainmentCheck', { system: 'ad', kind: 'OTHER', outcome: 'PASSED' }, ['evidence']],
    ['recordContainmentCheck', { system: 'ad', kind: 'OTHER', outcome: 'WAIVED', evidence }, ['outcome']],
    ['addDependency', { system: 'ad', dependsOn: 'oob', requiredState: 'OFFLINE' }, ['requiredState']],
    ['declareIncident', { incident: undefined, key: nobody, title: 'x' }, ['key']],
    ['declareIncident', { incident: undefined, key: 'constructor', title: 'x' }, ['key']],
    ['declareIncident', { incident: undefined, key: 'two words', title: 'x' }, ['key']],
    [
      'declareIncident',
      { incident: undefined, key: 'new', title: 'x', declaredAt: '2999-01-01T00:00:00Z' },
      ['declaredAt'],
    ],
  ];
  for (const [name, input, field] of wrong)
    expect(await refused('INVALID_INPUT', name, input)).toMatchObject({ field });
  const cycle = await refused('CYCLE', 'addDependency', { system: 'oob', dependsOn: 'pki' });
  expect(cycle).toMatchObject({ field: ['dependsOn'], cycle: expect.arrayContaining(['oob', 'pki', 'ad']) });
  expect(cycle.cycle[0]).toBe(cycle.cycle.at(-1));
  await refused('ALREADY_EXISTS', 'addDependency', { system: 'netseg', dependsOn: 'oob' });
  await refused('ALREADY_EXISTS', 'declareIncident', { incident: undefined, key, title: 'x' });
  await refused('NOT_WAIVABLE', 'waiveContainmentCheck', { system: 'ad', kind: 'ISOLATION_IN_FORCE', reason: 'x' });
});

const inputErrors: [string, string, RegExp][] = [
  ['a cursor of nowhere', 'systems(after: "nonsense") { totalCount }', /after.*nonsense/],
  ['a cursor of another order', 'systems(after: "TkFNRTpvb2I") { totalCount }', /after.*TkFNRTpvb2I/],
  ['an empty cursor', 'systems(after: "") { totalCount }', /after/],
  ['a bad cursor of events', 'events(before: "!!") { totalCount }', /before.*!!/],
  ['a page of 501', 'systems(first: 501) { totalCount }', /first.*500.*501/],
  ['a page of none', 'systems(first: 0) { totalCount }', /first.*0/],
  ['a page below none', 'events(first: -1) { totalCount }', /first.*-1/],
  ['a word that is no order', 'systems(orderBy: COLOUR) { totalCount }', /COLOUR/],
  ['a state that is none', 'systems(filter: {states: [HALF]}) { totalCount }', /HALF/],
  ['a text for a number', 'systems(first: "ten") { totalCount }', /ten/],
  ['a field that is none', 'colour', /colour/],
];

it.each(inputErrors)('answers %s with an error that names it', async (_what, fields, message) => {
  const { data, errors } = await query(`{ incident(id: "${key}") { ${fields} } }`);
  expect([data?.incident ?? null, errors?.[0]?.message]).toEqual([null, expect.stringMatching(message)]);
  expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors?.[0]?.extensions?.code);
});

it('answers variables of the wrong type with an error that names them', async () => {
  const text = 'mutation ($input: SystemActionInput!) { startRestore(input: $input) { system { key } } }';
  const wrong: [object, RegExp][] = [
    [{ incident: key }, /system/],
    [{ incident: key, system: 'oob', expectedVersion: 'two' }, /expectedVersion.*two/],
    [{ incident: key, system: 'oob', expectedVersion: 2 ** 31 }, /expectedVersion/],
    [{ incident: key, system: 'oob', colour: 'red' }, /colour/],
    [{ incident: key, system: { key: 'oob' } }, /system/],
  ];
  for (const [input, message] of wrong) {
    const { data, errors } = await gql(server.url, worker, text, { input });
    expect([data ?? null, errors?.[0]?.extensions?.code]).toEqual([null, 'BAD_USER_INPUT']);
    expect(errors?.[0]?.message).toMatch(message);
  }
});

it('refuses a batch of none and one of 501', async () => {
  for (const systems of [[], Array.from({ length: 501 }, (_, n) => `s${n}`)]) {
    const text = `mutation ($input: SystemsActionInput!) { bringSystemsOnline(input: $input) { results { requested } userErrors { code field } } }`;
    const { data } = await gql(server.url, worker, text, { input: { incident: key, systems } });
    expect(data.bringSystemsOnline).toEqual({
      results: [],
      userErrors: [{ code: 'INVALID_INPUT', field: ['systems'] }],
    });
  }
});
