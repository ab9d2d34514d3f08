import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { makePerson, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const roles = ['OBSERVER', 'ENGINEER', 'VERIFIER', 'COMMANDER', 'ADMIN'] as const;
type Role = (typeof roles)[number];

const plan = `format: blackstart/v1
plants: [{key: P1, name: Plant one}, {key: P2, name: Plant two}]
systems:
  - {key: base, name: Base, tier: 0, zone: L4}
  - {key: core, name: Core, tier: 0, zone: L4, dependsOn: [base]}
  - {key: one, name: One, tier: 2, zone: L3, plant: P1, dependsOn: [base]}
  - {key: two, name: Two, tier: 2, zone: L3, plant: P2, dependsOn: [base]}
milestones: [{key: G, name: Gate, systems: [core], gate: true}]`;

const on = (system: string) => `incident: "here", system: "${system}"`;

/** The table "Who may", row by row: the fields of a mutation on a system (or what stands for it), and who may. */
const table: [string, (system: string) => string, Role[]][] = [
  ['recordContainmentCheck', (s) => `${on(s)}, kind: OTHER, outcome: PENDING`, ['ENGINEER', 'VERIFIER', 'COMMANDER']],
  ['placeHold', (s) => `${on(s)}, reason: "x"`, ['ENGINEER', 'VERIFIER', 'COMMANDER']],
  ['revokeContainment', (s) => `${on(s)}, reason: "x"`, ['ENGINEER', 'VERIFIER', 'COMMANDER']],
  ['startRestore', on, ['ENGINEER', 'COMMANDER']],
  ['markSystemRestored', on, ['ENGINEER', 'COMMANDER']],
  ['recordValidation', (s) => `${on(s)}, passed: true, note: "x"`, ['ENGINEER', 'COMMANDER']],
  ['bringSystemOnline', on, ['ENGINEER', 'COMMANDER']],
  ['takeSystemOffline', (s) => `${on(s)}, reason: "x"`, ['ENGINEER', 'COMMANDER']],
  ['updateSystem', (s) => `${on(s)}, description: "x"`, ['ENGINEER', 'COMMANDER']],
  ['verifyContainment', (s) => `${on(s)}, expectedVersion: 0`, ['VERIFIER']],
  ['waiveContainmentCheck', (s) => `${on(s)}, kind: OTHER, reason: "x"`, ['COMMANDER']],
  ['updateSystem', (s) => `${on(s)}, tier: 2`, ['COMMANDER']],
  ['addDependency', (s) => `${on(s)}, dependsOn: "core"`, ['COMMANDER']],
  ['removeDependency', (s) => `${on(s)}, dependsOn: "base", reason: "x"`, ['COMMANDER']],
];
const forAll: [string, string, Role[]][] = [
  ['achieveMilestone', 'incident: "here", milestone: "G"', ['COMMANDER']],
  ['reopenMilestone', 'incident: "here", milestone: "G"', ['COMMANDER']],
  [
    'applyPlan',
    'incident: "here", reason: "x", dryRun: true, plan: { content: "format: blackstart/v1" }',
    ['COMMANDER'],
  ],
  ['declareIncident', 'key: "owner"', ['COMMANDER']],
  ['createPrincipal', 'handle: "owner", name: "x", grants: []', ['ADMIN']],
];

let database: TestDatabase;
let server: RunningServer;
const people = new Map<string, Person>();

/** What was removed before is there again: what is not there is NOT_FOUND, whoever asks. */
async function restorePlan(): Promise<void> {
  const apply = `mutation ($content: String!) { applyPlan(input: { incident: "here", reason: "again", plan: { content: $content } }) { userErrors { message } } }`;
  const { data } = await gql(server.url, server.token, apply, { content: plan });
  expect(data.applyPlan.userErrors).toEqual([]);
}

async function isForbidden(handle: string, mutation: string, fields: string): Promise<boolean> {
  if (mutation === 'removeDependency') await restorePlan();
  const query = `mutation { ${mutation}(input: { ${fields} }) { userErrors { code } } }`;
  const { data, errors } = await gql(server.url, people.get(handle)?.token, query);
  expect(errors).toBeUndefined();
  return data[mutation].userErrors.some(({ code }: { code: string }) => code === 'FORBIDDEN');
}

/** Who of these is not kept from it. */
async function allowed(handles: readonly string[], mutation: string, fields: string): Promise<string[]> {
  const may: string[] = [];
  for (const handle of handles) if (!(await isForbidden(handle, mutation, fields))) may.push(handle);
  return may;
}

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  const declare = `mutation ($content: String!) { declareIncident(input: { key: "here", plan: { content: $content } }) { userErrors { message } } }`;
  const { data } = await gql(server.url, server.token, declare, { content: plan });
  expect(data.declareIncident.userErrors).toEqual([]);
  await gql(server.url, server.token, 'mutation { declareIncident(input: { key: "owner" }) { userErrors { code } } }');
  for (const role of roles) {
    people.set(role, await makePerson(server, role, [{ role }]));
    people.set(`${role} here`, await makePerson(server, `${role}.here`, [{ role, incident: 'here' }]));
    people.set(`${role} at P1`, await makePerson(server, `${role}.P1`, [{ role, incident: 'here', plant: 'P1' }]));
    people.set(`${role} service`, await makePerson(server, `${role}.service`, [{ role }], 'SERVICE'));
  }
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

describe.each(table)('%s', (mutation, fields, may) => {
  test('is for its roles, everywhere and in the incident', async () => {
    expect(await allowed(roles, mutation, fields('one'))).toEqual(may);
    expect(
      await allowed(
        roles.map((role) => `${role} here`),
        mutation,
        fields('one'),
      ),
    ).toEqual(may.map((role) => `${role} here`));
  });

  test('a grant for a plant covers its own systems alone', async () => {
    const limited = roles.map((role) => `${role} at P1`);
    expect(await allowed(limited, mutation, fields('one'))).toEqual(may.map((role) => `${role} at P1`));
    for (const system of ['two', 'core']) expect(await allowed(limited, mutation, fields(system))).toEqual([]);
  });
});

test.each(forAll)('%s is for its roles, and not for a grant on one plant', async (mutation, fields, may) => {
  expect(await allowed(roles, mutation, fields)).toEqual(may);
  expect(
    await allowed(
      roles.map((role) => `${role} at P1`),
      mutation,
      fields,
    ),
  ).toEqual([]);
});

test('declaring and managing principals need a grant for all incidents', async () => {
  const limited = roles.map((role) => `${role} here`);
  expect(await allowed(limited, 'declareIncident', 'key: "owner"')).toEqual([]);
  expect(await allowed(limited, 'createPrincipal', 'handle: "owner", name: "x", grants: []')).toEqual([]);
});

test('a service never verifies, waives, declares or achieves gates', async () => {
  const services = roles.map((role) => `${role} service`);
  const forbidden: [string, string][] = [
    ['verifyContainment', `${on('one')}, expectedVersion: 0`],
    ['waiveContainmentCheck', `${on('one')}, kind: OTHER, reason: "x"`],
    ['declareIncident', 'key: "owner"'],
    ['achieveMilestone', 'incident: "here", milestone: "G"'],
  ];
  for (const [mutation, fields] of forbidden) expect(await allowed(services, mutation, fields)).toEqual([]);
  expect(await allowed(services, 'startRestore', on('one'))).toEqual(['ENGINEER service', 'COMMANDER service']);
});

test('a hold is released by who placed it, or by a human COMMANDER', async () => {
  let number = 0;
  const held = async () => {
    const place = `mutation { placeHold(input: { incident: "here", system: "one", reason: "${number++}" }) { hold { id } } }`;
    return (await gql(server.url, people.get('ENGINEER')?.token, place)).data.placeHold.hold.id as string;
  };
  const release = (id: string) => `incident: "here", hold: "${id}", reason: "x"`;
  expect(
    await allowed(['VERIFIER', 'ADMIN', 'COMMANDER service', 'ENGINEER'], 'releaseHold', release(await held())),
  ).toEqual(['ENGINEER']);
  expect(await allowed(['OBSERVER', 'COMMANDER'], 'releaseHold', release(await held()))).toEqual(['COMMANDER']);
});

test('every role reads', async () => {
  for (const role of roles) {
    const { data } = await gql(
      server.url,
      people.get(role)?.token,
      '{ incident(id: "here") { key systems { totalCount } } }',
    );
    expect(data.incident).toEqual({ key: 'here', systems: { totalCount: 4 } });
  }
});
