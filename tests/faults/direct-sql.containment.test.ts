import { randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, manners, openAttack, outcomeOf, plainly } from '../support/attack';
import { toldChange } from '../support/forged-access';
import { append, insertRows, updateSystem } from '../support/forge';
import { revokeForged, signForged, signature, signedFor, stopForged, validMinutes } from '../support/forged-incident';

let attack: Attack;

async function begin(): Promise<void> {
  attack = await openAttack();
}

const end = () => attack.end();

type Changes = Record<string, unknown>;

/** A transaction that signs app with an event of who signs, and the columns that are changed of an honest signature. */
function signs(changes: Changes = {}, by = attack.incident.people.verifier): () => Promise<void> {
  return async () => {
    const { app, incident } = attack;
    const system = incident.systems.app;
    const signed = await signature(app, by);
    const [version] = await append(app, incident.id, [{ type: 'CONTAINMENT_VERIFIED', actor: by, system }]);
    await updateSystem(app, incident.id, system, { ...signed, ...changes, version });
  };
}

/** A transaction that does not sign: an event of another type, then the rows. */
async function meanwhile(
  type: 'SYSTEM_UPDATED' | 'CHECK_WAIVED',
  actor: string,
  write: (version: number) => Promise<unknown>,
) {
  const { app, incident } = attack;
  return outcomeOf(attack, plainly, async () => {
    const [version] = await append(app, incident.id, [{ type, actor, system: incident.systems.app }]);
    await write(version as number);
  });
}

const updates = (changes: Changes) => {
  const { app, incident } = attack;
  return meanwhile('SYSTEM_UPDATED', incident.people.operator, (version) =>
    updateSystem(app, incident.id, incident.systems.app, { ...changes, version }),
  );
};

const setCheck = (kind: string, outcome: string, by: string) => (version: number) =>
  attack.app.query(
    `UPDATE blackstart.containment_check SET outcome = $4, recorded_by = $5, version = $6
      WHERE incident_id = $1 AND system_id = $2 AND kind = $3`,
    [attack.incident.id, attack.incident.systems.app, kind, outcome, by, version],
  );

const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe('a signature', () => {
  beforeAll(begin);
  afterAll(end);

  it.each(manners)('is taken from a verifier, at $isolation, trick: $trick', async (manner) => {
    expect(await outcomeOf(attack, manner, signs())).toBe('COMMITTED');
  });

  it.each(manners)('is refused from who is no verifier, at $isolation, trick: $trick', async (manner) => {
    const { operator } = attack.incident.people;
    expect(await outcomeOf(attack, manner, signs({}, operator))).toBe(SQLSTATE.signatureNotAllowed);
  });

  it.each(manners)('is refused without its event, at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const { operator, verifier } = incident.people;
    const system = incident.systems.app;
    const silent = async () => {
      const signed = await signature(app, verifier);
      const [version] = await append(app, incident.id, [{ type: 'SYSTEM_UPDATED', actor: operator, system }]);
      await updateSystem(app, incident.id, system, { ...signed, version });
    };
    expect(await outcomeOf(attack, manner, silent)).toBe(SQLSTATE.signatureNotAllowed);
  });
});

describe('a signature while a required check is open', () => {
  beforeAll(async () => {
    await begin();
    const { engineer } = attack.incident.people;
    await meanwhile('SYSTEM_UPDATED', engineer, setCheck('ROOT_CAUSE_CLOSED', 'FAILED', engineer));
  });
  afterAll(end);

  it.each(manners)('is refused, at $isolation, trick: $trick', async (manner) => {
    expect(await outcomeOf(attack, manner, signs())).toBe(SQLSTATE.signatureNotAllowed);
  });
});

describe('a signature that is right but for one thing', () => {
  beforeEach(begin);
  afterEach(end);

  it('is refused in the name of another', async () => {
    const { commander } = attack.incident.people;
    const refused = SQLSTATE.signatureNotAllowed;
    expect(await outcomeOf(attack, plainly, signs({ verified_by: commander }))).toBe(refused);
    expect(
      await outcomeOf(
        attack,
        plainly,
        signs({ verified_at: null, verified_by: null, expires_at: null, required_at_signing: [] }),
      ),
    ).toBe(refused);
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
    const becomes = (change: string) =>
      toldChange(app, [operator], () =>
        app.query(`UPDATE blackstart.principal SET ${change} WHERE id = $1`, [operator]),
      );
    await reach(randomUUID(), null);
    expect(await attempt()).toBe(SQLSTATE.signatureNotAllowed);
    await reach(incident.id, randomUUID());
    expect(await attempt()).toBe(SQLSTATE.signatureNotAllowed);
    await reach(incident.id, incident.plant);
    expect(await attempt()).toBe('COMMITTED');
    await becomes(`kind = 'SERVICE'`);
    expect(await attempt()).toBe(SQLSTATE.signatureNotAllowed);
    await becomes(`kind = 'HUMAN', active = false`);
    expect(await attempt()).toBe(SQLSTATE.signatureNotAllowed);
  });

  it('is refused when it names other checks than the policy requires', async () => {
    for (const required_at_signing of [signedFor.slice(1), [], [...signedFor, 'OTHER']]) {
      expect(await outcomeOf(attack, plainly, signs({ required_at_signing }))).toBe(SQLSTATE.signatureNotAllowed);
    }
  });

  it('is refused when it lasts longer than the policy lets it, or has run out already', async () => {
    for (const expires_at of [null, minutesFromNow(validMinutes + 1), minutesFromNow(-1)]) {
      expect(await outcomeOf(attack, plainly, signs({ expires_at }))).toBe(SQLSTATE.signatureNotAllowed);
    }
    const later = { verified_at: minutesFromNow(30), expires_at: minutesFromNow(80) };
    expect(await outcomeOf(attack, plainly, signs(later))).toBe(SQLSTATE.signatureNotAllowed);
  });

  it('lasts as long as the policy of its zone says, and covers the checks of its zone and tier', async () => {
    expect(await updates({ zone: 'L1' })).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, signs({ required_at_signing: [], expires_at: null }))).toBe('COMMITTED');
    expect(await updates({ zone: 'L4', tier: 4 })).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, signs({ required_at_signing: [] }))).toBe('COMMITTED');
    expect(await updates({ tier: 3 })).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, signs({ required_at_signing: [] }))).toBe(SQLSTATE.signatureNotAllowed);
  });

  it('is refused from who waived one of the checks or weakened the rules', async () => {
    const { verifier, commander } = attack.incident.people;
    expect(await meanwhile('CHECK_WAIVED', verifier, setCheck('ROOT_CAUSE_CLOSED', 'WAIVED', verifier))).toBe(
      'COMMITTED',
    );
    expect(await outcomeOf(attack, plainly, signs())).toBe(SQLSTATE.separationOfDuties);
    expect(await meanwhile('CHECK_WAIVED', commander, setCheck('ROOT_CAUSE_CLOSED', 'WAIVED', commander))).toBe(
      'COMMITTED',
    );
    expect(await outcomeOf(attack, plainly, signs())).toBe('COMMITTED');
    expect(await updates({ weakened_by: [verifier] })).toBe('COMMITTED');
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
    await meanwhile('SYSTEM_UPDATED', incident.people.commander, (version) =>
      app.query(`UPDATE blackstart.incident SET separation_of_duties = false, version = $2 WHERE incident_id = $1`, [
        ...[incident.id, version],
      ]),
    );
    expect(await outcomeOf(attack, plainly, byEngineer)).toBe('COMMITTED');
  });

  it('is refused before the system is restored', async () => {
    await stopForged(attack.app, attack.incident, 'app');
    expect(await outcomeOf(attack, plainly, signs())).toBe(SQLSTATE.signatureNotAllowed);
  });

  it('does not go away silently, and neither does a revocation', async () => {
    const { app, incident } = attack;
    const none = { verified_at: null, verified_by: null, expires_at: null, required_at_signing: [] };
    expect(await updates(none)).toBe(SQLSTATE.signatureNotAllowed);
    await revokeForged(app, incident, 'app', 'VALIDATED');
    expect(await updates({ revoked_at: null, revoked_reason: null })).toBe(SQLSTATE.signatureNotAllowed);
    await signForged(app, incident, 'app');
    await expect(revokeForged(app, incident, 'db', 'ONLINE')).rejects.toMatchObject({ code: SQLSTATE.checkViolation });
    await app.query('ROLLBACK');
  });
});

describe('a waiver', () => {
  beforeEach(begin);
  afterEach(end);

  it('is refused where the policy lets nobody waive, and without the event of who waived', async () => {
    const { commander, verifier } = attack.incident.people;
    const refused = SQLSTATE.waiverNotAllowed;
    expect(await meanwhile('CHECK_WAIVED', commander, setCheck('ISOLATION_IN_FORCE', 'WAIVED', commander))).toBe(
      refused,
    );
    expect(await meanwhile('CHECK_WAIVED', commander, setCheck('ROOT_CAUSE_CLOSED', 'WAIVED', verifier))).toBe(refused);
    expect(await meanwhile('SYSTEM_UPDATED', commander, setCheck('ROOT_CAUSE_CLOSED', 'WAIVED', commander))).toBe(
      refused,
    );
  });
});

describe('a check and a milestone', () => {
  beforeEach(begin);
  afterEach(end);

  it('pass and are achieved only with proof: evidence, and an event that says so', async () => {
    const { app, incident } = attack;
    const { id, systems, people, milestone } = incident;
    const bare = {
      kind: 'OTHER',
      outcome: 'PASSED',
      evidence: [],
      recorded_at: new Date(),
      recorded_by: people.engineer,
    };
    const passes = (version: number) =>
      insertRows(app, 'containment_check', [{ ...bare, incident_id: id, system_id: systems.app, version }]);
    expect(await meanwhile('SYSTEM_UPDATED', people.engineer, passes)).toBe(SQLSTATE.checkViolation);
    const achieves = (version: number) =>
      app.query('UPDATE blackstart.milestone SET achieved_at = blackstart.now(), version = $2 WHERE id = $1', [
        ...[milestone, version],
      ]);
    expect(await meanwhile('SYSTEM_UPDATED', people.commander, achieves)).toBe(SQLSTATE.milestoneNotAchieved);
  });
});
