import { randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, type Ground, attackOn, openGround, outcomeOf, plainly } from '../support/attack';
import {
  type ForgedFact,
  append,
  deleted,
  hashOf,
  insertEvents,
  inserted,
  moveHead,
  nextEvents,
  updated,
} from '../support/forge';
import { toldChange } from '../support/forged-access';
import { about, instant, riseOf, stopForged } from '../support/forged-incident';

let attack: Attack;
let ground: Ground;

beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.end());
beforeEach(async () => {
  attack = await attackOn(ground);
});

const tryTo = (write: () => Promise<unknown>) => outcomeOf(attack, plainly, write);

const events = 'INSERT INTO blackstart.event SELECT * FROM jsonb_populate_recordset(NULL::blackstart.event, $1)';
const pieces = 'INSERT INTO blackstart.event_rows VALUES ($2, $3, 0, $4)';

/** A fact whose rows lie beside its event, and the text of them. */
function besideOf(fact: ForgedFact): { fact: ForgedFact; text: string } {
  const text = JSON.stringify(fact.rows);
  return { fact: { ...fact, data: { counts: {}, rowsSha256: hashOf('', text) } }, text };
}

/** Writes a fact as the server does where its rows lie beside it: the event, then the rows. */
async function inTurn(told: ForgedFact): Promise<void> {
  const { app, incident } = attack;
  const { fact, text } = besideOf(told);
  const made = await nextEvents(app, incident.id, [fact]);
  await moveHead(app, made);
  await insertEvents(app, made);
  const values = [incident.id, made[0]!.position, text];
  await app.query('INSERT INTO blackstart.event_rows VALUES ($1, $2, 0, $3)', values);
}

/** The fact that a plan takes away the dependency of app on db. */
function cut(): ForgedFact {
  const { edges, people } = attack.incident;
  return { type: 'PLAN_APPLIED', actor: people.commander, rows: [deleted('dependency', { id: edges.app })] };
}

describe('rows beside an event', () => {
  // app waits for db, which is OFFLINE; only the plan after the event that brings app ONLINE takes the dependency away
  it.each([
    ['before the events are judged', `WITH told AS (${events}) ${pieces}`, SQLSTATE.headNotTaken],
    ['after the events are judged', `WITH beside AS (${pieces}) ${events}`, SQLSTATE.gateDependency],
  ])('are not applied by the statement that writes it, %s', async (_when, statement, state) => {
    const { app, incident } = attack;
    await stopForged(app, incident, 'db');
    const { fact, text } = besideOf(cut());
    const facts = [await riseOf(app, incident, 'app', incident.people.operator), fact];
    const write = async () => {
      const made = await nextEvents(app, incident.id, facts);
      await moveHead(app, made);
      await app.query(statement, [JSON.stringify(made), incident.id, made[1]!.position, text]);
    };
    expect(await tryTo(write)).toBe(state);
  });

  it('are applied by the statement after it', async () => {
    expect(await tryTo(() => inTurn(cut()))).toBe('COMMITTED');
  });

  it('change no tier in the name of who may not', async () => {
    const { app, incident } = attack;
    const rows = [updated('system', { id: incident.systems.net, tier: 3 })];
    const by = (actor: string) => about(incident, 'net', { type: 'SYSTEM_UPDATED', actor, rows });
    const { engineer, commander } = incident.people;
    expect(await tryTo(() => append(app, incident.id, [by(engineer)]))).toBe(SQLSTATE.actorNotAllowed);
    expect(await tryTo(() => inTurn(by(engineer)))).toBe(SQLSTATE.actorNotAllowed);
    expect(await tryTo(() => inTurn(by(commander)))).toBe('COMMITTED');
  });

  it('are not announced in another spelling', async () => {
    const { app, incident } = attack;
    const data = { rowsSha256: hashOf('', '[]') };
    const hidden = async () => {
      const made = await nextEvents(app, incident.id, [{ type: 'NOTE_ADDED', actor: incident.people.engineer, data }]);
      const text = made[0]!.text.replace('"rowsSha256"', '"rows\\u0053ha256"');
      const spelt = [{ ...made[0]!, text, hash: hashOf(made[0]!.previous_hash, text) }];
      await moveHead(app, spelt);
      await insertEvents(app, spelt);
    };
    expect(await tryTo(hidden)).toBe(SQLSTATE.logBroken);
  });
});

describe('an event', () => {
  it('of the whole incident is not in the name of who has a role at one plant alone', async () => {
    const { app, incident } = attack;
    const actor = randomUUID();
    await toldChange(app, [actor], async () => {
      const person = [actor, `local-${actor}`];
      await app.query(
        `INSERT INTO blackstart.principal VALUES ($1, $2, 'local', 'HUMAN', true, blackstart.now())`,
        person,
      );
      const grant = [actor, incident.id, incident.plant];
      await app.query(`INSERT INTO blackstart.access_grant VALUES (gen_random_uuid(), $1, 'COMMANDER', $2, $3)`, grant);
    });
    const rows = [updated('incident', { id: incident.id, status: 'ABANDONED', closedAt: await instant(app) })];
    const whole: ForgedFact[] = [
      { ...cut(), actor },
      { type: 'INCIDENT_ABANDONED', actor, rows },
    ];
    for (const fact of whole) {
      expect(await tryTo(() => append(app, incident.id, [fact]))).toBe(SQLSTATE.actorNotAllowed);
      for (const place of [{ plant: incident.plant }, { plant: incident.plant, system: incident.systems.app }]) {
        expect(await tryTo(() => append(app, incident.id, [{ ...fact, ...place }]))).toBe(SQLSTATE.logBroken);
      }
    }
  });

  it('that a system is retired, or revoked, is about a system', async () => {
    const { app, incident } = attack;
    const { commander, engineer } = incident.people;
    const voided = [updated('milestone', { id: incident.milestone, voided: true })];
    const facts: ForgedFact[] = [
      { ...cut(), type: 'SYSTEM_RETIRED', actor: commander },
      { type: 'CONTAINMENT_REVOKED', actor: engineer, rows: voided },
      { type: 'CONTAINMENT_REVOKED', actor: engineer, rows: voided, milestone: incident.milestone },
    ];
    for (const fact of facts) expect(await tryTo(() => append(app, incident.id, [fact]))).toBe(SQLSTATE.logBroken);
  });
});

it('the triggers of the log serve no table of the role', async () => {
  const { app, incident } = attack;
  const { engineer } = incident.people;
  const [id, at] = [randomUUID(), await instant(app)];
  const placed = { id, systemId: null, plantId: null, reason: 'wait', placedAt: at, placedBy: engineer };
  const place: ForgedFact = { type: 'HOLD_PLACED', actor: engineer, rows: [inserted('hold', placed)] };
  expect(await tryTo(() => append(app, incident.id, [place]))).toBe('COMMITTED');
  const note = { id: randomUUID(), systemId: null, text: 'all is well', by: engineer, at };
  const release: ForgedFact = { type: 'HOLD_RELEASED', actor: engineer, rows: [deleted('hold', { id })] };
  const untold = async () => {
    await app.query('CREATE TEMPORARY TABLE mine (LIKE blackstart.event)');
    await app.query(`CREATE TRIGGER mine AFTER INSERT ON mine REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION blackstart.record_events()`);
    const told = await nextEvents(app, incident.id, [
      { type: 'NOTE_ADDED', actor: engineer, rows: [inserted('note', note)] },
    ]);
    const hidden = await nextEvents(app, incident.id, [release]);
    await moveHead(app, told);
    await app.query(events.replace('blackstart.event', 'mine'), [JSON.stringify(hidden)]);
    await insertEvents(app, told);
  };
  expect(await tryTo(untold)).toBe(SQLSTATE.insufficientPrivilege);
});
