import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { makePerson } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const plan = `format: blackstart/v1
plants: [{key: P1, name: Plant one}]
lines:
  - {key: L1, name: Press, plant: P1, systems: [core]}
  - {key: L2, name: Paint, plant: P1, systems: [paint], fedBy: [L1]}
systems:
  - {key: core, name: Core, tier: 0, zone: L4, plant: P1}
  - {key: paint, name: Paint control, tier: 1, zone: L3}
  - {key: one, name: One, tier: 2, zone: L3, dependsOn: [core]}
policy: {rules: [], separationOfDuties: false, overrideApprovals: 1}`;

let database: TestDatabase;
let server: RunningServer;
const tokens: Record<string, string> = {};

async function ask(as: string, query: string, variables: Record<string, unknown> = {}): Promise<any> {
  const { data, errors } = await gql(server.url, tokens[as] ?? server.token, query, variables);
  expect(errors).toBeUndefined();
  return data;
}

async function give(as: string, name: string, type: string, input: object, fields: string): Promise<any> {
  const payload = `${fields} event { type line { key } summary } userErrors { code blockers { kind override { id } line { key } } }`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} } }`;
  return (await ask(as, query, { input: { incident: 'i', ...input } }))[name];
}

const inIncident = async (fields: string) => (await ask('erin', `{ incident(id: "i") { ${fields} } }`)).incident;
const overrideFields = `override { id status approvalsNeeded requestedBy { handle } approvals { by { handle } at }
  blockers { kind system { key } milestone { key } } system { key } expiresAt }`;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  const declare = `mutation ($content: String!) {
    declareIncident(input: { key: "i", plan: { content: $content } }) { userErrors { message } } }`;
  expect((await ask('owner', declare, { content: plan })).declareIncident.userErrors).toEqual([]);
  for (const [handle, role] of [
    ['erin', 'ENGINEER'],
    ['casey', 'COMMANDER'],
    ['vera', 'VERIFIER'],
  ] as const) {
    tokens[handle] = (await makePerson(server, handle, [{ role }])).token;
  }
  const system = 'paint';
  await give('erin', 'markSystemRestored', 'MarkSystemRestoredInput', { system }, '');
  await give('erin', 'recordValidation', 'RecordValidationInput', { system, passed: true, note: 'Works.' }, '');
  const { version } = (await inIncident('system(id: "paint") { version }')).system;
  await give('vera', 'verifyContainment', 'VerifyContainmentInput', { system, expectedVersion: version }, '');
  expect((await give('erin', 'bringSystemOnline', 'SystemActionInput', { system }, '')).userErrors).toEqual([]);
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

describe('lines over the API', () => {
  test('show what they need, what feeds them and what keeps them from producing', async () => {
    const { plants, line } =
      await inIncident(`plants { status lines { key status running fedBy { key } systems { key } } }
      line(id: "L2") { id key name plant { key } incident { key } blockers { kind line { key } } risks { kind } }`);
    expect(plants).toEqual([
      {
        status: 'PARTIAL',
        lines: [
          { key: 'L1', status: 'BLOCKED', running: false, fedBy: [], systems: [{ key: 'core' }] },
          { key: 'L2', status: 'STARVED', running: false, fedBy: [{ key: 'L1' }], systems: [{ key: 'paint' }] },
        ],
      },
    ]);
    expect(line).toMatchObject({ key: 'L2', plant: { key: 'P1' }, blockers: [{ kind: 'LINE', line: { key: 'L1' } }] });
    expect((await ask('erin', `{ node(id: "${line.id}") { __typename } }`)).node).toEqual({ __typename: 'Line' });
    expect((await inIncident('system(id: "core") { lines { key } }')).system.lines).toEqual([{ key: 'L1' }]);
  });

  test('are marked running and stopped, and stay as they are on refusal', async () => {
    const mark = (name: string, input: object) =>
      give('erin', name, 'LineActionInput', input, 'line { key status running }');
    const refused = await mark('markLineRunning', { line: 'L1' });
    expect(refused).toMatchObject({
      line: { status: 'BLOCKED' },
      event: null,
      userErrors: [{ code: 'INVALID_TRANSITION' }],
    });
    expect((await mark('markLineRunning', { line: 'none' })).line).toBeNull();
    const done = await mark('markLineRunning', { line: 'L2', reason: 'From stock.' });
    expect(done).toMatchObject({ line: { status: 'RUNNING', running: true }, userErrors: [] });
    expect(done.event).toEqual({
      ...{ type: 'LINE_RUNNING', line: { key: 'L2' } },
      summary: 'erin marked line L2 running: From stock.',
    });
    expect((await mark('markLineStopped', { line: 'L2' })).line.running).toBe(false);
  });
});

describe('overrides over the API', () => {
  test('are requested, shown, found by UUID, approved, rejected and listed by status', async () => {
    const input = { system: 'one', dependencies: ['core'], reason: 'Patients wait.' };
    const { override, userErrors } = await give(
      'erin',
      'requestOverride',
      'RequestOverrideInput',
      input,
      overrideFields,
    );
    expect(userErrors).toEqual([]);
    expect(override).toMatchObject({
      ...{
        status: 'REQUESTED',
        approvalsNeeded: 1,
        requestedBy: { handle: 'erin' },
        approvals: [],
        system: { key: 'one' },
      },
      blockers: [{ kind: 'DEPENDENCY', system: { key: 'core' }, milestone: null }],
    });
    expect((await ask('erin', `{ node(id: "${override.id}") { __typename } }`)).node.__typename).toBe('Override');
    const again = await give('erin', 'requestOverride', 'RequestOverrideInput', input, overrideFields);
    expect(again).toMatchObject({ override: null, userErrors: [{ code: 'ALREADY_EXISTS' }] });
    const decide = (name: string) =>
      give('casey', name, 'OverrideActionInput', { override: override.id }, overrideFields);
    expect((await decide('approveOverride')).override).toMatchObject({
      ...{ status: 'APPROVED', approvals: [{ by: { handle: 'casey' } }] },
    });
    const listed = await inIncident(
      'approved: overrides(status: APPROVED) { id } requested: overrides(status: REQUESTED) { id }',
    );
    expect(listed).toEqual({ approved: [{ id: override.id }], requested: [] });
    const open = await give('casey', 'closeIncident', 'CloseIncidentInput', { reason: 'Done.' }, 'incident { status }');
    expect(open).toMatchObject({ incident: { status: 'OPEN' }, userErrors: [{ code: 'CRITERIA_NOT_MET' }] });
    expect(open.userErrors[0].blockers).toContainEqual({ kind: 'OVERRIDE', override: { id: override.id }, line: null });
    expect((await decide('rejectOverride')).override.status).toBe('REJECTED');
  });
});

describe('retirement and closing over the API', () => {
  test('a system is retired and reinstated', async () => {
    const retire = (input: object) =>
      give('casey', 'retireSystem', 'RetireSystemInput', { reason: 'Old.', ...input }, 'system { state }');
    expect(await retire({ system: 'core' })).toMatchObject({
      system: { state: 'OFFLINE' },
      userErrors: [{ code: 'IN_USE' }],
    });
    const actions = async (as: string) =>
      (await ask(as, '{ system(incident: "i", id: "one") { allowedActions } }')).system.allowedActions;
    expect(await actions('casey')).toContain('RETIRE');
    expect(await actions('erin')).not.toContain('RETIRE');
    expect((await retire({ system: 'one' })).system.state).toBe('RETIRED');
    expect(await actions('casey')).toContain('REINSTATE');
    const back = await give(
      'casey',
      'reinstateSystem',
      'SystemReasonInput',
      { system: 'one', reason: 'Wanted.' },
      'system { state }',
    );
    expect(back).toMatchObject({ system: { state: 'OFFLINE' }, event: { type: 'SYSTEM_REINSTATED' } });
  });

  test('an incident is abandoned and taken up again', async () => {
    const close = { reason: 'Rehearsed enough.', abandon: true };
    const closed = await give('casey', 'closeIncident', 'CloseIncidentInput', close, 'incident { status closedAt }');
    expect(closed).toMatchObject({ incident: { status: 'ABANDONED' }, event: { type: 'INCIDENT_ABANDONED' } });
    const reopened = await give(
      'casey',
      'reopenIncident',
      'ReopenIncidentInput',
      { reason: 'More.' },
      'incident { status closedAt }',
    );
    expect(reopened.incident).toEqual({ status: 'OPEN', closedAt: null });
  });
});
