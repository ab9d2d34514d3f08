import { randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import {
  type Attack,
  type Ground,
  attackOn,
  endsWith,
  manners,
  openGround,
  outcomeOf,
  plainly,
} from '../support/attack';
import { toldChange } from '../support/forged-access';
import { type ForgedFact, append, deleted, inserted, updated } from '../support/forge';
import {
  about,
  evidence,
  instant,
  revokeForged,
  signForged,
  signature,
  signedFor,
  stopForged,
  unsigned,
  validMinutes,
} from '../support/forged-incident';
import { changeSystem } from '../support/forged-override';

let attack: Attack;
let ground: Ground;

beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.end());

async function begin(): Promise<void> {
  attack = await attackOn(ground);
}

type Changes = Record<string, unknown>;

/** A transaction that signs app with an event of who signs, and the columns that are changed of an honest signature. */
function signs(changes: Changes = {}, by = attack.incident.people.verifier): () => Promise<unknown> {
  return async () => {
    const { app, incident } = attack;
    const signed = { id: incident.systems.app, ...(await signature(app, by)), ...changes };
    const fact: ForgedFact = { type: 'CONTAINMENT_VERIFIED', actor: by, rows: [updated('system', signed)] };
    return append(app, incident.id, [about(incident, 'app', fact)]);
  };
}

/** The outcome of a transaction that does not sign: an event about app, and its rows. */
function meanwhile(type: ForgedFact['type'], actor: string, ...rows: NonNullable<ForgedFact['rows']>): Promise<string> {
  const { app, incident } = attack;
  const touched = updated('system', { id: incident.systems.app });
  const fact = about(incident, 'app', { type, actor, rows: [touched, ...rows] });
  return outcomeOf(attack, plainly, () => append(app, incident.id, [fact]));
}

/** The outcome of a check of app that is recorded or waived; `by` is who the row says, the actor unless named. */
async function check(kind: string, outcome: string, actor: string, by = actor): Promise<string> {
  const record = { systemId: attack.incident.systems.app, kind, outcome, evidence, note: null };
  const row = { ...record, recordedAt: await instant(attack.app), recordedBy: by };
  return meanwhile(outcome === 'WAIVED' ? 'CHECK_WAIVED' : 'CHECK_RECORDED', actor, updated('containment_check', row));
}

const updates = (changes: Changes) =>
  changeSystem(attack.app, attack.incident, 'app', changes).then(
    () => 'COMMITTED',
    async (error: { code: string }) => {
      await attack.app.query('ROLLBACK');
      return error.code;
    },
  );

const minutesFromNow = (minutes: number) => instant(attack.app, minutes);

describe('a signature', () => {
  beforeAll(begin);

  it.each(manners)('is taken from a verifier, at $isolation, trick: $trick', async (manner) => {
    expect(await outcomeOf(attack, manner, signs())).toBe(endsWith('COMMITTED', manner));
  });

  it.each(manners)('is refused from who is no verifier, at $isolation, trick: $trick', async (manner) => {
    const { operator } = attack.incident.people;
    expect(await outcomeOf(attack, manner, signs({}, operator))).toBe(endsWith(SQLSTATE.actorNotAllowed, manner));
  });

  it.each(manners)('is refused without its event, at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const { operator, verifier } = incident.people;
    for (const type of ['SYSTEM_UPDATED', 'VALIDATION_PASSED'] as const) {
      const silent = async () => {
        const rows = [updated('system', { id: incident.systems.app, ...(await signature(app, verifier)) })];
        await append(app, incident.id, [about(incident, 'app', { type, actor: operator, rows })]);
      };
      expect(await outcomeOf(attack, manner, silent)).toBe(endsWith(SQLSTATE.eventNotApplied, manner));
    }
  });
});

describe('a signature while a required check is open', () => {
  beforeAll(async () => {
    await begin();
    expect(await check('ROOT_CAUSE_CLOSED', 'FAILED', attack.incident.people.engineer)).toBe('COMMITTED');
  });

  it.each(manners)('is refused, at $isolation, trick: $trick', async (manner) => {
    expect(await outcomeOf(attack, manner, signs())).toBe(endsWith(SQLSTATE.signatureNotAllowed, manner));
  });
});

describe('a signature that is right but for one thing', () => {
  beforeEach(begin);

  it('is refused in the name of another', async () => {
    const { commander } = attack.incident.people;
    const refused = SQLSTATE.signatureNotAllowed;
    expect(await outcomeOf(attack, plainly, signs({ verifiedBy: commander }))).toBe(refused);
    expect(await outcomeOf(attack, plainly, signs(unsigned))).toBe(refused);
  });

  it('is refused from a service, from who is no longer active, and where the grant does not reach', async () => {
    const { app, incident } = attack;
    const { operator } = incident.people;
    const attempt = () => outcomeOf(attack, plainly, signs({}, operator));
    const reach = async (incidentId: string | null, plantId: string | null) => {
      await toldChange(app, [operator], async () => {
        await app.query('DELETE FROM blackstart.access_grant WHERE principal_id = $1', [operator]);
        await app.query(`INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), $1, 'VERIFIER', $2, $3)`, [
          ...[operator, incidentId, plantId],
        ]);
      });
    };
    await reach(randomUUID(), null);
    expect(await attempt()).toBe(SQLSTATE.actorNotAllowed);
    await reach(incident.id, randomUUID());
    expect(await attempt()).toBe(SQLSTATE.actorNotAllowed);
    await reach(incident.id, incident.plant);
    expect(await attempt()).toBe('COMMITTED');
    const deactivate = 'UPDATE blackstart.principal SET active = false WHERE id = $1';
    await toldChange(app, [operator], () => app.query(deactivate, [operator]));
    expect(await attempt()).toBe(SQLSTATE.actorNotAllowed);
    const robot = randomUUID();
    await toldChange(app, [robot], async () => {
      const made = `INSERT INTO blackstart.principal VALUES ($1, 'robot', 'Robot', 'SERVICE', true, blackstart.now())`;
      await app.query(made, [robot]);
      await app.query(`INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), $1, 'VERIFIER')`, [robot]);
    });
    expect(await outcomeOf(attack, plainly, signs({}, robot))).toBe(SQLSTATE.actorNotAllowed);
  });

  it('is refused when it names other checks than the policy requires', async () => {
    for (const requiredAtSigning of [signedFor.slice(1), [], [...signedFor, 'OTHER']]) {
      expect(await outcomeOf(attack, plainly, signs({ requiredAtSigning }))).toBe(SQLSTATE.signatureNotAllowed);
    }
  });

  it('is refused when it lasts longer than the policy lets it, or has run out already', async () => {
    for (const expiresAt of [null, await minutesFromNow(validMinutes + 1), await minutesFromNow(-1)]) {
      expect(await outcomeOf(attack, plainly, signs({ expiresAt }))).toBe(SQLSTATE.signatureNotAllowed);
    }
    const later = { verifiedAt: await minutesFromNow(30), expiresAt: await minutesFromNow(80) };
    expect(await outcomeOf(attack, plainly, signs(later))).toBe(SQLSTATE.signatureNotAllowed);
  });

  it('lasts as long as the policy of its zone says, and covers the checks of its zone and tier', async () => {
    expect(await updates({ zone: 'L1' })).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, signs({ requiredAtSigning: [], expiresAt: null }))).toBe('COMMITTED');
    expect(await updates({ zone: 'L4', tier: 4 })).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, signs({ requiredAtSigning: [] }))).toBe('COMMITTED');
    expect(await updates({ tier: 3 })).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, signs({ requiredAtSigning: [] }))).toBe(SQLSTATE.signatureNotAllowed);
  });

  it('is refused from who waived one of the checks or weakened the rules', async () => {
    const { app, incident } = attack;
    const { verifier, commander } = incident.people;
    await toldChange(app, [verifier], () =>
      app.query(`INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), $1, 'COMMANDER')`, [verifier]),
    );
    expect(await check('ROOT_CAUSE_CLOSED', 'WAIVED', verifier)).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, signs())).toBe(SQLSTATE.separationOfDuties);
    expect(await check('ROOT_CAUSE_CLOSED', 'WAIVED', commander)).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, signs())).toBe('COMMITTED');
    expect(await check('ROOT_CAUSE_CLOSED', 'PASSED', commander)).toBe('COMMITTED');
    expect(await updates({ weakenedBy: [verifier] })).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, signs())).toBe(SQLSTATE.separationOfDuties);
  });

  it('is refused from who restored the system, unless the policy lets one person do both', async () => {
    const { app, incident } = attack;
    const { engineer } = incident.people;
    await toldChange(app, [engineer], () =>
      app.query(`INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), $1, 'VERIFIER')`, [engineer]),
    );
    const byEngineer = signs({}, incident.people.engineer);
    expect(await outcomeOf(attack, plainly, byEngineer)).toBe(SQLSTATE.separationOfDuties);
    const rows = [updated('incident', { id: incident.id, separationOfDuties: false })];
    const planned: ForgedFact = { type: 'PLAN_APPLIED', actor: incident.people.commander, rows };
    expect(await outcomeOf(attack, plainly, () => append(app, incident.id, [planned]))).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, byEngineer)).toBe('COMMITTED');
  });

  it('is refused before the system is restored', async () => {
    await stopForged(attack.app, attack.incident, 'app');
    expect(await outcomeOf(attack, plainly, signs())).toBe(SQLSTATE.signatureNotAllowed);
  });

  it('does not go away silently, and neither does a revocation', async () => {
    const { app, incident } = attack;
    expect(await updates(unsigned)).toBe(SQLSTATE.eventNotApplied);
    const { verifier } = incident.people;
    const row = { id: incident.systems.app, ...unsigned };
    expect(await meanwhile('CONTAINMENT_REVOKED', verifier, updated('system', row))).toBe(SQLSTATE.signatureNotAllowed);
    await revokeForged(app, incident, 'app', 'VALIDATED');
    expect(await updates({ revokedAt: null, revokedReason: null })).toBe(SQLSTATE.eventNotApplied);
    await signForged(app, incident, 'app');
    await expect(revokeForged(app, incident, 'db', 'ONLINE')).rejects.toMatchObject({ code: SQLSTATE.stepNotAllowed });
    await app.query('ROLLBACK');
  });

  it('is renewed on what was looked at since, where that is asked', async () => {
    const { app, incident } = attack;
    const rules = [{ zones: [], minTier: null, maxTier: null, safetyOnly: false, require: ['IOC_SWEEP_CLEAN'] }];
    const rows = [updated('incident', { id: incident.id, rules })];
    const planned: ForgedFact = { type: 'PLAN_APPLIED', actor: incident.people.commander, rows };
    expect(await outcomeOf(attack, plainly, () => append(app, incident.id, [planned]))).toBe('COMMITTED');
    const { engineer } = incident.people;
    const swept = { systemId: incident.systems.app, kind: 'IOC_SWEEP_CLEAN', outcome: 'PASSED', evidence, note: null };
    const record = async () => ({ ...swept, recordedAt: await instant(app), recordedBy: engineer });
    expect(await meanwhile('CHECK_RECORDED', engineer, inserted('containment_check', await record()))).toBe(
      'COMMITTED',
    );
    const renewed = signs({ requiredAtSigning: ['IOC_SWEEP_CLEAN'] });
    expect(await outcomeOf(attack, plainly, renewed)).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, renewed)).toBe(SQLSTATE.signatureNotAllowed);
    const later = { ...(await record()), recordedAt: await instant(app, 5) };
    expect(await meanwhile('CHECK_RECORDED', engineer, updated('containment_check', later))).toBe(
      SQLSTATE.eventNotApplied,
    );
    expect(await meanwhile('CHECK_RECORDED', engineer, updated('containment_check', await record()))).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, renewed)).toBe('COMMITTED');
  });
});

describe('a waiver', () => {
  beforeEach(begin);

  it('is refused where the policy lets nobody waive, and without the event of who waived', async () => {
    const { commander, verifier, engineer } = attack.incident.people;
    expect(await check('ISOLATION_IN_FORCE', 'WAIVED', commander)).toBe(SQLSTATE.waiverNotAllowed);
    expect(await check('ROOT_CAUSE_CLOSED', 'WAIVED', commander, verifier)).toBe(SQLSTATE.eventNotApplied);
    expect(await check('ROOT_CAUSE_CLOSED', 'WAIVED', verifier)).toBe(SQLSTATE.actorNotAllowed);
    const waived = { systemId: attack.incident.systems.app, kind: 'ROOT_CAUSE_CLOSED', outcome: 'WAIVED' };
    const row = { ...waived, recordedBy: engineer, recordedAt: await instant(attack.app) };
    expect(await meanwhile('CHECK_RECORDED', engineer, updated('containment_check', row))).toBe(
      SQLSTATE.waiverNotAllowed,
    );
    expect(await meanwhile('CHECK_WAIVED', commander)).toBe(SQLSTATE.stepNotAllowed);
  });
});

describe('a check and a milestone', () => {
  beforeEach(begin);

  it('pass and are achieved only with proof: evidence, and an event that says so', async () => {
    const { app, incident } = attack;
    const { systems, people, milestone } = incident;
    const bare = { systemId: systems.app, kind: 'OTHER', outcome: 'PASSED', evidence: [], note: null };
    const row = { ...bare, recordedAt: await instant(app), recordedBy: people.engineer };
    const recorded = inserted('containment_check', row);
    expect(await meanwhile('CHECK_RECORDED', people.engineer, recorded)).toBe(SQLSTATE.checkViolation);
    expect(await meanwhile('SYSTEM_UPDATED', people.engineer, recorded)).toBe(SQLSTATE.eventNotApplied);
    const gone = deleted('containment_check', { systemId: systems.db, kind: 'ROOT_CAUSE_CLOSED' });
    expect(await meanwhile('CHECK_RECORDED', people.engineer, gone)).toBe(SQLSTATE.eventNotApplied);
    const achieved = { id: milestone, achievedAt: await instant(app), achievedBy: people.commander, voided: false };
    const achieves = updated('milestone', achieved);
    expect(await meanwhile('SYSTEM_UPDATED', people.commander, achieves)).toBe(SQLSTATE.eventNotApplied);
    const again: ForgedFact = { type: 'MILESTONE_ACHIEVED', actor: people.commander, milestone, rows: [achieves] };
    expect(await outcomeOf(attack, plainly, () => append(app, incident.id, [again]))).toBe(
      SQLSTATE.milestoneNotAchieved,
    );
  });
});
