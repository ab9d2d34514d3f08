import { SQLSTATE } from '../../src/postgres/sqlstate';
import {
  type Attack,
  type Ground,
  attackOn,
  endsWith,
  manners,
  moveClock,
  openGround,
  outcomeOf,
  plainly,
} from '../support/attack';
import { type ForgedFact, append, inserted, updated } from '../support/forge';
import {
  about,
  bringForged,
  commitFact,
  instant,
  revokeForged,
  riseOf,
  signForged,
  stopForged,
  unsigned,
  validateForged,
} from '../support/forged-incident';
import { changeSystem } from '../support/forged-override';

interface Broken {
  what: string;
  /** Breaks one condition, in honest transactions. */
  breaks: (attack: Attack) => Promise<unknown>;
  refusedWith: string;
  /** Who then tries; the operator unless named. */
  by?: 'engineer' | 'commander';
}

async function placeHold({ app, incident }: Attack, on: 'app' | 'plant' | 'incident'): Promise<void> {
  const { engineer: actor } = incident.people;
  const row = {
    ...{ id: actor, reason: 'wait', placedAt: await instant(app), placedBy: actor },
    systemId: on === 'app' ? incident.systems.app : null,
    plantId: on === 'plant' ? incident.plant : null,
  };
  const fact: ForgedFact = { type: 'HOLD_PLACED', actor, rows: [inserted('hold', row)] };
  const placed = on === 'plant' ? { ...fact, plant: incident.plant } : fact;
  await commitFact(app, incident, on === 'app' ? about(incident, 'app', fact) : placed);
}

async function abandonIncident({ app, incident }: Attack): Promise<void> {
  const rows = [updated('incident', { id: incident.id, status: 'ABANDONED', closedAt: await instant(app) })];
  await commitFact(app, incident, { type: 'INCIDENT_ABANDONED', actor: incident.people.commander, rows });
}

async function reopenMilestone({ app, incident }: Attack): Promise<void> {
  const { milestone, people } = incident;
  const rows = [updated('milestone', { id: milestone, achievedAt: null, achievedBy: null, voided: false })];
  await commitFact(app, incident, { type: 'MILESTONE_REOPENED', actor: people.commander, milestone, rows });
}

/** Revokes net, of which the milestone is declared, and brings it back: the gate must be declared again. */
async function voidMilestone(attack: Attack): Promise<void> {
  const { app, incident } = attack;
  const at = await instant(app);
  const { net: id } = incident.systems;
  const revoked = { ...unsigned, revokedAt: at, revokedReason: 'seen', serviceLevel: 'NONE', onlineUnder: null };
  const rows = [
    updated('system', { id, state: 'STOPPING', stateSince: at, ...revoked }),
    updated('milestone', { id: incident.milestone, voided: true }),
  ];
  const { verifier: actor } = incident.people;
  await commitFact(app, incident, about(incident, 'net', { type: 'CONTAINMENT_REVOKED', actor, rows }));
  await stopForged(app, incident, 'net');
  await validateForged(app, incident, 'net');
  await signForged(app, incident, 'net');
  await commitFact(app, incident, await riseOf(app, incident, 'net', incident.people.operator));
}

const weaken = ({ app, incident }: Attack) =>
  changeSystem(app, incident, 'app', { tier: 4, weakenedBy: [incident.people.commander] });

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
    breaks: reopenMilestone,
    refusedWith: SQLSTATE.gateMilestone,
  },
  {
    what: 'when its milestone must be declared again',
    breaks: voidMilestone,
    refusedWith: SQLSTATE.gateMilestone,
  },
  {
    what: 'when the criteria of its milestone are no longer met',
    breaks: ({ app, incident }) => stopForged(app, incident, 'net'),
    refusedWith: SQLSTATE.gateMilestone,
  },
  {
    what: 'past a hold on it',
    breaks: (a) => placeHold(a, 'app'),
    refusedWith: SQLSTATE.gateHold,
  },
  {
    what: 'past a hold on its plant',
    breaks: (a) => placeHold(a, 'plant'),
    refusedWith: SQLSTATE.gateHold,
  },
  { what: 'past a hold on the incident', breaks: (a) => placeHold(a, 'incident'), refusedWith: SQLSTATE.gateHold },
  { what: 'in a closed incident', breaks: abandonIncident, refusedWith: SQLSTATE.gateIncident },
  {
    what: 'by who restored it',
    breaks: () => Promise.resolve(),
    by: 'engineer',
    refusedWith: SQLSTATE.separationOfDuties,
  },
  { what: 'by who weakened its rules', breaks: weaken, by: 'commander', refusedWith: SQLSTATE.separationOfDuties },
];

let ground: Ground;

beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.end());

describe.each(broken)('Postgres refuses to let a system go ONLINE $what', ({ breaks, refusedWith, by }) => {
  let attack: Attack;

  beforeAll(async () => {
    attack = await attackOn(ground);
    await breaks(attack);
  });

  it.each(manners)('at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const actor = incident.people[by ?? 'operator'];
    const tried = outcomeOf(attack, manner, () => bringForged(app, incident, 'app', actor));
    expect(await tried).toBe(endsWith(refusedWith, manner));
  });
});

describe('Postgres lets a system go ONLINE', () => {
  let attack: Attack;

  beforeAll(async () => {
    attack = await attackOn(ground);
  });

  it.each(manners)('when nothing stands in the way, at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const online = () => bringForged(app, incident, 'app', incident.people.operator);
    const state = await outcomeOf(attack, manner, online);
    expect(state).toBe(endsWith('COMMITTED', manner));
    if (state !== 'COMMITTED') return;
    await stopForged(app, incident, 'app');
    await validateForged(app, incident, 'app');
    await signForged(app, incident, 'app');
  });

  it('together with what it waits for, which comes first', async () => {
    const { app, incident } = attack;
    await stopForged(app, incident, 'db');
    await validateForged(app, incident, 'db');
    await signForged(app, incident, 'db');
    const { operator } = incident.people;
    const both = async () => {
      const facts = [await riseOf(app, incident, 'db', operator), await riseOf(app, incident, 'app', operator)];
      await append(app, incident.id, facts);
    };
    expect(await outcomeOf(attack, plainly, both)).toBe('COMMITTED');
  });
});

describe('Postgres refuses a step', () => {
  let attack: Attack;

  beforeAll(async () => {
    attack = await attackOn(ground);
  });

  /** The outcome of an event about app with one change of its row. */
  const tries = async (
    type: ForgedFact['type'],
    change: Record<string, unknown>,
    person: keyof Attack['incident']['people'] = 'operator',
    name: 'app' | 'db' = 'app',
  ) => {
    const { app, incident } = attack;
    const rows = [updated('system', { id: incident.systems.app, ...change })];
    const fact = about(incident, name, { type, actor: incident.people[person], rows });
    return outcomeOf(attack, plainly, () => append(app, incident.id, [fact]));
  };

  it('to ONLINE under an event that says something else, or of another system', async () => {
    const online = { state: 'ONLINE', stateSince: await instant(attack.app), serviceLevel: 'FULL' };
    expect(await tries('SYSTEM_UPDATED', online)).toBe(SQLSTATE.eventNotApplied);
    expect(await tries('SYSTEM_OFFLINE', online)).toBe(SQLSTATE.stepNotAllowed);
    expect(await tries('VALIDATION_PASSED', online)).toBe(SQLSTATE.eventNotApplied);
    expect(await tries('SYSTEM_ONLINE', online, 'operator', 'db')).toBe(SQLSTATE.eventNotApplied);
  });

  it('that the state machine does not have', async () => {
    const at = await instant(attack.app);
    const revoked = { ...unsigned, revokedAt: at, revokedReason: 'seen' };
    expect(await tries('CONTAINMENT_REVOKED', { state: 'STOPPING', ...revoked })).toBe(SQLSTATE.stepNotAllowed);
    expect(await tries('VALIDATION_FAILED', { state: 'RESTORING', ...unsigned })).toBe(SQLSTATE.stepNotAllowed);
  });

  it('that an event tells and no row takes', async () => {
    expect(await tries('SYSTEM_ONLINE', { serviceLevel: 'NONE' })).toBe(SQLSTATE.stepNotAllowed);
    expect(await tries('SYSTEM_OFFLINE', {})).toBe(SQLSTATE.stepNotAllowed);
  });

  it('that would forget who restored a system, or who weakened its rules', async () => {
    const { app, incident } = attack;
    const { commander } = incident.people;
    await weaken(attack);
    expect(await tries('SYSTEM_UPDATED', { restoredBy: commander })).toBe(SQLSTATE.eventNotApplied);
    expect(await tries('SYSTEM_UPDATED', { restoredBy: null })).toBe(SQLSTATE.eventNotApplied);
    expect(await tries('SYSTEM_UPDATED', { weakenedBy: [] })).toBe(SQLSTATE.separationOfDuties);
    await stopForged(app, incident, 'app');
    const restored = { state: 'RESTORED', restoredBy: commander };
    expect(await tries('SYSTEM_RESTORED', { ...restored, ...unsigned })).toBe(SQLSTATE.separationOfDuties);
    expect(await tries('SYSTEM_RESTORED', restored, 'commander')).toBe(SQLSTATE.signatureNotAllowed);
  });

  it('by somebody who has no role for it there', async () => {
    const at = await instant(attack.app);
    const started = { state: 'RESTORING', stateSince: at, ...unsigned };
    expect(await tries('RESTORE_STARTED', started, 'verifier')).toBe(SQLSTATE.actorNotAllowed);
    expect(await tries('SYSTEM_UPDATED', { tier: 2 }, 'operator')).toBe(SQLSTATE.actorNotAllowed);
    expect(await tries('SYSTEM_UPDATED', { tier: 2 }, 'commander')).toBe('COMMITTED');
  });
});
