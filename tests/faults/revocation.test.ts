import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { dataOf, mutate, refuseRefusals } from '../support/desk';
import { eventually } from '../support/eventually';
import { type Line, openLine } from '../support/line';
import { makePerson, makeToken, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const plan = `format: blackstart/v1
systems: [{key: core, name: Core, tier: 0, zone: L4}]`;
const subscriptions = {
  incidentEvents: 'subscription ($i: ID!) { incidentEvents(incident: $i, after: 0) { position reason } }',
  systemChanged: 'subscription ($i: ID!) { systemChanged(incident: $i, after: 0) { position } }',
  incidentProgress: 'subscription ($i: ID!) { incidentProgress(incident: $i) { position held } }',
};

let database: TestDatabase;
let here: RunningServer;
let engineer: Person;
let number = 0;
let held: string | null = null;
/** The position of the last event that was made so. */
let toggled = 0;

beforeAll(async () => {
  database = await createDatabase();
  here = await startServer(database.env);
  for (const key of ['one', 'two']) {
    const input = { key, plan: { content: plan } };
    refuseRefusals([
      await mutate(here, 'declareIncident', 'DeclareIncidentInput', input, '{ userErrors { message } }'),
    ]);
  }
  engineer = await makePerson(here, 'engineer', [{ role: 'ENGINEER' }]);
});
afterAll(async () => {
  await here?.stop();
  await database?.drop();
});

// A process that neither hears notices nor polls the logs still has to close sockets in time.
describe.each([
  ['with LISTEN', {}],
  ['without LISTEN', { BLACKSTART_LISTEN: 'off' }],
  ['with notices alone', { BLACKSTART_POLL_MS: '3600000' }],
])('access that ends on another process, %s', (_, settings: Record<string, string>) => {
  let there: RunningServer;
  const lines: Line[] = [];

  beforeAll(async () => {
    there = await startServer({ ...database.env, ...settings });
    const both = '{ a: incident(id: "one") { key } b: incident(id: "two") { key } }';
    await eventually(async () => {
      const { data } = await gql(there.url, engineer.token, both);
      return data?.a && data.b ? true : undefined;
    }, 'the engineer and both incidents in the other process');
  });
  afterEach(() => lines.splice(0).forEach((line) => line.hangUp()));
  afterAll(() => there?.stop());

  /** Somebody who reads both incidents, known to both processes. */
  async function reader(): Promise<Person> {
    const grants = [{ role: 'OBSERVER', incident: 'one' } as const, { role: 'OBSERVER', incident: 'two' } as const];
    const person = await makePerson(here, `reader-${++number}`, grants);
    await eventually(
      async () => ((await gql(there.url, person.token, '{ viewer { id } }')).status === 200 ? true : undefined),
      'the token in the other process',
    );
    return person;
  }

  async function listening(token: string, incident = 'two', query = subscriptions.incidentEvents): Promise<Line> {
    const line = openLine(there.wsUrl, token, query, { i: incident });
    lines.push(line);
    await eventually(() => line.heard[0], 'the first answer');
    return line;
  }

  const update = async (input: object) =>
    refuseRefusals([
      await mutate(here, 'updatePrincipal', 'UpdatePrincipalInput', input, '{ userErrors { message } }'),
    ]);
  const revoke = async (token: string) =>
    refuseRefusals([
      await mutate(here, 'revokeAccessToken', 'RevokeAccessTokenInput', { token }, '{ userErrors { message } }'),
    ]);

  /** Places a hold on the incident `two`, or releases it: each moves a counter and an answer. The position of the event. */
  async function toggle(server: RunningServer): Promise<number> {
    const desk = { url: server.url, token: engineer.token };
    const selection = '{ hold { id } event { position } userErrors { message } }';
    const [name, input] =
      held === null
        ? ['placeHold', { incident: 'two', reason: 'wait' }]
        : ['releaseHold', { incident: 'two', hold: held, reason: 'go on' }];
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const payload = await mutate(desk, name, type, input, selection);
    refuseRefusals([payload]);
    held = held === null ? payload.hold.id : null;
    return (toggled = payload.event.position);
  }

  /** The other process has seen all that was toggled: of two at once it would hear that nothing is different. */
  async function seenThere(): Promise<void> {
    const query = '{ incident(id: "two") { position } }';
    await eventually(async () => {
      const { data } = await gql(there.url, engineer.token, query);
      return data.incident.position >= toggled ? true : undefined;
    }, 'what was toggled, in the other process');
  }

  async function closesWithin(line: Line, milliseconds: number): Promise<void> {
    const began = performance.now();
    expect(await line.closed).toBe(4403);
    expect(performance.now() - began).toBeLessThan(milliseconds);
  }

  it('closes the sockets of a revoked token, and of no other, within two seconds', async () => {
    const person = await reader();
    const other = await makeToken(here, person.id);
    const [line, kept] = await Promise.all([listening(person.token), listening(engineer.token)]);
    await revoke(other.token.id);
    await revoke(person.tokenId);
    await closesWithin(line, 2500);
    const position = await toggle(here);
    await eventually(() => (newest(kept) === position ? true : undefined), 'the event');
  });

  it('closes the sockets of a principal that is not active, and of one whose grants were changed', async () => {
    const [idle, narrowed] = await Promise.all([reader(), reader()]);
    const [first, second] = await Promise.all([listening(idle.token), listening(narrowed.token, 'one')]);
    await update({ principal: idle.id, active: false });
    await update({ principal: narrowed.id, grants: [{ role: 'OBSERVER', incident: 'one' }] });
    await Promise.all([closesWithin(first, 2500), closesWithin(second, 2500)]);
    await listening(narrowed.token, 'one'); // who comes again gets what is left
  });

  it.each(Object.entries(subscriptions))(
    '%s tells nothing of an incident once it is out of sight',
    async (_name, query) => {
      const readers = await Promise.all([reader(), reader()]);
      for (const [n, writer] of [here, there].entries()) {
        const person = readers[n]!;
        await seenThere();
        const line = await listening(person.token, 'two', query);
        const position = await toggle(here);
        await eventually(() => (newest(line) === position ? true : undefined), 'the event before');
        await update({ principal: person.id, grants: [{ role: 'OBSERVER', incident: 'one' }] });
        await toggle(writer);
        expect(await line.closed).toBe(4403);
        expect(line.heard.flatMap(positionsIn).filter((one) => one > position)).toEqual([]);
        const errors = line.heard.filter(({ type }) => type === 'error').flatMap(({ payload }) => payload);
        for (const error of errors) expect(error.extensions).toEqual({ code: 'FORBIDDEN' });
      }
    },
  );

  const positionsIn = ({ payload }: Line['heard'][number]): number[] =>
    payload?.data ? Object.values<any>(payload.data).map(({ position }) => position) : [];

  const newest = (line: Line): number => Math.max(0, ...line.heard.flatMap(positionsIn));

  it('a new socket of a revoked token is not let in after two seconds', async () => {
    const person = await reader();
    await revoke(person.tokenId);
    await eventually(
      async () => {
        const line = openLine(there.wsUrl, person.token, subscriptions.incidentEvents, { i: 'two' });
        const outcome = await Promise.race([line.closed, line.answered]);
        line.hangUp();
        return outcome === 4403 ? true : undefined;
      },
      'the refusal',
      2500,
    );
    expect(dataOf(await gql(here.url, here.token, '{ viewer { handle } }')).viewer.handle).toBe('owner');
  });
});
