import { type TestDatabase, createDatabase } from '../support/database';
import { depth } from '../support/depth';
import { type RunningServer, startServer } from '../support/process';
import { mutate } from '../support/desk';
import { deadlocksIn, faultsOfLog, readLog } from '../support/logged';
import { type Crew, declare, makeCrew, makeReady, proof } from '../support/racing';

const clients = depth(20, 50);
const systems = Array.from({ length: 20 }, (_, n) => `system-${n}`);
const answer = '{ event { id position hash } events { id } userErrors { code } }';
const answerEach = `{ results ${answer.replace('{', '{ requested')} userErrors { code } }`;

describe(`one idempotency key from ${clients} clients at once, on two processes`, () => {
  let database: TestDatabase;
  let servers: RunningServer[] = [];
  let crew: Crew;
  let incident: string;

  beforeAll(async () => {
    database = await createDatabase();
    servers = [await startServer(database.env), await startServer(database.env)];
    crew = await makeCrew(servers);
    const planned = systems.map((key) => ({ key }));
    incident = await declare({ ...servers[0]!, token: crew.commander }, 'keys', planned);
    await makeReady(servers[0]!.url, crew, incident, ['system-0', 'system-1']);
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await database.drop();
  });

  interface Sent {
    token: string;
    mutation: string;
    type: string;
    input: (client: number) => object;
    selection?: string;
  }

  /** What each of the clients was answered, and the events that this wrote. */
  async function sendAtOnce({ token, mutation, type, input, selection = answer }: Sent) {
    const before = await readLog(database.ownerUrl, incident);
    const answers: any[] = await Promise.all(
      Array.from({ length: clients }, (_, n) =>
        mutate({ url: servers[n % 2]!.url, token }, mutation, type, input(n), selection),
      ),
    );
    const log = await readLog(database.ownerUrl, incident);
    expect(faultsOfLog(log)).toEqual([]);
    return { answers, kinds: distinct(answers), written: log.slice(before.length).map(({ type }) => type) };
  }

  it('holds a system once', async () => {
    const { commander: token } = crew;
    const input = () => ({ idempotencyKey: 'hold', incident, system: 'system-2', reason: 'wait' });
    const selection = '{ hold { id } event { id position hash } userErrors { code } }';
    const sent = await sendAtOnce({ token, mutation: 'placeHold', type: 'PlaceHoldInput', input, selection });
    expect(sent.kinds).toHaveLength(1);
    expect(sent.answers[0]).toMatchObject({ hold: { id: expect.any(String) }, userErrors: [] });
    expect(sent.written).toEqual(['HOLD_PLACED']);
  });

  it('brings a system online once', async () => {
    const { operator: token } = crew;
    const input = () => ({ idempotencyKey: 'online', incident, system: 'system-0' });
    const sent = await sendAtOnce({ token, mutation: 'bringSystemOnline', type: 'SystemActionInput', input });
    expect(sent.kinds).toHaveLength(1);
    expect(sent.answers[0]).toMatchObject({ event: { position: expect.any(Number) }, userErrors: [] });
    expect(sent.written).toEqual(['SYSTEM_ONLINE']);
  });

  it('adds a dependency once', async () => {
    const { commander: token } = crew;
    const input = () => ({ idempotencyKey: 'edge', incident, system: 'system-3', dependsOn: 'system-4' });
    const selection = '{ dependency { id } event { id position hash } userErrors { code } }';
    const sent = await sendAtOnce({ token, mutation: 'addDependency', type: 'AddDependencyInput', input, selection });
    expect(sent.kinds).toHaveLength(1);
    expect(sent.answers[0]).toMatchObject({ dependency: { id: expect.any(String) }, userErrors: [] });
    expect(sent.written).toEqual(['DEPENDENCY_ADDED']);
  });

  it('answers a batch with the same events of every system, those that it refused included', async () => {
    const { engineer: token } = crew;
    const input = () => ({ idempotencyKey: 'batch', incident, systems: ['nobody', ...systems.slice(5)] });
    const send = { token, mutation: 'startRestores', type: 'SystemsActionInput', input, selection: answerEach };
    const sent = await sendAtOnce(send);
    expect(sent.kinds).toHaveLength(1);
    expect(sent.answers[0].results).toHaveLength(16);
    expect(sent.answers[0].results[0]).toMatchObject({ event: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(sent.written).toEqual(Array.from({ length: 15 }, () => 'RESTORE_STARTED'));
  });

  it('declares an incident once', async () => {
    const desk = (n: number) => ({ url: servers[n % 2]!.url, token: crew.commander });
    const input = { idempotencyKey: 'declared', key: 'declared-once' };
    const selection = '{ incident { id } event { id position hash } userErrors { code } }';
    const answers = await Promise.all(
      Array.from({ length: clients }, (_, n) =>
        mutate(desk(n), 'declareIncident', 'DeclareIncidentInput', input, selection),
      ),
    );
    expect(distinct(answers)).toHaveLength(1);
    expect(answers[0]).toMatchObject({ incident: { id: expect.any(String) }, userErrors: [] });
    expect(await readLog(database.ownerUrl, answers[0].incident.id)).toHaveLength(1);
  });

  it('lets one of two inputs under the key count, and tells the others so', async () => {
    const { engineer: token } = crew;
    const input = (n: number) => ({
      ...{ idempotencyKey: 'two', incident, system: `system-${1 + (n % 2)}`, kind: 'IOC_SWEEP_CLEAN' },
      ...{ outcome: 'PASSED', evidence: proof },
    });
    const send = { token, mutation: 'recordContainmentCheck', type: 'RecordContainmentCheckInput', input };
    const sent = await sendAtOnce(send);
    const done = sent.answers.filter(({ event }) => event !== null);
    const others = sent.answers.filter(({ event }) => event === null);
    expect([done.length, others.length]).toEqual([clients / 2, clients / 2]);
    expect(distinct(done)).toHaveLength(1);
    expect(others.map(({ userErrors }) => userErrors[0].code)).toEqual(others.map(() => 'IDEMPOTENCY_MISMATCH'));
    expect(sent.written).toEqual(['CHECK_RECORDED']);
  });

  it('keeps no refusal under the key: the next try is judged anew', async () => {
    const { operator: token } = crew;
    const input = () => ({ idempotencyKey: 'later', incident, system: 'system-4' });
    const send = { token, mutation: 'bringSystemOnline', type: 'SystemActionInput', input };
    const early = await sendAtOnce(send);
    expect(distinct(early.answers)).toEqual([
      JSON.stringify({ event: null, events: [], userErrors: [{ code: 'BLOCKED' }] }),
    ]);
    expect(early.written).toEqual([]);
    await makeReady(servers[0]!.url, crew, incident, ['system-4']);
    const late = await sendAtOnce(send);
    expect(late.kinds).toHaveLength(1);
    expect(late.written).toEqual(['SYSTEM_ONLINE']);
  });

  it('counts for one principal: another one may use the same key', async () => {
    const desks = [crew.engineer, crew.operator].map((token, n) => ({ url: servers[n]!.url, token }));
    const input = { idempotencyKey: 'shared', incident, reason: 'both wait' };
    const answers = await Promise.all(
      desks.map((desk) => mutate(desk, 'placeHold', 'PlaceHoldInput', input, '{ hold { id } userErrors { code } }')),
    );
    expect(distinct(answers.map(({ hold }) => hold.id))).toHaveLength(2);
  });

  it('meets no deadlock on the way', async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    expect(await deadlocksIn(database.ownerUrl)).toBe(0);
  });
});

function distinct(values: readonly unknown[]): string[] {
  return [...new Set(values.map((value) => JSON.stringify(value)))];
}
