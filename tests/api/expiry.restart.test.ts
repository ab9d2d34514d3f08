import { withClient } from '../../src/postgres/client';
import { moveClock } from '../support/albion.clock';
import { Desks } from '../support/albion.desk';
import { eventually } from '../support/eventually';
import { faultsOfLog, readLog } from '../support/logged';

const keys = ['one', 'three', 'two'];
const minutes = 60;

describe('what the clock ends while no process runs', () => {
  const desks = new Desks();
  let incident: string;

  // No process starts on a database whose clock is moved: so it all happens in the past, and ends by itself at present.
  beforeAll(async () => {
    await desks.open();
    await moveClock(desks.database.ownerUrl, -minutes - 5);
    const systems = [{ key: 'base' }, { key: 'top', dependsOn: ['base'] }, ...keys.map((key) => ({ key }))];
    const policy = { verificationTtl: `${minutes}m`, overrideTtl: '30m' };
    incident = await desks.declare('asleep', { systems, policy });
    const works = desks.works(incident);
    await works.prepare(desks.cast, [...keys, 'top']);
    const input = { system: 'top', dependencies: ['base'], reason: 'it can run alone' };
    await works.done(desks.cast.asks, 'requestOverride', input);
    await desks.stop();
    await moveClock(desks.database.ownerUrl, minutes + 5);
  });
  afterAll(() => desks.close());

  /** How often each expiry is in the log: asked in Postgres, so that no process is asked for the incident. */
  const told = async () => {
    const text = `SELECT e.type, s.key, count(*)::int AS count
                    FROM blackstart.event e JOIN blackstart.system s ON s.incident_id = e.incident_id AND s.id = e.system_id
                   WHERE e.incident_id = $1 AND e.type LIKE '%EXPIRED' GROUP BY 1, 2 ORDER BY 1, 2`;
    const { rows } = await withClient(desks.database.ownerUrl, (client) => client.query(text, [incident]));
    return rows.map(({ type, key, count }) => `${type} ${key} ${count}`);
  };
  const all = ['OVERRIDE_EXPIRED top 1', ...[...keys, 'top'].sort().map((key) => `VERIFICATION_EXPIRED ${key} 1`)];

  it('is told within five seconds of a start, once by two processes, though nobody asks for the incident', async () => {
    expect(await told()).toEqual([]);
    await Promise.all([desks.start(), desks.start()]);
    await eventually(async () => ((await told()).length >= all.length ? true : undefined), 'the expiries', 5000);
    expect(await told()).toEqual(all);
  });

  it('is not told again by those who start later, whose own look finds what is new', async () => {
    await desks.stop();
    await desks.start();
    const works = desks.works(incident);
    await works.sign(desks.cast, ['one']);
    await moveClock(desks.database.ownerUrl, minutes + 1);
    const twice = all.map((line) => (line === 'VERIFICATION_EXPIRED one 1' ? 'VERIFICATION_EXPIRED one 2' : line));
    await eventually(async () => ((await told()).includes(twice[1]!) ? true : undefined), 'the one expiry more', 5000);
    expect(await told()).toEqual(twice);
    expect(faultsOfLog(await readLog(desks.database.ownerUrl, incident))).toEqual([]);
  });
});
