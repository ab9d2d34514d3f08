import type { Works } from '../support/albion';
import { Desks } from '../support/albion.desk';
import { makePerson } from '../support/people';

const systems = [{ key: 'one' }, { key: 'two', dependsOn: ['one'] }];
const milestones = [{ key: 'M', name: 'Both', systems: ['one', 'two'], gate: true }];

describe('closing an incident', () => {
  const desks = new Desks();
  let works: Works;
  let hold: string;
  let override: string;

  beforeAll(async () => {
    await desks.open();
    works = desks.works(await desks.declare('closing', { systems, milestones }));
    await works.prepare(desks.cast, ['two']);
    const placed = await works.done(desks.cast.verifies, 'placeHold', { system: 'one', reason: 'look first' });
    hold = placed.hold.id;
    const input = { system: 'two', dependencies: ['one'], reason: 'needed today' };
    override = (await works.done(desks.cast.asks, 'requestOverride', input)).override.id;
  });
  afterAll(() => desks.close());

  const reason = 'broken off';

  it('is refused with everything that stands open, and changes nothing', async () => {
    const { position } = await works.ask('position');
    const { blockers } = await works.refused('CRITERIA_NOT_MET', desks.cast.commands, 'closeIncident', { reason });
    const told = blockers.map(({ kind, system, milestone }: any) => [kind, (system ?? milestone)?.key]);
    expect(told).toEqual([
      ['STATE', 'one'],
      ['STATE', 'two'],
      ['MILESTONE', 'M'],
      ['OVERRIDE', 'two'],
      ['HOLD', 'one'],
    ]);
    expect(await works.ask('position status closedAt')).toEqual({ position, status: 'OPEN', closedAt: null });
  });

  it('is for a human commander with a reason', async () => {
    const service = await makePerson(desks.server, 'robot', [{ role: 'COMMANDER' }], 'SERVICE');
    for (const token of [service.token, desks.token('eli'), desks.token('vera'), desks.token('oscar')]) {
      await works.refused('FORBIDDEN', token, 'closeIncident', { reason, abandon: true });
    }
    await works.refused('INVALID_INPUT', desks.cast.commands, 'closeIncident', { reason: '', abandon: true });
  });

  it('skips the criteria with abandon; what stood open stays, and nobody may move it', async () => {
    const { incident, events } = await works.done(desks.cast.commands, 'closeIncident', { reason, abandon: true });
    expect([incident.status, events.map(({ type }: any) => type)]).toEqual(['ABANDONED', ['INCIDENT_ABANDONED']]);
    const { commands, verifies, operates } = desks.cast;
    await works.refused('INCIDENT_CLOSED', verifies, 'releaseHold', { hold, reason });
    await works.refused('INCIDENT_CLOSED', commands, 'approveOverride', { override });
    await works.refused('INCIDENT_CLOSED', commands, 'rejectOverride', { override });
    await works.refused('INCIDENT_CLOSED', operates, 'bringSystemOnline', { system: 'two' });
    await works.refused('INCIDENT_CLOSED', commands, 'closeIncident', { reason });
    const seen = await works.system('two', 'blockers { kind } rootBlockers { kind } allowedActions holds { id }');
    const kinds = seen.blockers.map(({ kind }: any) => kind);
    expect(kinds).toEqual(['INCIDENT', 'DEPENDENCY']);
    expect(seen.rootBlockers.map(({ kind }: any) => kind)).toContain('INCIDENT');
    expect(seen.allowedActions).toEqual([]);
  });

  it('comes before an input that is wrong, and after who may not and what is not there', async () => {
    const { commands, operates } = desks.cast;
    await works.refused('INCIDENT_CLOSED', operates, 'takeSystemOffline', { system: 'one', reason: ' ' });
    await works.refused('FORBIDDEN', desks.token('oscar'), 'takeSystemOffline', { system: 'one', reason });
    await works.refused('NOT_FOUND', commands, 'takeSystemOffline', { system: 'none', reason });
  });

  it('answers a repeated key with what it said the first time', async () => {
    const input = { reason: 'he is back', idempotencyKey: 'reopen' };
    const first = await works.done(desks.cast.commands, 'reopenIncident', input);
    expect(first.incident).toEqual({ status: 'OPEN', closedAt: null });
    const again = await works.done(desks.cast.commands, 'reopenIncident', input);
    expect(again.event).toEqual(first.event);
    await works.done(desks.cast.verifies, 'releaseHold', { hold, reason: 'nothing there' });
    await works.done(desks.cast.asks, 'rejectOverride', { override });
  });

  it('is done on met criteria: online or retired, achieved, nothing open', async () => {
    const { cast } = desks;
    await works.prepare(cast, ['one']);
    expect((await works.bring(cast, ['two', 'one'])).online).toEqual(['one', 'two']);
    const { blockers } = await works.refused('CRITERIA_NOT_MET', cast.commands, 'closeIncident', { reason: 'done' });
    expect(blockers.map(({ kind }: any) => kind)).toEqual(['MILESTONE']);
    await works.done(cast.commands, 'achieveMilestone', { milestone: 'M' });
    const closed = await works.done(cast.commands, 'closeIncident', { reason: 'done' });
    expect(closed.incident.status).toBe('CLOSED');
    await works.refused('INCIDENT_CLOSED', cast.commands, 'reopenMilestone', { milestone: 'M' });
  });
});
