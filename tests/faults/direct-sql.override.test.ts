import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, type Ground, attackOn, moveClock, openGround, outcomeOf, plainly } from '../support/attack';
import { toldChange, tracker } from '../support/forged-access';
import { append, updated } from '../support/forge';
import {
  about,
  bringForged,
  commitForged,
  instant,
  riseOf,
  signForged,
  stopForged,
  validateForged,
} from '../support/forged-incident';
import * as forged from '../support/forged-override';

let attack: Attack;
let override: string;
let ground: Ground;

beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.end());

const stop = () => stopForged(attack.app, attack.incident, 'db');
const approved = (...blockers: Parameters<typeof forged.approvedOverride>[2]) =>
  forged.approvedOverride(attack.app, attack.incident, blockers);
const db = () => attack.incident.systems.db;

describe('an override', () => {
  beforeEach(async () => {
    attack = await attackOn(ground);
    await stop();
  });

  const tries = (write: () => Promise<unknown>) => outcomeOf(attack, plainly, write);
  const requested = async (changes: Record<string, unknown> = {}) => {
    await tries(async () => {
      override = await forged.request(attack.app, attack.incident, [forged.dependency(db())], changes);
    });
  };
  const approve = (person: Parameters<typeof forged.approve>[3], status: string) =>
    tries(() => forged.approve(attack.app, attack.incident, override, person, status));
  const bring = () => tries(() => forged.bringUnder(attack.app, attack.incident, override));
  const claim = async () => {
    const { app, incident } = attack;
    const fact = await riseOf(app, incident, 'app', incident.people.operator, { onlineUnder: override });
    return tries(() => append(app, incident.id, [fact]));
  };

  it('lets nothing pass before it is approved, used or only named', async () => {
    await requested();
    expect(await bring()).toBe(SQLSTATE.overrideNotAllowed);
    expect(await claim()).toBe(SQLSTATE.overrideNotAllowed);
    expect(await approve('commander', 'REQUESTED')).toBe('COMMITTED');
    expect(await bring()).toBe(SQLSTATE.overrideNotAllowed);
    expect(await approve('deputy', 'APPROVED')).toBe('COMMITTED');
    expect(await claim()).toBe(SQLSTATE.overrideNotAllowed);
    expect(await bring()).toBe('COMMITTED');
  });

  it('is approved by different people, none of them the requester, and by enough of them', async () => {
    await requested();
    expect(await approve('commander', 'APPROVED')).toBe(SQLSTATE.overrideNotAllowed);
    expect(await approve('commander', 'REQUESTED')).toBe('COMMITTED');
    expect(await approve('commander', 'APPROVED')).toBe(SQLSTATE.uniqueViolation);
    const { engineer } = attack.incident.people;
    await toldChange(attack.app, [engineer], () =>
      attack.app.query(`INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), $1, 'COMMANDER')`, [engineer]),
    );
    expect(await approve('engineer', 'APPROVED')).toBe(SQLSTATE.separationOfDuties);
  });

  it('is approved by active human commanders of its system only', async () => {
    const { app, incident } = attack;
    const { deputy } = incident.people;
    await requested();
    expect(await approve('operator', 'REQUESTED')).toBe(SQLSTATE.actorNotAllowed);
    const told = (text: string, ...more: unknown[]) =>
      toldChange(app, [deputy], () => app.query(text, [deputy, ...more]));
    await told(`UPDATE blackstart.principal SET active = false WHERE id = $1`);
    expect(await approve('deputy', 'REQUESTED')).toBe(SQLSTATE.actorNotAllowed);
    await told(`UPDATE blackstart.principal SET active = true WHERE id = $1`);
    await told('DELETE FROM blackstart.access_grant WHERE principal_id = $1');
    const reach = (plant: string) =>
      told(
        `INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), $1, 'COMMANDER', $2, $3)`,
        incident.id,
        plant,
      );
    await reach(incident.systems.app);
    expect(await approve('deputy', 'REQUESTED')).toBe(SQLSTATE.actorNotAllowed);
    await reach(incident.plant);
    expect(await approve('deputy', 'REQUESTED')).toBe('COMMITTED');
  });

  it('is spent by going online, once', async () => {
    const { app, incident } = attack;
    override = await approved(forged.dependency(db()));
    expect(await bring()).toBe('COMMITTED');
    await stopForged(app, incident, 'app');
    await validateForged(app, incident, 'app');
    await signForged(app, incident, 'app');
    expect(await bring()).toBe(SQLSTATE.overrideNotAllowed);
    expect(await claim()).toBe(SQLSTATE.overrideNotAllowed);
  });

  it('may not be kept by going online without it, nor be forgotten while its system is online', async () => {
    const { app, incident } = attack;
    override = await approved(forged.milestone(incident.milestone));
    await validateForged(app, incident, 'db');
    await signForged(app, incident, 'db');
    await commitForged(app, incident, 'db');
    const silently = () => bringForged(app, incident, 'app', incident.people.operator);
    expect(await tries(silently)).toBe(SQLSTATE.overrideNotAllowed);
    expect(await bring()).toBe('COMMITTED');
    const risen = await riseOf(app, incident, 'app', incident.people.operator, { onlineUnder: null });
    expect(await tries(() => append(app, incident.id, [risen]))).toBe(SQLSTATE.overrideNotAllowed);
  });

  it('stays as it was requested, decided and approved', async () => {
    const { app, incident } = attack;
    override = await approved(forged.milestone(incident.milestone));
    const changes = (columns: Record<string, unknown>) => {
      const rows = [updated('override', { id: override, ...columns })];
      const fact = about(incident, 'app', { type: 'OVERRIDE_APPROVED', actor: incident.people.commander, rows });
      return tries(() => append(app, incident.id, [fact]));
    };
    expect(await changes({ blockers: [forged.dependency(db())] })).toBe(SQLSTATE.eventNotApplied);
    expect(await changes({ requestedBy: incident.people.operator })).toBe(SQLSTATE.eventNotApplied);
    expect(await changes({ expiresAt: await instant(app, 500) })).toBe(SQLSTATE.overrideNotAllowed);
    expect(await changes({ status: 'EXPIRED' })).toBe(SQLSTATE.overrideNotAllowed);
    const denied = SQLSTATE.insufficientPrivilege;
    expect(await tries(() => app.query('UPDATE blackstart.override_approval SET at = now()'))).toBe(denied);
    expect(await tries(() => app.query('DELETE FROM blackstart.override_approval'))).toBe(denied);
    expect(await tries(() => app.query('DELETE FROM blackstart.override'))).toBe(denied);
  });

  it('is rejected or expires with its event, the latter not before its time; then another may be requested', async () => {
    const { app, incident } = attack;
    await requested();
    const again = () => tries(() => forged.request(app, incident, [forged.milestone(incident.milestone)]));
    const ends = (type: 'OVERRIDE_REJECTED' | 'OVERRIDE_EXPIRED', status: string, actor = tracker) => {
      const fact = about(incident, 'app', { type, actor, rows: [forged.decided(override, status)] });
      return tries(() => append(app, incident.id, [fact]));
    };
    const { commander } = incident.people;
    expect(await again()).toBe(SQLSTATE.uniqueViolation);
    expect(await ends('OVERRIDE_EXPIRED', 'EXPIRED')).toBe(SQLSTATE.overrideNotAllowed);
    expect(await ends('OVERRIDE_REJECTED', 'EXPIRED', commander)).toBe(SQLSTATE.overrideNotAllowed);
    await moveClock(attack, 401);
    expect(await approve('commander', 'REQUESTED')).toBe(SQLSTATE.overrideNotAllowed);
    expect(await ends('OVERRIDE_EXPIRED', 'EXPIRED')).toBe('COMMITTED');
    expect(await ends('OVERRIDE_REJECTED', 'REJECTED', commander)).toBe(SQLSTATE.overrideNotAllowed);
    expect(await again()).toBe('COMMITTED');
  });

  it('is refused when it begins approved, names what nothing passes, or lasts longer than the policy lets it', async () => {
    const { app, incident } = attack;
    const begins = (changes: Record<string, unknown>, blocker = forged.dependency(db())) =>
      tries(() => forged.request(app, incident, [blocker], changes));
    expect(await begins({ status: 'APPROVED' })).toBe(SQLSTATE.overrideNotAllowed);
    expect(await begins({ requestedBy: incident.people.operator })).toBe(SQLSTATE.overrideNotAllowed);
    expect(await begins({ expiresAt: await instant(app, 481) })).toBe(SQLSTATE.overrideNotAllowed);
    expect(await begins({}, { ...forged.dependency(db()), kind: 'CONTAINMENT' })).toBe(SQLSTATE.checkViolation);
    expect(await begins({ blockers: [] })).toBe(SQLSTATE.checkViolation);
  });
});
