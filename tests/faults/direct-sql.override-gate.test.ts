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
import { updated } from '../support/forge';
import { commitFact, revokeForged, signForged, stopForged } from '../support/forged-incident';
import * as forged from '../support/forged-override';

let attack: Attack;
let override: string;

interface Passing {
  what: string;
  /** Breaks what the override is for, and has it approved, in honest transactions. */
  given: () => Promise<string>;
  /** What then happens before the attempt. */
  then?: () => Promise<unknown>;
  outcome: string;
}

const stop = () => stopForged(attack.app, attack.incident, 'db');
const approved = (...blockers: Parameters<typeof forged.approvedOverride>[2]) =>
  forged.approvedOverride(attack.app, attack.incident, blockers);
const db = () => attack.incident.systems.db;

async function reopenMilestone(): Promise<void> {
  const { app, incident } = attack;
  const { milestone, people } = incident;
  const rows = [updated('milestone', { id: milestone, achievedAt: null, achievedBy: null, voided: false })];
  await commitFact(app, incident, { type: 'MILESTONE_REOPENED', actor: people.commander, milestone, rows });
}

async function stoppedAndApproved(): Promise<string> {
  await stop();
  return approved(forged.dependency(db()));
}

async function distrustedAndApproved(): Promise<string> {
  await stopForged(attack.app, attack.incident, 'dir');
  return approved(forged.untrusted(db()));
}

const change = (name: 'db' | 'dir', changes: Record<string, unknown>) =>
  forged.changeSystem(attack.app, attack.incident, name, changes);

const setPolicy = (columns: Record<string, unknown>) => {
  const { app, incident } = attack;
  const rows = [updated('incident', { id: incident.id, ...columns })];
  return commitFact(app, incident, { type: 'PLAN_APPLIED', actor: incident.people.commander, rows });
};

const passing: Passing[] = [
  { what: 'past a dependency that is down', given: stoppedAndApproved, outcome: 'COMMITTED' },
  { what: 'past a dependency that cannot be trusted', given: distrustedAndApproved, outcome: 'COMMITTED' },
  {
    what: 'past a milestone',
    given: async () => {
      await reopenMilestone();
      return approved(forged.milestone(attack.incident.milestone));
    },
    outcome: 'COMMITTED',
  },
  {
    what: 'when nothing stands in the way any more',
    given: () => approved(forged.dependency(db())),
    outcome: 'COMMITTED',
  },
  {
    what: 'past a blocker of another kind than was named',
    given: async () => {
      await stop();
      return approved(forged.untrusted(db()));
    },
    outcome: SQLSTATE.gateDependency,
  },
  {
    what: 'past a dependency that was not named',
    given: async () => {
      await stop();
      return approved(forged.milestone(attack.incident.milestone));
    },
    outcome: SQLSTATE.gateDependency,
  },
  {
    what: 'past a milestone that was not named',
    given: async () => {
      await reopenMilestone();
      return approved(forged.dependency(db()));
    },
    outcome: SQLSTATE.gateMilestone,
  },
  {
    what: 'past a safety system',
    given: stoppedAndApproved,
    then: () => change('db', { safety: true }),
    outcome: SQLSTATE.gateDependency,
  },
  {
    what: 'past a revoked system that is down',
    given: stoppedAndApproved,
    then: () => revokeForged(attack.app, attack.incident, 'db', 'OFFLINE'),
    outcome: SQLSTATE.gateDependency,
  },
  {
    what: 'past a system that rests on a revoked one',
    given: distrustedAndApproved,
    then: () => revokeForged(attack.app, attack.incident, 'dir', 'OFFLINE'),
    outcome: SQLSTATE.gateUntrusted,
  },
  {
    what: 'when its own containment has expired',
    given: stoppedAndApproved,
    then: () => moveClock(attack, 120),
    outcome: SQLSTATE.gateContainment,
  },
  {
    what: 'under one that has expired',
    given: stoppedAndApproved,
    then: async () => {
      await moveClock(attack, 401);
      await signForged(attack.app, attack.incident, 'app');
    },
    outcome: SQLSTATE.overrideNotAllowed,
  },
  {
    what: 'under one that the policy now wants more approvals for',
    given: stoppedAndApproved,
    then: () => setPolicy({ overrideApprovals: 3 }),
    outcome: SQLSTATE.overrideNotAllowed,
  },
];

let ground: Ground;

beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.end());

describe.each(passing)('an approved override, and a system that goes ONLINE $what', ({ given, then, outcome }) => {
  beforeAll(async () => {
    attack = await attackOn(ground);
    override = await given();
    await then?.();
  });

  const tried = outcome === 'COMMITTED' ? [plainly] : manners;

  it.each(tried)(`is ${outcome}, at $isolation, trick: $trick`, async (manner) => {
    const online = () => forged.bringUnder(attack.app, attack.incident, override);
    expect(await outcomeOf(attack, manner, online)).toBe(endsWith(outcome, manner));
  });
});
