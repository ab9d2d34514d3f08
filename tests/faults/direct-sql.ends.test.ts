import { randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, manners, moveClock, openAttack, outcomeOf, plainly } from '../support/attack';
import { type ForgedFact, append, insertRows, updateSystem } from '../support/forge';
import { bringForged, commitFact, commitForged, signForged, stopForged } from '../support/forged-incident';
import * as forged from '../support/forged-override';

let attack: Attack;

const begin = async () => {
  attack = await openAttack();
};
const end = () => attack.end();

type Write = (version: number) => Promise<unknown>;

/** The outcome of one transaction: an event of the commander, then rows. */
function outcome(fact: Omit<ForgedFact, 'actor'>, write: Write, manner = plainly): Promise<string> {
  return outcomeOf(attack, manner, async () => {
    const [version] = await append(attack.app, attack.incident.id, [
      { actor: attack.incident.people.commander, ...fact },
    ]);
    await write(version as number);
  });
}

const set = (table: string, id: string, columns: string) => (version: number) =>
  attack.app.query(`UPDATE blackstart.${table} SET ${columns}, version = $2 WHERE id = $1`, [id, version]);

const setSystem = (name: 'net' | 'dir' | 'db' | 'app', changes: Record<string, unknown>) => (version: number) =>
  updateSystem(attack.app, attack.incident.id, attack.incident.systems[name], { ...changes, version });

const retire = (name: 'net' | 'dir' | 'db' | 'app', manner = plainly) =>
  outcome(
    { type: 'SYSTEM_RETIRED', system: attack.incident.systems[name] },
    setSystem(name, { state: 'RETIRED', service_level: 'NONE', online_under: null }),
    manner,
  );

const close = (manner = plainly) =>
  outcome({ type: 'INCIDENT_CLOSED' }, set('incident', attack.incident.id, `status = 'CLOSED'`), manner);

/** A line of plant P that needs dir, and one that it feeds and that needs net. */
async function addLines(): Promise<{ first: string; fed: string }> {
  const { app, incident } = attack;
  const [first, fed] = [randomUUID(), randomUUID()];
  const row = { incident_id: incident.id };
  await commitFact(app, incident, { type: 'PLAN_APPLIED', actor: incident.people.commander }, async (version) => {
    const made = { ...row, plant_id: incident.plant, running: false, version };
    await insertRows(app, 'line', [
      { ...made, id: first, key: 'L1', name: 'First' },
      { ...made, id: fed, key: 'L2', name: 'Fed' },
    ]);
    await insertRows(app, 'node_rank', [
      { ...row, node_id: first, rank: 100, version },
      { ...row, node_id: fed, rank: 101, version },
    ]);
    await insertRows(app, 'line_system', [
      { ...row, line_id: first, system_id: incident.systems.dir, version },
      { ...row, line_id: fed, system_id: incident.systems.net, version },
    ]);
    await insertRows(app, 'line_feed', [{ ...row, line_id: fed, fed_by_id: first, version }]);
  });
  return { first, fed };
}

/** Makes a line a criterion of M1. */
async function waitForLine(line: string): Promise<void> {
  const { app, incident } = attack;
  const { id, milestone, systems } = incident;
  await commitFact(app, incident, { type: 'PLAN_APPLIED', actor: incident.people.commander }, async (version) => {
    await app.query(
      'UPDATE blackstart.node_rank SET rank = rank + 200, version = $3 WHERE incident_id = $1 AND node_id = ANY ($2)',
      [id, [milestone, systems.app], version],
    );
    await insertRows(app, 'milestone_line', [{ incident_id: id, milestone_id: milestone, line_id: line, version }]);
  });
}

const mustRun = () =>
  outcome({ type: 'PLAN_APPLIED' }, set('milestone', attack.incident.milestone, 'lines_must_run = true'));

const bringAll = async () => {
  await commitForged(attack.app, attack.incident, 'dir');
  await commitForged(attack.app, attack.incident, 'app');
};

describe('an incident is closed', () => {
  beforeEach(async () => {
    await begin();
    await bringAll();
  });
  afterEach(end);

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
      () =>
        outcome(
          { type: 'MILESTONE_REOPENED', milestone: attack.incident.milestone },
          set('milestone', attack.incident.milestone, 'achieved_at = NULL, achieved_by = NULL'),
        ),
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
      () => {
        const { id, people } = attack.incident;
        const hold = { incident_id: id, id: randomUUID(), reason: 'wait', placed_at: new Date() };
        return outcome({ type: 'HOLD_PLACED' }, (version) =>
          insertRows(attack.app, 'hold', [{ ...hold, placed_by: people.commander, version }]),
        );
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
    for (const manner of manners) expect(await close(manner)).toBe(SQLSTATE.closingNotAllowed);
    const abandoned = set('incident', attack.incident.id, `status = 'ABANDONED'`);
    expect(await outcome({ type: 'INCIDENT_ABANDONED' }, abandoned)).toBe('COMMITTED');
  });
});

describe('a system is retired', () => {
  beforeEach(begin);
  afterEach(end);

  it('when nothing that counts depends on it', async () => {
    for (const manner of manners) expect(await retire('dir', manner)).toBe(SQLSTATE.retirementNotAllowed);
    await stopForged(attack.app, attack.incident, 'db');
    expect(await retire('app')).toBe('COMMITTED');
    expect(await retire('db')).toBe('COMMITTED');
    expect(await retire('dir')).toBe('COMMITTED');
  });

  it('when it leaves no milestone empty', async () => {
    const { app, incident } = attack;
    await stopForged(app, incident, 'net');
    expect(await retire('net')).toBe(SQLSTATE.retirementNotAllowed);
    await outcome({ type: 'PLAN_APPLIED' }, (version) =>
      insertRows(app, 'milestone_system', [
        { incident_id: incident.id, milestone_id: incident.milestone, system_id: incident.systems.dir, version },
      ]),
    );
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
  afterEach(end);

  it('that a line runs is set and taken away with its own event only', async () => {
    const { first, fed } = await addLines();
    const runs = set('line', first, 'running = true');
    const stops = set('line', first, 'running = false');
    for (const manner of manners) {
      expect(await outcome({ type: 'LINE_RUNNING', line: fed }, runs, manner)).toBe(SQLSTATE.markNotAllowed);
      expect(await outcome({ type: 'LINE_STOPPED', line: first }, runs, manner)).toBe(SQLSTATE.markNotAllowed);
      expect(await outcome({ type: 'PLAN_APPLIED' }, runs, manner)).toBe(SQLSTATE.markNotAllowed);
    }
    expect(await outcome({ type: 'LINE_RUNNING', line: first }, runs)).toBe('COMMITTED');
    expect(await outcome({ type: 'LINE_RUNNING', line: first }, stops)).toBe(SQLSTATE.markNotAllowed);
    expect(await outcome({ type: 'PLAN_APPLIED' }, set('line', first, `name = 'Other'`))).toBe('COMMITTED');
    expect(await outcome({ type: 'LINE_STOPPED', line: first }, stops)).toBe('COMMITTED');
  });

  it('that a line runs is not what a new one begins with', async () => {
    const { app, incident } = attack;
    const line = { incident_id: incident.id, id: randomUUID(), key: 'L9', name: 'New', plant_id: incident.plant };
    const inserted = outcome({ type: 'PLAN_APPLIED' }, (version) =>
      insertRows(app, 'line', [{ ...line, running: true, version }]),
    );
    expect(await inserted).toBe(SQLSTATE.markNotAllowed);
  });

  it('that an expiry is in the log is set when it has come, with its event, and ends with the next signature', async () => {
    const system = attack.incident.systems.db;
    const logged = setSystem('db', { expiry_logged: true });
    const tell = () => outcome({ type: 'VERIFICATION_EXPIRED', system }, logged);
    expect(await tell()).toBe(SQLSTATE.markNotAllowed);
    await moveClock(attack, 120);
    expect(await outcome({ type: 'SYSTEM_UPDATED', system }, logged)).toBe(SQLSTATE.markNotAllowed);
    expect(await tell()).toBe('COMMITTED');
    const forgotten = setSystem('db', { expiry_logged: false });
    expect(await outcome({ type: 'SYSTEM_UPDATED', system }, forgotten)).toBe(SQLSTATE.markNotAllowed);
    await signForged(attack.app, attack.incident, 'db');
    const { rows } = await attack.app.query('SELECT expiry_logged FROM blackstart.system WHERE id = $1', [system]);
    expect(rows).toEqual([{ expiry_logged: false }]);
  });
});

describe('a milestone that waits for a line', () => {
  let lines: { first: string; fed: string };

  beforeEach(async () => {
    await begin();
    lines = await addLines();
  });
  afterEach(end);

  const bring = () =>
    outcomeOf(attack, plainly, () => bringForged(attack.app, attack.incident, 'app', attack.incident.people.operator));
  const run = (line: string) => outcome({ type: 'LINE_RUNNING', line }, set('line', line, 'running = true'));

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
