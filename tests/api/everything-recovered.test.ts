import { withClient } from '../../src/postgres/client';
import { type Cast, evidence, recoveryMutations, rehearsal, rehearsalKey, Works } from '../support/albion';
import { AlbionStory } from '../support/albion.story';
import { createDatabase, type TestDatabase } from '../support/database';
import { mutate } from '../support/desk';
import { faultsOfLog, readLog } from '../support/logged';
import { makePerson } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

let database: TestDatabase;
let server: RunningServer;
let cast: Cast;
let works: Works;
let story: AlbionStory;
let incidentId: string;
let override: string;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ ...database.env, LOG_LEVEL: 'warn' });
  const token = async (handle: string, role: 'ENGINEER' | 'VERIFIER' | 'COMMANDER' | 'OBSERVER') =>
    (await makePerson(server, handle, [{ role }])).token;
  const [casey, cole] = [await token('casey', 'COMMANDER'), await token('cole', 'COMMANDER')];
  const operator = await token('eli', 'ENGINEER');
  cast = {
    ...{ restores: await token('erin', 'ENGINEER'), operates: operator, verifies: await token('vera', 'VERIFIER') },
    ...{ asks: operator, approve: [casey, cole], commands: casey },
  };
  const input = { key: rehearsalKey, plan: { content: rehearsal() } };
  const answer = '{ incident { id mode } event { mode } userErrors { message } }';
  const declared = await mutate(
    { url: server.url, token: casey },
    'declareIncident',
    'DeclareIncidentInput',
    input,
    answer,
  );
  expect(declared).toMatchObject({ incident: { mode: 'EXERCISE' }, event: { mode: 'EXERCISE' }, userErrors: [] });
  incidentId = declared.incident.id;
  works = new Works(server.url, rehearsalKey, await token('oscar', 'OBSERVER'));
  story = new AlbionStory(works, cast, database.ownerUrl);
});

afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

describe('the whole of Albion is rehearsed', () => {
  it('prepares seventy systems of which none may go online, and the incident may not be closed', () =>
    story.prepareAll());
  it('brings the foundation online in one call, and nothing beyond its gate', () => story.bringFoundation());
  it('lets mail pass by an override that two commanders approve', () => story.overrideMail());
  it('declares the first gate', () => story.declareGate('M1'));
  it('brings trust and platform online', () => story.bringTrustAndPlatform());
  it('revokes the PKI with all that rests on it, and heals all of it', () => story.fallAndHeal());
  it('brings everything online', () => story.bringTheRest());
  it('runs the lines in feeding order, and its milestones with them', () => story.runLines());
  it('tells within five seconds that signatures have expired, and renews them', () => story.expireAndRenew());
  it('retires the engine historian in favour of another', () => story.retireHistorian());
  it('is closed once nothing stands open', () => story.close());
});

describe('the closed rehearsal', () => {
  it('refuses every mutation', async () => {
    const { position, overrides } = await works.ask('position overrides { id }');
    override = overrides[0].id;
    const given = inputs();
    expect(Object.keys(given).concat('releaseHold', 'reopenIncident').sort()).toEqual(recoveryMutations);
    for (const [name, [token, input]] of Object.entries(given)) {
      const payload = await works.give(token, name, input);
      const told =
        payload.userErrors.length > 0 ? payload.userErrors : payload.results.flatMap((each: any) => each.userErrors);
      expect({ name, codes: told.map(({ code }: any) => code) }).toEqual({ name, codes: ['INCIDENT_CLOSED'] });
    }
    expect(await works.ask('position')).toEqual({ position });
  });

  it('answers queries', async () => {
    const seen = await works.ask(`status closedAt planDocument overrides { status } notes { totalCount }
      milestones { status achievedBy { handle } } system(id: "erp") { state allowedActions blockers { kind } }
      progress { total online retired blocked ready atRisk }`);
    expect(seen.status).toBe('CLOSED');
    expect(seen.milestones.filter(({ status }: any) => status !== 'ACHIEVED')).toEqual([]);
    expect(seen.system).toEqual({ state: 'ONLINE', allowedActions: [], blockers: [] });
    expect(seen.progress).toEqual({ total: 69, online: 69, retired: 1, blocked: 0, ready: 0, atRisk: 0 });
    expect(seen.planDocument).toContain('mode: EXERCISE');
  });

  it('has thinned its history to the points asked for, from nothing to everything', async () => {
    const { history, position } = await works.ask('position history(points: 40) { position online total }');
    expect(history).toHaveLength(40);
    expect(history[0]).toEqual({ position: 1, online: 0, total: 70 });
    expect(history.at(-1)).toEqual({ position: expect.any(Number), online: 69, total: 69 });
    expect(history.at(-1).position).toBeLessThanOrEqual(position);
  });

  it('has marked every event EXERCISE, in the answer and in the text that is hashed', async () => {
    const log = await readLog(database.ownerUrl, incidentId);
    expect(faultsOfLog(log)).toEqual([]);
    expect(log.filter(({ text }) => JSON.parse(text).mode !== 'EXERCISE')).toEqual([]);
    const shown: any[] = [];
    for (let after = ''; shown.length < log.length;) {
      const { events } = await works.ask(`events(first: 500${after}) { nodes { mode type } pageInfo { endCursor } }`);
      shown.push(...events.nodes);
      after = `, after: "${events.pageInfo.endCursor}"`;
    }
    expect(new Set(shown.map(({ mode }) => mode))).toEqual(new Set(['EXERCISE']));
    const count = (type: string) => shown.filter((event) => event.type === type).length;
    expect(count('CONTAINMENT_REVOKED')).toBe(story.revoked);
    expect(['OVERRIDE_REQUESTED', 'OVERRIDE_APPROVED', 'SYSTEM_RETIRED', 'INCIDENT_CLOSED'].map(count)).toEqual([
      1, 2, 1, 1,
    ]);
  });

  it('is taken up again by a commander with a reason, and works as before', async () => {
    await works.refused('FORBIDDEN', cast.operates, 'reopenIncident', { reason: 'he is back' });
    await works.refused('INVALID_INPUT', cast.commands, 'reopenIncident', { reason: ' ' });
    const { incident } = await works.done(cast.commands, 'reopenIncident', { reason: 'he is back' });
    expect(incident).toEqual({ status: 'OPEN', closedAt: null });
    await works.refused('INVALID_TRANSITION', cast.commands, 'reopenIncident', { reason: 'he is back' });
    await works.done(cast.operates, 'addNote', { system: 'erp', text: 'seen again' });
    await works.done(cast.operates, 'takeSystemOffline', { system: 'erp', reason: 'seen again' });
  });

  it('keeps what it has told: nobody counts twice in Postgres either', async () => {
    const text = `SELECT count(*)::int AS approvals, count(DISTINCT principal_id)::int AS people
                    FROM blackstart.override_approval`;
    const { rows } = await withClient(database.ownerUrl, (client) => client.query(text));
    expect(rows).toEqual([{ approvals: 2, people: 2 }]);
  });
});

/** An input for each mutation that would be right while the incident is open, and who gives it. */
function inputs(): Record<string, [token: string, input: object]> {
  const { restores, operates, verifies, commands } = cast;
  const [system, reason, systems] = ['erp', 'too late', ['erp']];
  return {
    addDependency: [commands, { system, dependsOn: 'oob' }],
    addNote: [operates, { text: 'too late' }],
    applyPlan: [commands, { plan: { content: rehearsal() }, reason }],
    approveOverride: [commands, { override }],
    rejectOverride: [commands, { override }],
    requestOverride: [operates, { system, dependencies: ['dbp'], reason }],
    bringSystemOnline: [operates, { system }],
    bringSystemsOnline: [operates, { systems }],
    closeIncident: [commands, { reason, abandon: true }],
    startRestore: [restores, { system }],
    startRestores: [restores, { systems }],
    markSystemRestored: [restores, { system }],
    markSystemsRestored: [restores, { systems }],
    recordValidation: [operates, { system, passed: true, evidence }],
    takeSystemOffline: [operates, { system, reason }],
    retireSystem: [commands, { system, reason, replacedBy: 'fin' }],
    reinstateSystem: [commands, { system: 'hist.ENG', reason }],
    updateSystem: [operates, { system, name: 'ERP' }],
    removeDependency: [commands, { system, dependsOn: 'dbp', reason }],
    recordContainmentCheck: [restores, { system, kind: 'IOC_SWEEP_CLEAN', outcome: 'FAILED' }],
    recordContainmentChecks: [restores, { systems, kinds: ['IOC_SWEEP_CLEAN'], outcome: 'FAILED' }],
    waiveContainmentCheck: [commands, { system, kind: 'IOC_SWEEP_CLEAN', reason }],
    verifyContainment: [verifies, { system, expectedVersion: 1 }],
    revokeContainment: [verifies, { system, reason }],
    placeHold: [operates, { reason }],
    markLineRunning: [operates, { line: 'ENG.eng-1' }],
    markLineStopped: [operates, { line: 'ENG.eng-1' }],
    achieveMilestone: [commands, { milestone: 'M1' }],
    reopenMilestone: [commands, { milestone: 'M1' }],
  };
}
