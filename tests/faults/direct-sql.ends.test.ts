import { randomUUID } from 'node:crypto';
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
import { tracker } from '../support/forged-access';
import { type ForgedChange, type ForgedFact, append, inserted, updated } from '../support/forge';
import {
  type SystemName,
  about,
  bringForged,
  commitFact,
  commitForged,
  instant,
  signForged,
  stopForged,
} from '../support/forged-incident';
import * as forged from '../support/forged-override';

let attack: Attack;
let ground: Ground;

beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.end());

const begin = async () => {
  attack = await attackOn(ground);
};

/** The outcome of one transaction: an event, of the commander unless named, with its rows. */
function outcome(fact: Omit<ForgedFact, 'actor'> & { actor?: string }, manner = plainly): Promise<string> {
  const { app, incident } = attack;
  return outcomeOf(attack, manner, () => append(app, incident.id, [{ actor: incident.people.commander, ...fact }]));
}

const planned = (...rows: ForgedChange[]) => outcome({ type: 'PLAN_APPLIED', rows });

const retire = async (name: SystemName, manner = plainly) => {
  const { app, incident } = attack;
  const row = { id: incident.systems[name], state: 'RETIRED', stateSince: await instant(app), serviceLevel: 'NONE' };
  const { commander: actor } = incident.people;
  return outcome(about(incident, name, { type: 'SYSTEM_RETIRED', actor, rows: [updated('system', row)] }), manner);
};

const close = async (manner = plainly, status = 'CLOSED') => {
  const rows = [updated('incident', { id: attack.incident.id, status, closedAt: await instant(attack.app) })];
  return outcome({ type: status === 'CLOSED' ? 'INCIDENT_CLOSED' : 'INCIDENT_ABANDONED', rows }, manner);
};

/** A line of plant P that needs dir, and one that it feeds and that needs net. */
async function addLines(): Promise<{ first: string; fed: string }> {
  const { app, incident } = attack;
  const [first, fed] = [randomUUID(), randomUUID()];
  const made = { plantId: incident.plant, running: false };
  const rows = [
    inserted('node_rank', { nodeId: first, rank: 100 }),
    inserted('node_rank', { nodeId: fed, rank: 101 }),
    inserted('line', { ...made, id: first, key: 'L1', name: 'First' }),
    inserted('line', { ...made, id: fed, key: 'L2', name: 'Fed' }),
    inserted('line_system', { lineId: first, systemId: incident.systems.dir }),
    inserted('line_system', { lineId: fed, systemId: incident.systems.net }),
    inserted('line_feed', { lineId: fed, fedById: first }),
  ];
  await commitFact(app, incident, { type: 'PLAN_APPLIED', actor: incident.people.commander, rows });
  return { first, fed };
}

/** Makes a line a criterion of M1. */
async function waitForLine(line: string): Promise<void> {
  const { app, incident } = attack;
  const { milestone, systems } = incident;
  const rows = [
    updated('node_rank', { nodeId: systems.app, rank: 301 }),
    updated('node_rank', { nodeId: milestone, rank: 300 }),
    inserted('milestone_line', { milestoneId: milestone, lineId: line }),
  ];
  await commitFact(app, incident, { type: 'PLAN_APPLIED', actor: incident.people.commander, rows });
}

const mustRun = () => planned(updated('milestone', { id: attack.incident.milestone, linesMustRun: true }));

const bringAll = async () => {
  await commitForged(attack.app, attack.incident, 'dir');
  await commitForged(attack.app, attack.incident, 'app');
};

describe('an incident is closed', () => {
  beforeEach(async () => {
    await begin();
    await bringAll();
  });

  it('when everything is back', async () => {
    expect(await close()).toBe('COMMITTED');
  });

  it('with what is retired left out', async () => {
    await stopForged(attack.app, attack.incident, 'app');
    expect(await retire('app')).toBe('COMMITTED');
    expect(await close()).toBe('COMMITTED');
  });

  const broken: [string, () => Promise<unknown>][] = [
    ['while a system is down', () => stopForged(attack.app, attack.incident, 'app')],
    [
      'while a milestone is not achieved',
      () => {
        const { milestone } = attack.incident;
        const row = { id: milestone, achievedAt: null, achievedBy: null, voided: false };
        return outcome({ type: 'MILESTONE_REOPENED', milestone, rows: [updated('milestone', row)] });
      },
    ],
    [
      'while an override is open',
      () =>
        outcomeOf(attack, plainly, () =>
          forged.request(attack.app, attack.incident, [forged.milestone(attack.incident.milestone)]),
        ),
    ],
    [
      'while there is a hold',
      async () => {
        const row = { id: randomUUID(), systemId: null, plantId: null, reason: 'wait' };
        const placed = { placedAt: await instant(attack.app), placedBy: attack.incident.people.commander };
        return outcome({ type: 'HOLD_PLACED', rows: [inserted('hold', { ...row, ...placed })] });
      },
    ],
    [
      'while a milestone lacks a line',
      async () => {
        const { fed } = await addLines();
        await waitForLine(fed);
        await mustRun();
      },
    ],
  ];

  it.each(broken)('but not %s', async (_what, breaks) => {
    await breaks();
    for (const manner of manners) expect(await close(manner)).toBe(endsWith(SQLSTATE.closingNotAllowed, manner));
    expect(await close(plainly, 'ABANDONED')).toBe('COMMITTED');
  });
});

describe('a system is retired', () => {
  beforeEach(begin);

  it('when nothing that counts depends on it', async () => {
    for (const manner of manners) {
      expect(await retire('dir', manner)).toBe(endsWith(SQLSTATE.retirementNotAllowed, manner));
    }
    await stopForged(attack.app, attack.incident, 'db');
    expect(await retire('app')).toBe('COMMITTED');
    expect(await retire('db')).toBe('COMMITTED');
    expect(await retire('dir')).toBe('COMMITTED');
  });

  it('when it leaves no milestone empty', async () => {
    const { app, incident } = attack;
    await stopForged(app, incident, 'net');
    expect(await retire('net')).toBe(SQLSTATE.retirementNotAllowed);
    const { milestone: milestoneId, systems } = incident;
    const moved = [
      updated('node_rank', { nodeId: systems.app, rank: 51 }),
      updated('node_rank', { nodeId: milestoneId, rank: 50 }),
      inserted('milestone_system', { milestoneId, systemId: systems.dir }),
    ];
    expect(await planned(...moved)).toBe('COMMITTED');
    expect(await retire('net')).toBe('COMMITTED');
  });

  it('when it leaves no line empty', async () => {
    await addLines();
    await stopForged(attack.app, attack.incident, 'db');
    for (const name of ['app', 'db'] as const) expect(await retire(name)).toBe('COMMITTED');
    expect(await retire('dir')).toBe(SQLSTATE.retirementNotAllowed);
  });
});

describe('a mark', () => {
  beforeEach(begin);

  it('that a line runs is set and taken away with its own event only', async () => {
    const { first, fed } = await addLines();
    const { plant } = attack.incident;
    const marks = (type: ForgedFact['type'], about: string, running: boolean, manner = plainly) =>
      outcome({ type, line: about, plant, rows: [updated('line', { id: first, running })] }, manner);
    for (const manner of manners) {
      const refused = endsWith(SQLSTATE.eventNotApplied, manner);
      expect(await marks('LINE_RUNNING', fed, true, manner)).toBe(refused);
      expect(await marks('LINE_STOPPED', first, true, manner)).toBe(endsWith(SQLSTATE.markNotAllowed, manner));
    }
    expect(await planned(updated('line', { id: first, running: true }))).toBe(SQLSTATE.eventNotApplied);
    expect(await marks('LINE_RUNNING', first, true)).toBe('COMMITTED');
    expect(await marks('LINE_RUNNING', first, false)).toBe(SQLSTATE.markNotAllowed);
    expect(await planned(updated('line', { id: first, name: 'Other' }))).toBe('COMMITTED');
    expect(await marks('LINE_STOPPED', first, false)).toBe('COMMITTED');
  });

  it('that a line runs is not what a new one begins with', async () => {
    const line = { id: randomUUID(), key: 'L9', name: 'New', plantId: attack.incident.plant };
    expect(await planned(inserted('line', { ...line, running: true }))).toBe(SQLSTATE.markNotAllowed);
  });

  it('that an expiry is in the log is set when it has come, with its event, and ends with the next signature', async () => {
    const { app, incident } = attack;
    const { db: id } = incident.systems;
    const logged = (type: ForgedFact['type'], actor: string, expiryLogged: boolean) =>
      outcome(about(incident, 'db', { type, actor, rows: [updated('system', { id, expiryLogged })] }));
    const tell = () => logged('VERIFICATION_EXPIRED', tracker, true);
    const { commander } = incident.people;
    expect(await tell()).toBe(SQLSTATE.markNotAllowed);
    await moveClock(attack, 120);
    expect(await logged('SYSTEM_UPDATED', commander, true)).toBe(SQLSTATE.eventNotApplied);
    expect(await logged('VERIFICATION_EXPIRED', commander, true)).toBe(SQLSTATE.actorNotAllowed);
    expect(await tell()).toBe('COMMITTED');
    expect(await logged('VERIFICATION_EXPIRED', tracker, false)).toBe(SQLSTATE.markNotAllowed);
    await signForged(app, incident, 'db');
    const { rows } = await app.query('SELECT expiry_logged FROM blackstart.system WHERE id = $1', [id]);
    expect(rows).toEqual([{ expiry_logged: false }]);
  });
});

describe('a milestone that waits for a line', () => {
  let lines: { first: string; fed: string };

  beforeEach(async () => {
    await begin();
    lines = await addLines();
  });

  const bring = () =>
    outcomeOf(attack, plainly, () => bringForged(attack.app, attack.incident, 'app', attack.incident.people.operator));
  const run = (line: string) => {
    const rows = [updated('line', { id: line, running: true })];
    return outcome({ type: 'LINE_RUNNING', line, plant: attack.incident.plant, rows });
  };

  it('keeps the gate shut while the line starves, and opens it once what feeds it is there', async () => {
    await waitForLine(lines.fed);
    expect(await bring()).toBe(SQLSTATE.gateMilestone);
    await commitForged(attack.app, attack.incident, 'dir');
    expect(await bring()).toBe('COMMITTED');
  });

  it('opens it for a line that runs from stock', async () => {
    await waitForLine(lines.fed);
    expect(await run(lines.fed)).toBe('COMMITTED');
    expect(await bring()).toBe('COMMITTED');
  });

  it('keeps it shut for a line that runs while a system of it is missing', async () => {
    await waitForLine(lines.first);
    expect(await run(lines.first)).toBe('COMMITTED');
    expect(await bring()).toBe(SQLSTATE.gateMilestone);
  });

  it('keeps it shut for a line that is only ready, where it must run', async () => {
    await waitForLine(lines.fed);
    await mustRun();
    await commitForged(attack.app, attack.incident, 'dir');
    expect(await bring()).toBe(SQLSTATE.gateMilestone);
    expect(await run(lines.fed)).toBe('COMMITTED');
    expect(await bring()).toBe('COMMITTED');
  });
});
