import { withClient } from '../../src/postgres/client';
import type { Works } from '../support/albion';
import { moveClock, toldInTime, toldOf } from '../support/albion.clock';
import { Desks } from '../support/albion.desk';
import { openSubscriber } from '../support/client';
import { eventually } from '../support/eventually';
import { readLog } from '../support/logged';

const keys = ['one', 'two', 'three'];
const minutes = 60;

describe('what the clock ends is told, with two processes on one database', () => {
  const desks = new Desks();
  let incident: string;
  let works: Works;

  beforeAll(async () => {
    await desks.open(2);
    const systems = [{ key: 'base' }, { key: 'top', dependsOn: ['base'] }, ...keys.map((key) => ({ key }))];
    const policy = { verificationTtl: `${minutes}m`, overrideTtl: '30m', overrideApprovals: 2 };
    incident = await desks.declare('clock', { systems, policy });
    works = desks.works(incident);
    await works.prepare(desks.cast, keys);
  });
  afterAll(() => desks.close());

  const sql = async (text: string, values: unknown[] = [incident]): Promise<any[]> =>
    (await withClient(desks.database.ownerUrl, (client) => client.query(text, values))).rows;
  const expiries = (type: string) =>
    sql(
      `SELECT s.key, count(*)::int AS count FROM blackstart.event e JOIN blackstart.system s ON s.id = e.system_id
        WHERE e.incident_id = $1 AND e.type = '${type}' GROUP BY s.key ORDER BY s.key`,
    );
  const each = (count: number) => [...keys].sort().map((key) => ({ key, count }));

  it('decides by the clock at once, on both processes, before the log says so', async () => {
    await moveClock(desks.database.ownerUrl, minutes + 1);
    for (const server of desks.servers) {
      const error = await desks.works(incident, server).refused('BLOCKED', desks.cast.operates, 'bringSystemOnline', {
        system: 'one',
      });
      expect(error.blockers.map(({ kind }: any) => kind)).toEqual(['CONTAINMENT']);
    }
  });

  it('tells each expired verification within five seconds, in the tracker’s name, to followers too', async () => {
    const socket = openSubscriber(desks.server.wsUrl, desks.token('oscar'));
    const filter = '{ types: [VERIFICATION_EXPIRED] }';
    const query = `subscription { incidentEvents(incident: "clock", after: 0, filter: ${filter}) { system { key } actor { handle } } }`;
    const told: any[] = [];
    for await (const { data } of socket.iterate(query)) {
      if (told.push(data.incidentEvents) === keys.length) break;
    }
    await socket.end();
    const ordered = told.sort((one, other) => (one.system.key < other.system.key ? -1 : 1));
    expect(ordered).toEqual([...keys].sort().map((key) => ({ system: { key }, actor: { handle: 'blackstart' } })));
    expect(await toldInTime(works, 'VERIFICATION_EXPIRED', keys.length)).toHaveLength(keys.length);
    const { containment } = await works.system('one', 'containment { status }');
    expect(containment.status).toBe('EXPIRED');
  });

  it('tells every expiry exactly once, however often both look', async () => {
    for (let round = 2; round <= 6; round++) {
      await works.sign(desks.cast, keys);
      await moveClock(desks.database.ownerUrl, minutes + 1);
      await toldInTime(works, 'VERIFICATION_EXPIRED', keys.length * round);
    }
    expect(await expiries('VERIFICATION_EXPIRED')).toEqual(each(6));
  });

  it('ends an override by the clock at once, and tells so once; a new one may be requested', async () => {
    const { cast } = desks;
    await works.prepare(cast, ['top']);
    const input = { system: 'top', dependencies: ['base'], reason: 'it can run alone' };
    const { override } = await works.done(cast.asks, 'requestOverride', input);
    await moveClock(desks.database.ownerUrl, 20);
    const approved = await works.done(cast.approve[0]!, 'approveOverride', { override: override.id });
    expect(approved.override.expiresAt > override.expiresAt).toBe(true);
    await moveClock(desks.database.ownerUrl, 20);
    const again = await works.done(cast.approve[1]!, 'approveOverride', { override: override.id });
    expect(again.override.status).toBe('APPROVED');
    await moveClock(desks.database.ownerUrl, 31);
    await works.refused('BLOCKED', cast.operates, 'bringSystemOnline', { system: 'top' });
    const [told] = await toldInTime(works, 'OVERRIDE_EXPIRED', 1);
    expect(told).toMatchObject({ actor: { handle: 'blackstart' }, system: { key: 'top' } });
    const second = (await works.done(cast.asks, 'requestOverride', input)).override.id;
    await moveClock(desks.database.ownerUrl, 31);
    const late = await works.give(cast.approve[0]!, 'approveOverride', { override: second });
    // the log may have been told before: then it is the state that says no
    expect(['OVERRIDE_EXPIRED', 'INVALID_TRANSITION']).toContain(late.userErrors[0].code);
    await toldInTime(works, 'OVERRIDE_EXPIRED', 2);
    expect((await works.ask('overrides { status }')).overrides).toEqual([{ status: 'EXPIRED' }, { status: 'EXPIRED' }]);
    expect(await expiries('OVERRIDE_EXPIRED')).toEqual([{ key: 'top', count: 2 }]);
  });

  it('says nothing while the incident is closed, and all of it once it is reopened', async () => {
    const { commands } = desks.cast;
    await works.sign(desks.cast, keys);
    await works.done(commands, 'closeIncident', { reason: 'broken off', abandon: true });
    await moveClock(desks.database.ownerUrl, minutes + 1);
    await eventually(async () => {
      const { containment } = await works.system('one', 'containment { status }');
      return containment.status === 'EXPIRED' || undefined;
    }, 'the expired containment');
    const events = await toldOf(works, 'VERIFICATION_EXPIRED');
    await works.done(commands, 'reopenIncident', { reason: 'the attacker is back' });
    await toldInTime(works, 'VERIFICATION_EXPIRED', events.length + keys.length);
    const types = (await readLog(desks.database.ownerUrl, incident)).slice(-keys.length - 1).map(({ type }) => type);
    expect(types).toEqual(['INCIDENT_REOPENED', ...keys.map(() => 'VERIFICATION_EXPIRED')]);
  });
});
