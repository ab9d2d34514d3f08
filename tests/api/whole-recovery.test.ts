import { createHash } from 'node:crypto';
import { withClient } from '../../src/postgres/client';
import { gql, openSubscriber, type Subscriber } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { makePerson } from '../support/people';
import { type RunningServer, startServer } from '../support/process';
import { albionYaml, command, plannedSystems } from '../support/recovery';
import { Crew, type Tokens } from '../support/recovery.crew';
import { RecoveryModel } from '../support/recovery.model';

const key = 'albion-2025';
/** The gates of the sample whose criteria are systems; the others are automatic, or need lines. */
const gates = { M1: ['oob', 'netseg', 'edr'], M2: ['ad', 'pki', 'pam', 'idp'] };
const automatic = { M3: ['virt', 'dbp', 'intg'], M5: ['pay', 'edi'] };
/** Milestones whose lines must run, and what waits for those: nobody marks a line here. M4 wants its line only READY. */
const onLines = ['M6', 'M7', 'M8', 'M9', 'M10', 'M11'];

let database: TestDatabase;
let server: RunningServer;
let tokens: Tokens;
let crew: Crew;
let waves: string[][];
let socket: Subscriber;
const followed: any[] = [];
let following: Promise<void>;
const achievedWith = new Map<string, any[]>();

async function follow(): Promise<void> {
  const query = `subscription { incidentEvents(incident: "${key}", after: 0) {
    position type previousHash hash system { key } milestone { key } } }`;
  for await (const { data } of socket.iterate(query)) followed.push(data?.incidentEvents);
}

async function ask(fields: string): Promise<any> {
  const answer = await gql(server.url, tokens.observer, `{ incident(id: "${key}") { ${fields} } }`);
  expect(answer.errors).toBeUndefined();
  return answer.data.incident;
}

async function statusOf(milestone: string): Promise<string> {
  const { milestones } = await ask('milestones { key status }');
  return milestones.find((candidate: any) => candidate.key === milestone).status;
}

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ ...database.env, LOG_LEVEL: 'warn' });
  const { token: commander } = await makePerson(server, 'casey', [{ role: 'COMMANDER' }]);
  const plan = { content: albionYaml };
  const { incident, userErrors, event } = await command(server.url, commander, 'declareIncident', { key, plan });
  expect(userErrors).toEqual([]);
  expect(event).toMatchObject({ position: 1, type: 'INCIDENT_DECLARED', actor: { handle: 'casey' } });
  const at = { incident: incident.id };
  const [erin, eli, vera, oscar] = [
    await makePerson(server, 'erin', [{ role: 'ENGINEER', ...at }]),
    await makePerson(server, 'eli', [{ role: 'ENGINEER', ...at }]),
    await makePerson(server, 'vera', [{ role: 'VERIFIER', ...at }]),
    await makePerson(server, 'oscar', [{ role: 'OBSERVER', ...at }]),
  ];
  tokens = {
    ...{ commander, engineer1: erin.token, engineer2: eli.token },
    ...{ verifier: vera.token, observer: oscar.token },
  };
  const planned = await plannedSystems(server.url, tokens.observer, key);
  crew = new Crew(server, key, tokens, new RecoveryModel(planned));
  waves = crew.model.waves(gates);
  socket = openSubscriber(server.wsUrl, tokens.observer);
  following = follow();
});

afterAll(async () => {
  await socket?.end();
  await following?.catch(() => undefined);
  await server?.stop();
  await database?.drop();
});

async function bringWave(wave: readonly string[]): Promise<void> {
  for (const system of wave) {
    const events = await crew.bring(system);
    for (const event of events.slice(1)) achievedWith.set(event.milestone.key, events);
  }
}

/** A gate is refused to everybody but a commander, and to him until its criteria are met. */
async function declareGate(milestone: keyof typeof gates): Promise<void> {
  expect(await statusOf(milestone)).toBe('READY');
  await crew.refusedAs('FORBIDDEN', 'engineer2', 'achieveMilestone', { milestone });
  const declared = await crew.done('commander', 'achieveMilestone', { milestone, reason: 'all of it is back' });
  expect(declared.milestone.status).toBe('ACHIEVED');
  expect(declared.events).toHaveLength(1);
  crew.model.achieved.add(milestone);
}

async function refuseUnmet(milestone: keyof typeof gates): Promise<void> {
  const { blockers } = await crew.refusedAs('CRITERIA_NOT_MET', 'commander', 'achieveMilestone', { milestone });
  const lacking = gates[milestone].filter((system) => crew.model.of(system).state !== 'ONLINE').sort();
  expect(blockers.map((blocker: any) => [blocker.kind, blocker.system.key])).toEqual(
    lacking.map((system) => ['DEPENDENCY', system]),
  );
}

function isMet(milestone: keyof typeof gates): boolean {
  return gates[milestone].every((system) => crew.model.of(system).state === 'ONLINE');
}

/** The public key infrastructure turns out not to be clean: it falls, and all that rests on it must wait. */
async function setBack(waiting: readonly string[]): Promise<void> {
  const fallen = await crew.done('verifier', 'revokeContainment', { system: 'pki', reason: 'a forged certificate' });
  expect(fallen.system).toMatchObject({ state: 'STOPPING', containment: { status: 'REVOKED' } });
  crew.model.revoke('pki');
  expect(await crew.look('idp')).toMatchObject({ state: 'ONLINE', blockers: [] });
  const refused: string[][] = [];
  for (const system of waiting)
    if (crew.model.blockers(system).length > 0) refused.push(await crew.gateRefuses(system));
  expect(refused.flat()).toEqual(expect.arrayContaining(['DEPENDENCY pki', 'DEPENDENCY_UNTRUSTED idp for pki']));
  expect(await statusOf('M2')).toBe('REGRESSED');
  await crew.done('engineer1', 'takeSystemOffline', { system: 'pki', reason: 'it has stopped' });
  crew.model.of('pki').state = 'OFFLINE';
  await crew.prepare('pki');
  await crew.bring('pki');
  await declareGate('M2');
}

it('brings seventy systems back, and refuses each with exactly its blockers before each condition is met', async () => {
  expect(crew.model.sheets.size).toBe(70);
  expect(crew.model.missing('sis.VPA')).toEqual(
    expect.arrayContaining(['SAFETY_TESTED', 'WALKDOWN_DONE', 'CONTROL_LOGIC_MATCHED', 'EVIDENCE_PRESERVED']),
  );
  let isSetBack = false;
  for (const [number, wave] of waves.entries()) {
    // a wave is made ready while the one before is still down: dependencies and milestones are what is missing then
    for (const system of wave) await crew.prepare(system);
    const before = waves[number - 1] ?? [];
    for (const gate of ['M1', 'M2'] as const) if (!crew.model.achieved.has(gate)) await refuseUnmet(gate);
    await bringWave(before);
    for (const gate of ['M1', 'M2'] as const) {
      if (crew.model.achieved.has(gate) || !isMet(gate)) continue;
      const held = wave.filter((system) => crew.model.of(system).after.includes(gate));
      for (const system of held) expect(await crew.gateRefuses(system)).toEqual([`MILESTONE ${gate}`]);
      await declareGate(gate);
    }
    if (!isSetBack && crew.model.achieved.has('M2')) await setBack(wave);
    isSetBack ||= crew.model.achieved.has('M2');
  }
  await bringWave(waves.at(-1) ?? []);
  expect(crew.openings).toBe(71);
  expect(crew.refusals).toBeGreaterThan(7 * 70);
}, 300_000);

it('ends with every system online and nothing left to do', async () => {
  const { position, progress, systems } =
    await ask(`position systems(first: 500) { nodes { key state blockers { kind } } }
    progress { position total online ready blocked held containmentVerified percentOnline }`);
  expect(progress).toEqual({
    ...{ position, total: 70, online: 70, ready: 0, blocked: 0, held: 0, containmentVerified: 70 },
    percentOnline: 100,
  });
  expect(systems.nodes.filter((system: any) => system.state !== 'ONLINE' || system.blockers.length > 0)).toEqual([]);
  await crew.refusedAs('INVALID_TRANSITION', 'engineer2', 'bringSystemOnline', { system: 'oob' });
});

it('achieves automatic milestones in the step that meets them, and leaves those whose lines must run pending', async () => {
  const { milestones } = await ask('milestones { key status achievedBy { handle } blockers { kind } }');
  const byKey = new Map<string, any>(milestones.map((milestone: any) => [milestone.key, milestone]));
  for (const [milestone, needed] of Object.entries(automatic)) {
    expect(byKey.get(milestone)).toMatchObject({ status: 'ACHIEVED', achievedBy: { handle: 'blackstart' } });
    const [online, achieved] = achievedWith.get(milestone) ?? [];
    expect(needed).toContain(online.system.key);
    expect(achieved).toMatchObject({ type: 'MILESTONE_ACHIEVED', position: online.position + 1 });
  }
  for (const gate of Object.keys(gates)) {
    expect(byKey.get(gate)).toMatchObject({ status: 'ACHIEVED', achievedBy: { handle: 'casey' }, blockers: [] });
  }
  expect(byKey.get('M4')).toMatchObject({ status: 'ACHIEVED', achievedBy: { handle: 'blackstart' }, blockers: [] });
  expect(onLines.map((milestone) => byKey.get(milestone).status)).toEqual(onLines.map(() => 'PENDING'));
  const { blockers } = await crew.refusedAs('CRITERIA_NOT_MET', 'commander', 'achieveMilestone', { milestone: 'M6' });
  expect(blockers.map((blocker: any) => blocker.kind)).toEqual(['LINE', 'LINE']);
});

it('tells a follower from position 0 every event once, in order, in one chain', async () => {
  const { position, logHead } = await ask('position logHead');
  await eventually(() => (followed.length >= position ? true : undefined), 'the last event at the follower');
  expect(followed.map((event) => event.position)).toEqual(Array.from({ length: position }, (_, n) => n + 1));
  const chain = followed.map((event) => event.previousHash).concat(logHead);
  expect(chain).toEqual(['0'.repeat(64), ...followed.map((event) => event.hash)]);
  expect(followed.filter((event) => event.type === 'SYSTEM_ONLINE')).toHaveLength(71);
});

it('has as many events in its log as its position, with the hashes that their texts have', async () => {
  const { position, events } = await ask('position events(last: 500) { totalCount nodes { position hash } }');
  expect(events.totalCount).toBe(position);
  expect(events.nodes.at(-1).position).toBe(position);
  const text = 'SELECT text, previous_hash, hash FROM blackstart.event ORDER BY position';
  const { rows } = await withClient(database.ownerUrl, (client) => client.query(text));
  expect(rows).toHaveLength(position);
  for (const row of rows) {
    expect(
      createHash('sha256')
        .update(row.previous_hash + row.text)
        .digest('hex'),
    ).toBe(row.hash);
  }
});

it('lets the observer watch and change nothing', async () => {
  const { position } = await ask('position');
  await crew.refusedAs('FORBIDDEN', 'observer', 'takeSystemOffline', { system: 'oob', reason: 'no' });
  await crew.refusedAs('FORBIDDEN', 'observer', 'placeHold', { reason: 'no' });
  await crew.refusedAs('FORBIDDEN', 'observer', 'reopenMilestone', { milestone: 'M1' });
  expect(await ask('position')).toEqual({ position });
});
