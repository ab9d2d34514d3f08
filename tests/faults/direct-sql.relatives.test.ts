import { randomUUID } from 'node:crypto';
import { type EventType, eventTypes } from '../../src/domain/words';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, attackOn, endsWith, manners, openGround, outcomeOf, plainly } from '../support/attack';
import {
  type ForgedChange,
  type ForgedFact,
  append,
  deleted,
  inserted,
  insertEvents,
  moveHead,
  nextEvents,
  updated,
} from '../support/forge';
import { cut, mend, note } from '../support/forged-facts';
import { about, evidence, riseOf, rule, stopForged } from '../support/forged-incident';

let attack: Attack;
let other: Attack;

// app may not go ONLINE in either: what it waits for is OFFLINE
beforeAll(async () => {
  const ground = await openGround();
  attack = await attackOn(ground);
  other = await attackOn(ground);
  for (const { app, incident } of [attack, other]) await stopForged(app, incident, 'db');
});
afterAll(() => attack.end());

const judging = () => attack.app.query('SET CONSTRAINTS ALL IMMEDIATE');
const rise = ({ app, incident }: Attack) => riseOf(app, incident, 'app', incident.people.operator);

const fact = (type: EventType, ...rows: ForgedChange[]): ForgedFact =>
  about(attack.incident, 'app', { type, actor: attack.incident.people.commander, rows });
const touch = () => updated('system', { id: attack.incident.systems.app });

describe('a savepoint', () => {
  const write = (...facts: ForgedFact[]) => append(attack.app, attack.incident.id, facts);

  it.each(manners)('hides no second judgement, at $isolation, trick: $trick', async (manner) => {
    const twice = async () => {
      await attack.app.query('SAVEPOINT first');
      await write(cut(attack.incident), await rise(attack));
      await judging();
      await attack.app.query('RELEASE SAVEPOINT first');
      await attack.app.query('SET CONSTRAINTS ALL DEFERRED');
      await attack.app.query('SAVEPOINT second');
      await write(mend(attack.incident));
    };
    expect(await outcomeOf(attack, manner, twice)).toBe(endsWith(SQLSTATE.headNotRaised, manner));
  });

  it.each(manners)('takes what was cut back with it, at $isolation, trick: $trick', async (manner) => {
    const back = async () => {
      await attack.app.query('SAVEPOINT cut');
      await write(cut(attack.incident));
      await judging();
      await attack.app.query('ROLLBACK TO SAVEPOINT cut');
      await attack.app.query('SET CONSTRAINTS ALL DEFERRED');
      await write(await rise(attack));
    };
    expect(await outcomeOf(attack, manner, back)).toBe(endsWith(SQLSTATE.gateDependency, manner));
  });
});

describe('two incidents in one transaction', () => {
  /** Moves both heads, then writes the events of both by one statement. */
  async function writeBoth(one: ForgedFact[], two: ForgedFact[]): Promise<void> {
    const { app } = attack;
    const [mine, theirs] = [
      await nextEvents(app, attack.incident.id, one),
      await nextEvents(app, other.incident.id, two),
    ];
    await moveHead(app, mine);
    await moveHead(app, theirs);
    await insertEvents(app, [...mine, ...theirs]);
  }

  it.each(manners)('are each judged by their own state, at $isolation, trick: $trick', async (manner) => {
    const one = () => writeBoth([note(attack.incident)], [note(other.incident)]);
    expect(await outcomeOf(attack, manner, one)).toBe(endsWith('COMMITTED', manner));
    const two = async () => writeBoth([note(attack.incident)], [await rise(other)]);
    expect(await outcomeOf(attack, manner, two)).toBe(endsWith(SQLSTATE.gateDependency, manner));
    const three = async () => writeBoth([await rise(attack)], [note(other.incident)]);
    expect(await outcomeOf(attack, manner, three)).toBe(endsWith(SQLSTATE.gateDependency, manner));
  });

  it('do not change each other', async () => {
    const strange = { ...note(other.incident), rows: cut(attack.incident).rows! };
    expect(await outcomeOf(attack, plainly, () => writeBoth([note(attack.incident)], [strange]))).toBe(
      SQLSTATE.eventNotApplied,
    );
    const plan: ForgedFact = {
      type: 'PLAN_APPLIED',
      actor: other.incident.people.commander,
      rows: cut(attack.incident).rows!,
    };
    expect(await outcomeOf(attack, plainly, () => writeBoth([note(attack.incident)], [plan]))).toBe(
      SQLSTATE.eventNotApplied,
    );
  });
});

describe('what an incident demands is changed by the events that tell it, and by no other of all types', () => {
  const here = () => attack.incident;
  const at = '2026-01-01T00:00:00.000Z';
  const check = () => ({
    ...{ id: randomUUID(), systemId: here().systems.app, kind: 'OTHER', outcome: 'PASSED', evidence, note: 'seen' },
    ...{ recordedAt: at, recordedBy: here().people.commander },
  });

  it.each<[string, () => ForgedChange, EventType[]]>([
    ['a dependency', () => deleted('dependency', { id: here().edges.app }), ['DEPENDENCY_REMOVED', 'PLAN_APPLIED']],
    [
      'what a system comes after',
      () => deleted('system_after', { systemId: here().systems.app, milestoneId: here().milestone }),
      ['PLAN_APPLIED'],
    ],
    [
      'the criteria of a milestone',
      () => deleted('milestone_system', { milestoneId: here().milestone, systemId: here().systems.net }),
      ['PLAN_APPLIED'],
    ],
    ['a milestone', () => updated('milestone', { id: here().milestone, gate: false }), ['PLAN_APPLIED']],
    ['the policy', () => updated('incident', { id: here().id, rules: [{ ...rule, require: [] }] }), ['PLAN_APPLIED']],
    ['what may never be waived', () => updated('incident', { id: here().id, neverWaive: [] }), ['PLAN_APPLIED']],
    ['whether it is safety', () => updated('system', { id: here().systems.db, safety: true }), ['PLAN_APPLIED']],
    ['a check of another time', () => inserted('containment_check', check()), []],
  ])('%s', async (_what, change, allowed) => {
    const taken: EventType[] = [];
    for (const type of eventTypes.filter((one) => one !== 'INCIDENT_DECLARED')) {
      for (const facts of [[fact(type, change(), touch())], [{ ...fact(type, change()), ...nowhere }]]) {
        if (await wouldCommit(facts)) taken.push(type);
      }
    }
    expect([...new Set(taken)].sort()).toEqual(allowed);
  });

  /** Whether a transaction would be taken; it is taken back at its very end. */
  async function wouldCommit(facts: ForgedFact[]): Promise<boolean> {
    const state = await outcomeOf(attack, plainly, async () => {
      await append(attack.app, here().id, facts);
      await judging();
      await attack.app.query(`DO $$ BEGIN RAISE EXCEPTION 'taken back' USING ERRCODE = 'ZZ000'; END $$`);
    });
    return state === 'ZZ000';
  }

  const nowhere = { system: undefined as never, plant: undefined as never };
});
