import { withClient } from '../../src/postgres/client';
import { type TestDatabase, createDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { depth } from '../support/depth';
import { type RunningServer, startServer } from '../support/process';
import { mutate, mutateEach, refuseRefusals } from '../support/desk';
import { type Crew, declare, makeCrew, proof } from '../support/racing';
import { Replica, drawPicture } from '../support/replica';

const layers = 4;
const systemsOfLayer = 8;
const sentinel = 'sentinel';
const roundsToRestart = depth(1, 3);
const rounds = 3 * roundsToRestart;
const sittingsAtLeast = depth(5, 50);
const longest = 300_000;
const stepsOfRound = depth(6, 20);
const told = '{ event { position } userErrors { code } }';
const toldEach = '{ results { event { position } userErrors { code } } userErrors { code } }';

describe('a client that keeps a picture of all systems by systemChanged, and loses its socket all the time', () => {
  let database: TestDatabase;
  let other: RunningServer;
  let serving: Promise<RunningServer>;
  let crew: Crew;
  let incident: string;
  let replicas: Replica[];
  const keys = Array.from({ length: layers * systemsOfLayer }, (_, n) => `system-${n}`);
  const dice = seeded(20251);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(dice() * from.length)]!;
  const holds: string[] = [];
  const added: { system: string; dependsOn: string }[] = [];

  beforeAll(async () => {
    database = await createDatabase();
    other = await startServer(database.env);
    serving = startServer(database.env);
    const first = await serving;
    crew = await makeCrew([other, first]);
    incident = await declare({ ...other, token: crew.commander }, 'pictured', [{ key: sentinel }, ...planned()], {
      policy: { verificationTtl: '60m', rules: [{ require: ['ISOLATION_IN_FORCE'] }] },
      plants: [{ key: 'north', name: 'North' }],
      milestones: [
        { key: 'base', name: 'The base is back', systems: keys.slice(0, 3) },
        { key: 'declared', name: 'Declared by hand', gate: true, systems: keys.slice(3, 5), milestones: ['base'] },
      ],
    });
    replicas = [];
    for (const follows of [() => serving, () => Promise.resolve(other)]) {
      // it gets on only when it has heard all that changed meanwhile: sometimes it leaves before, sometimes after
      const patience = () => 1 + Math.floor(Math.random() * (Math.random() < 0.5 ? 12 : 60));
      const parts = { serving: follows, token: crew.commander, incident, patience };
      replicas.push(new Replica(parts, await drawPicture(other, crew.commander, incident)));
    }
    for (const replica of replicas) replica.start();
  });

  afterAll(async () => {
    const stopping = replicas.map((replica) => replica.stop());
    await touchSentinel(other);
    await Promise.all(stopping);
    await Promise.all([other.stop(), (await serving).stop()]);
    await database.drop();
  });

  /** Four layers; each system rests on two of the layer below, and the top waits for the milestones. */
  function planned() {
    return keys.map((key, n) => {
      const layer = Math.floor(n / systemsOfLayer);
      const below = keys.slice((layer - 1) * systemsOfLayer, layer * systemsOfLayer);
      const dependsOn =
        layer === 0 ? [] : [pick(below), pick(below)].filter((each, at, all) => all.indexOf(each) === at);
      const after = layer === layers - 1 ? [pick(['base', 'declared'])] : [];
      return { key, dependsOn, after, rto: `${1 + Math.floor(dice() * 5)}h`, ...(n % 2 === 0 && { plant: 'north' }) };
    });
  }

  const send = (server: RunningServer, token: string, mutation: string, type: string, input: object, answer: string) =>
    mutate({ url: server.url, token }, mutation, type, { incident, ...input }, answer);

  const some = () => keys.filter(() => dice() < 0.3).concat(pick(keys));

  /** Everything that moves a system on, for some of them at once; most of it is refused, as it is in life. */
  const steps: Record<string, (server: RunningServer) => Promise<unknown>> = {
    check: (server) =>
      send(server, crew.engineer, 'recordContainmentChecks', 'RecordContainmentChecksInput', passed(some()), toldEach),
    restore: (server) =>
      send(server, crew.engineer, 'markSystemsRestored', 'SystemsActionInput', { systems: some() }, toldEach),
    start: (server) =>
      send(server, crew.engineer, 'startRestores', 'SystemsActionInput', { systems: some() }, toldEach),
    validate: (server) => {
      const inputs = some().map((system) => ({ incident, system, passed: true, note: 'it answers' }));
      return mutateEach(
        { url: server.url, token: crew.engineer },
        'recordValidation',
        'RecordValidationInput',
        inputs,
        told,
      );
    },
    sign: async (server) => {
      const { systems } = await drawPicture(server, crew.verifier, incident);
      const inputs = keys.map((system) => ({ incident, system, expectedVersion: systems.get(system)!.version }));
      const desk = { url: server.url, token: crew.verifier };
      await mutateEach(desk, 'verifyContainment', 'VerifyContainmentInput', inputs, told);
    },
    online: (server) =>
      send(server, crew.operator, 'bringSystemsOnline', 'SystemsActionInput', { systems: keys }, toldEach),
    offline: (server) =>
      send(
        server,
        crew.operator,
        'takeSystemOffline',
        'SystemReasonInput',
        { system: pick(keys), reason: 'it stopped' },
        told,
      ),
    revoke: (server) =>
      send(
        server,
        crew.verifier,
        'revokeContainment',
        'RevokeContainmentInput',
        { system: pick(keys), reason: 'seen' },
        told,
      ),
    fail: (server) =>
      send(
        ...([server, crew.engineer, 'recordContainmentChecks', 'RecordContainmentChecksInput'] as const),
        { systems: [pick(keys)], kinds: ['ISOLATION_IN_FORCE'], outcome: 'FAILED' },
        toldEach,
      ),
    hold: async (server) => {
      const on = pick([{}, { plant: 'north' }, { system: pick(keys) }]);
      const input = { ...on, reason: `hold ${dice()}` };
      const { hold } = await send(
        server,
        crew.engineer,
        'placeHold',
        'PlaceHoldInput',
        input,
        '{ hold { id } userErrors { code } }',
      );
      holds.push(hold.id);
    },
    release: async (server) => {
      const hold = holds.shift();
      if (hold) await send(server, crew.commander, 'releaseHold', 'ReleaseHoldInput', { hold, reason: 'over' }, told);
    },
    add: async (server) => {
      const edge = { system: pick(keys), dependsOn: pick(keys) };
      const { event } = await send(server, crew.commander, 'addDependency', 'AddDependencyInput', edge, told);
      if (event) added.push(edge);
    },
    remove: async (server) => {
      const edge = added.shift();
      const input = { ...edge, reason: 'not needed' };
      if (edge) await send(server, crew.commander, 'removeDependency', 'RemoveDependencyInput', input, told);
    },
    declare: (server) => {
      const [mutation, reason] = [pick(['achieveMilestone', 'reopenMilestone']), 'said so'];
      return send(server, crew.commander, mutation, 'MilestoneActionInput', { milestone: 'declared', reason }, told);
    },
    objective: (server) => {
      const input = { system: pick(keys), rtoMinutes: 30 + Math.floor(dice() * 300) };
      return send(server, crew.engineer, 'updateSystem', 'UpdateSystemInput', input, told);
    },
  };

  const passed = (systems: string[]) => ({
    systems,
    kinds: ['ISOLATION_IN_FORCE'],
    outcome: 'PASSED',
    evidence: proof,
  });

  const untried = Object.values(steps);

  /** Some steps, each of which has its turn before the dice choose, and what brings systems online then. */
  async function work(server: () => Promise<RunningServer>): Promise<void> {
    for (let n = 0; n < stepsOfRound; n++) await (untried.shift() ?? pick(Object.values(steps)))(await server());
    for (const name of ['release', 'check', 'restore', 'validate', 'sign', 'online'])
      await steps[name]!(await server());
  }

  /** Changes a system of its own, so that every follower hears something after all that went before. */
  async function touchSentinel(server: RunningServer): Promise<number> {
    const input = { system: sentinel, description: `${dice()}` };
    const touched = await send(server, crew.engineer, 'updateSystem', 'UpdateSystemInput', input, told);
    refuseRefusals([touched]);
    return touched.event.position;
  }

  /** Every replica shows what a query shows, once it has heard of the last change. */
  async function expectPicturesToBeTrue(from: RunningServer): Promise<void> {
    const last = await touchSentinel(from);
    for (const [n, { picture, errors }] of replicas.entries()) {
      await eventually(() => (picture.position >= last ? true : undefined), `replica ${n} at ${last}`);
      // the tracker itself may write meanwhile: each look compares with what a query shows now
      let systems = new Map<string, unknown>();
      const isTrue = async () => {
        ({ systems } = await drawPicture(from, crew.commander, incident, last));
        return JSON.stringify([...picture.systems]) === JSON.stringify([...systems]) || undefined;
      };
      await eventually(isTrue, 'the same picture', 5000).catch(() => undefined); // the comparison below tells more
      expect(Object.fromEntries(picture.systems)).toEqual(Object.fromEntries(systems));
      expect(errors).toEqual([]);
    }
  }

  const moveClock = (minutes: number) =>
    withClient(database.ownerUrl, (client) =>
      client.query('UPDATE blackstart.clock SET offset_ms = offset_ms + $1', [minutes * 60_000]),
    );
  const expired = async () => {
    const { systems } = await drawPicture(other, crew.commander, incident);
    return [...systems.values()].filter(({ containment }) => (containment as any).status === 'EXPIRED').length;
  };

  /** What expired is in the log: from then on no version moves but by a command. */
  async function expiryIsTold(): Promise<true | undefined> {
    const { rowCount } = await withClient(database.ownerUrl, (client) =>
      client.query(`SELECT FROM blackstart.system
        WHERE verified_at IS NOT NULL AND NOT expiry_logged AND expires_at <= blackstart.now()`),
    );
    return rowCount === 0 || undefined;
  }

  /** Renews what can be renewed; how many are expired nevertheless. */
  async function signAll(): Promise<number> {
    await eventually(expiryIsTold, 'the word that signatures expired');
    await send(other, crew.engineer, 'recordContainmentChecks', 'RecordContainmentChecksInput', passed(keys), toldEach);
    await steps.sign!(other);
    await expectPicturesToBeTrue(other);
    return expired();
  }

  it(
    'misses nothing, across two restarts',
    async () => {
      for (let round = 0; round < rounds; round++) {
        await work(round % 2 === 0 ? () => serving : () => Promise.resolve(other));
        if (round === roundsToRestart || round === 2 * roundsToRestart) {
          const server = await serving;
          const over = round === roundsToRestart ? server.stop() : server.kill('SIGKILL');
          serving = Promise.resolve(over).then(() => startServer(database.env));
        }
        await expectPicturesToBeTrue(other);
      }
      expect(replicas.every(({ sittings }) => sittings >= sittingsAtLeast)).toBe(true);
    },
    longest,
  );

  it('misses nothing that the clock alone changed, while it listened', async () => {
    const before = await signAll();
    await moveClock(61);
    await expectPicturesToBeTrue(other); // the command brings the new time along, before any poll has seen it
    expect(await expired()).toBeGreaterThan(before);
  });

  it('misses nothing that the clock alone changed, while it was away', async () => {
    const before = await signAll();
    const away = replicas.map((replica) => replica.sendAway());
    await touchSentinel(other);
    await Promise.all(away.map(({ isAway }) => isAway));
    await moveClock(61);
    await eventually(async () => (await expired()) > before || undefined, 'a signature that has expired');
    for (const { callBack } of away) callBack();
    await expectPicturesToBeTrue(other);
  });
});

/** Random numbers from 0 to 1, the same ones for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
