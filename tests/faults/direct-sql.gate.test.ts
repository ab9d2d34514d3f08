import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, manners, moveClock, openAttack, outcomeOf, plainly } from '../support/attack';
import { append, insertRows, updateSystem } from '../support/forge';
import {
  bringForged,
  commitFact,
  revokeForged,
  signForged,
  stopForged,
  validateForged,
} from '../support/forged-incident';

interface Broken {
  what: string;
  /** Breaks one condition, in honest transactions. */
  breaks: (attack: Attack) => Promise<unknown>;
  refusedWith: string;
  /** Who then tries; the operator unless named. */
  by?: 'engineer';
}

async function placeHold({ app, incident }: Attack, on: { system_id?: string; plant_id?: string }): Promise<void> {
  const { id, people } = incident;
  await commitFact(app, incident, { type: 'HOLD_PLACED', actor: people.engineer }, (version) =>
    insertRows(app, 'hold', [
      ...[
        {
          incident_id: id,
          id: people.engineer,
          ...on,
          reason: 'wait',
          placed_at: new Date(),
          placed_by: people.engineer,
          version,
        },
      ],
    ]),
  );
}

async function abandonIncident({ app, incident }: Attack): Promise<void> {
  await commitFact(app, incident, { type: 'INCIDENT_ABANDONED', actor: incident.people.commander }, (version) =>
    app.query(`UPDATE blackstart.incident SET status = 'ABANDONED', version = $2 WHERE incident_id = $1`, [
      ...[incident.id, version],
    ]),
  );
}

async function changeMilestone(
  { app, incident }: Attack,
  type: 'MILESTONE_REOPENED' | 'CONTAINMENT_REVOKED',
  set: string,
) {
  await commitFact(
    app,
    incident,
    { type, actor: incident.people.commander, milestone: incident.milestone },
    (version) =>
      app.query(`UPDATE blackstart.milestone SET ${set}, version = $2 WHERE incident_id = $1`, [incident.id, version]),
  );
}

async function weaken({ app, incident }: Attack): Promise<void> {
  const { id, systems, people } = incident;
  const fact = { type: 'SYSTEM_UPDATED' as const, actor: people.operator, system: systems.app };
  await commitFact(app, incident, fact, (version) =>
    updateSystem(app, id, systems.app, { tier: 4, weakened_by: [people.operator], version }),
  );
}

/** Lets the signatures of all but `kept` run out, and renews theirs. */
async function letExpire(attack: Attack, ...kept: ('net' | 'dir' | 'db' | 'app')[]): Promise<void> {
  await moveClock(attack, 120);
  for (const name of kept) await signForged(attack.app, attack.incident, name);
}

const broken: Broken[] = [
  {
    what: 'without a signature',
    breaks: async ({ app, incident }) => {
      await stopForged(app, incident, 'app');
      await validateForged(app, incident, 'app');
    },
    refusedWith: SQLSTATE.checkViolation,
  },
  {
    what: 'when its own signature has expired',
    breaks: (a) => letExpire(a, 'db'),
    refusedWith: SQLSTATE.gateContainment,
  },
  {
    what: 'when its dependency is offline',
    breaks: ({ app, incident }) => stopForged(app, incident, 'db'),
    refusedWith: SQLSTATE.gateDependency,
  },
  {
    what: 'when the signature of its dependency has expired',
    breaks: (a) => letExpire(a, 'app'),
    refusedWith: SQLSTATE.gateUntrusted,
  },
  {
    what: 'when a system below its dependency was revoked, and is where it must be',
    breaks: ({ app, incident }) => revokeForged(app, incident, 'dir', 'VALIDATED'),
    refusedWith: SQLSTATE.gateUntrusted,
  },
  {
    what: 'when a system below its dependency is below its required state',
    breaks: ({ app, incident }) => stopForged(app, incident, 'dir'),
    refusedWith: SQLSTATE.gateUntrusted,
  },
  {
    what: 'before its milestone',
    breaks: (a) => changeMilestone(a, 'MILESTONE_REOPENED', 'achieved_at = NULL, achieved_by = NULL'),
    refusedWith: SQLSTATE.gateMilestone,
  },
  {
    what: 'when its milestone must be declared again',
    breaks: (a) => changeMilestone(a, 'CONTAINMENT_REVOKED', 'voided = true'),
    refusedWith: SQLSTATE.gateMilestone,
  },
  {
    what: 'when the criteria of its milestone are no longer met',
    breaks: ({ app, incident }) => stopForged(app, incident, 'net'),
    refusedWith: SQLSTATE.gateMilestone,
  },
  {
    what: 'past a hold on it',
    breaks: (a) => placeHold(a, { system_id: a.incident.systems.app }),
    refusedWith: SQLSTATE.gateHold,
  },
  {
    what: 'past a hold on its plant',
    breaks: (a) => placeHold(a, { plant_id: a.incident.plant }),
    refusedWith: SQLSTATE.gateHold,
  },
  { what: 'past a hold on the incident', breaks: (a) => placeHold(a, {}), refusedWith: SQLSTATE.gateHold },
  { what: 'in a closed incident', breaks: abandonIncident, refusedWith: SQLSTATE.gateIncident },
  {
    what: 'by who restored it',
    breaks: () => Promise.resolve(),
    by: 'engineer',
    refusedWith: SQLSTATE.separationOfDuties,
  },
  { what: 'by who weakened its rules', breaks: weaken, refusedWith: SQLSTATE.separationOfDuties },
];

describe.each(broken)('Postgres refuses to let a system go ONLINE $what', ({ breaks, refusedWith, by }) => {
  let attack: Attack;

  beforeAll(async () => {
    attack = await openAttack();
    await breaks(attack);
  });
  afterAll(() => attack.end());

  it.each(manners)('at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const actor = incident.people[by ?? 'operator'];
    expect(await outcomeOf(attack, manner, () => bringForged(app, incident, 'app', actor))).toBe(refusedWith);
  });
});

describe('Postgres lets a system go ONLINE', () => {
  let attack: Attack;

  beforeAll(async () => {
    attack = await openAttack();
  });
  afterAll(() => attack.end());

  it.each(manners)('when nothing stands in the way, at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const online = () => bringForged(app, incident, 'app', incident.people.operator);
    expect(await outcomeOf(attack, manner, online)).toBe('COMMITTED');
    await stopForged(app, incident, 'app');
    await validateForged(app, incident, 'app');
    await signForged(app, incident, 'app');
  });

  it('together with what it waits for, judged as both stand in the end', async () => {
    const { app, incident } = attack;
    await stopForged(app, incident, 'db');
    await validateForged(app, incident, 'db');
    await signForged(app, incident, 'db');
    const { id, systems, people } = incident;
    const both = async () => {
      const online = { type: 'SYSTEM_ONLINE' as const, actor: people.operator };
      const [first, second] = await append(app, id, [
        ...[
          { ...online, system: systems.db },
          { ...online, system: systems.app },
        ],
      ]);
      await updateSystem(app, id, systems.db, { state: 'ONLINE', version: first });
      await updateSystem(app, id, systems.app, { state: 'ONLINE', version: second });
    };
    expect(await outcomeOf(attack, plainly, both)).toBe('COMMITTED');
  });
});

describe('Postgres refuses a step', () => {
  let attack: Attack;

  beforeAll(async () => {
    attack = await openAttack();
  });
  afterAll(() => attack.end());

  const tries = async (fact: Parameters<typeof append>[2][number], change: Record<string, unknown>) => {
    const { app, incident } = attack;
    return outcomeOf(attack, plainly, async () => {
      const [version] = await append(app, incident.id, [fact]);
      await updateSystem(app, incident.id, incident.systems.app, { ...change, version });
    });
  };
  const about = () => ({ actor: attack.incident.people.operator, system: attack.incident.systems.app });

  it('to ONLINE under an event that says something else', async () => {
    const online = { state: 'ONLINE' };
    expect(await tries({ ...about(), type: 'SYSTEM_UPDATED' }, online)).toBe(SQLSTATE.stepNotAllowed);
    const other = { ...about(), type: 'SYSTEM_ONLINE' as const, system: attack.incident.systems.db };
    expect(await tries(other, online)).toBe(SQLSTATE.stepNotAllowed);
  });

  it('that the state machine does not have', async () => {
    expect(await tries({ ...about(), type: 'CONTAINMENT_REVOKED' }, { state: 'STOPPING' })).toBe(
      SQLSTATE.stepNotAllowed,
    );
    expect(await tries({ ...about(), type: 'VALIDATION_FAILED' }, { state: 'RESTORING' })).toBe(
      SQLSTATE.stepNotAllowed,
    );
  });

  it('that an event tells and no row takes', async () => {
    expect(await tries({ ...about(), type: 'SYSTEM_ONLINE' }, { name: 'app' })).toBe(SQLSTATE.stepNotAllowed);
  });

  it('that would forget who restored a system, or who weakened its rules', async () => {
    const { app, incident } = attack;
    await weaken(attack);
    const forgets = { ...about(), type: 'SYSTEM_UPDATED' as const };
    expect(await tries(forgets, { restored_by: incident.people.commander })).toBe(SQLSTATE.separationOfDuties);
    expect(await tries(forgets, { restored_by: null })).toBe(SQLSTATE.checkViolation);
    expect(await tries(forgets, { weakened_by: [] })).toBe(SQLSTATE.separationOfDuties);
    await stopForged(app, incident, 'app');
    const restored = { ...about(), type: 'SYSTEM_RESTORED' as const };
    const byAnother = {
      state: 'RESTORED',
      restored_by: incident.people.commander,
      verified_at: null,
      verified_by: null,
    };
    const unsigned = { ...byAnother, expires_at: null, required_at_signing: [] };
    expect(await tries(restored, unsigned)).toBe(SQLSTATE.separationOfDuties);
    expect(await tries(restored, { state: 'RESTORED', restored_by: restored.actor })).toBe(
      SQLSTATE.signatureNotAllowed,
    );
  });

  it('of a system that begins further than OFFLINE', async () => {
    const { app, incident } = attack;
    const begin = async () => {
      const [version] = await append(app, incident.id, [{ type: 'PLAN_APPLIED', actor: incident.people.commander }]);
      await app.query(`INSERT INTO blackstart.node_rank VALUES ($1, $2, 0, $3)`, [
        incident.id,
        incident.people.operator,
        version,
      ]);
      await app.query(
        `INSERT INTO blackstart.system SELECT (jsonb_populate_record(s, jsonb_build_object(
           'id', $2::uuid, 'key', 'new', 'version', $3::int))).*
         FROM blackstart.system s WHERE s.incident_id = $1 AND s.key = 'db'`,
        [incident.id, incident.people.operator, version],
      );
    };
    expect(await outcomeOf(attack, plainly, begin)).toBe(SQLSTATE.stepNotAllowed);
  });
});
