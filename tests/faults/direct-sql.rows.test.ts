import { randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, endsWith, manners, openAttack, outcomeOf, plainly } from '../support/attack';
import { type ForgedChange, type ForgedFact, append, deleted, inserted, updated } from '../support/forge';
import { about, declareForged, instant, newSystem } from '../support/forged-incident';

let attack: Attack;

beforeAll(async () => {
  attack = await openAttack();
});
afterAll(() => attack.end());

const planned = (...rows: ForgedChange[]): ForgedFact => ({
  ...{ type: 'PLAN_APPLIED', actor: attack.incident.people.commander, rows },
});
const writing = (...rows: ForgedChange[]) => append(attack.app, attack.incident.id, [planned(...rows)]);
const tries = (...rows: ForgedChange[]) => outcomeOf(attack, plainly, () => writing(...rows));

describe('a row that an event tells', () => {
  it.each(manners)('is written as it is told, at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const name = randomUUID();
    const { db: id } = incident.systems;
    const state = await outcomeOf(attack, manner, () => writing(updated('system', { id, name })));
    expect(state).toBe(endsWith('COMMITTED', manner));
    const { rows } = await app.query('SELECT name FROM blackstart.system WHERE id = $1', [id]);
    expect(rows[0].name === name).toBe(state === 'COMMITTED');
  });

  it.each([
    ['a property that no table has', { colour: 'red' }],
    ['a column that is set by the trigger', { version: 7 }],
    ['a number as a text', { tier: '1' }],
    ['a text as a number', { name: 5 }],
    ['a truth as a text', { essential: 'true' }],
    ['a list as a text', { tags: '{a}' }],
    ['an id in capitals', { teamId: randomUUID().toUpperCase() }],
    ['the state of a system', { state: 'ONLINE' }],
    ['who restored it', { restoredBy: randomUUID() }],
    ['a signature', { verifiedAt: '2026-01-01T00:00:00.000Z' }],
  ])('is refused with %s', async (_, columns) => {
    expect(await tries(updated('system', { id: attack.incident.systems.db, ...columns }))).toBe(
      SQLSTATE.eventNotApplied,
    );
  });

  it.each([
    '2026-01-01T00:00:00Z',
    '2026-01-01T01:00:00.000+01:00',
    '2026-01-01 00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
  ])('is refused with a time of another form: %s', async (dueAt) => {
    const { milestone: id } = attack.incident;
    expect(await tries(updated('milestone', { id, dueAt }))).toBe(SQLSTATE.checkViolation);
    expect(await tries(updated('milestone', { id, dueAt: '2026-01-01T00:00:00.000Z' }))).toBe('COMMITTED');
  });

  it('is refused where it leaves columns out, or brings more', async () => {
    const team = { id: randomUUID(), key: randomUUID(), name: 't', capacity: 1, contact: null };
    const { contact: _contact, ...less } = team;
    expect(await tries(inserted('team', less))).toBe(SQLSTATE.eventNotApplied);
    expect(await tries(inserted('team', { ...team, version: 9 }))).toBe(SQLSTATE.eventNotApplied);
    expect(await tries(inserted('team', team))).toBe('COMMITTED');
    expect(await tries(deleted('team', { id: team.id, name: 't' }))).toBe(SQLSTATE.eventNotApplied);
    expect(await tries(deleted('team', { id: team.id }))).toBe('COMMITTED');
    expect(await tries(deleted('team', { id: team.id }))).toBe(SQLSTATE.eventNotApplied);
  });

  it('is refused beside another word than table, op and row', async () => {
    const change = { ...updated('system', { id: attack.incident.systems.db }), note: 'and more' };
    expect(await tries(change)).toBe(SQLSTATE.eventNotApplied);
  });

  it('is of the object that its event is about', async () => {
    const { app, incident } = attack;
    const { engineer: actor } = incident.people;
    const rows = [updated('system', { id: incident.systems.db, name: 'another' })];
    const other = () => append(app, incident.id, [about(incident, 'app', { type: 'SYSTEM_UPDATED', actor, rows })]);
    expect(await outcomeOf(attack, plainly, other)).toBe(SQLSTATE.eventNotApplied);
  });

  it.each(manners)('is of the incident of its event, at $isolation, trick: $trick', async (manner) => {
    const other = await declareForged(attack.app);
    const strange = () => writing(updated('system', { id: other.systems.db, name: 'x' }));
    expect(await outcomeOf(attack, manner, strange)).toBe(endsWith(SQLSTATE.eventNotApplied, manner));
  });

  it('makes no edge that crosses incidents', async () => {
    const other = await declareForged(attack.app);
    const edge = { id: randomUUID(), systemId: attack.incident.systems.app, dependsOnId: other.systems.db };
    const columns = { strength: 'SOFT', kind: 'DATA', requiredState: 'ONLINE', reason: null };
    expect(await tries(inserted('dependency', { ...edge, ...columns }))).toBe(SQLSTATE.foreignKeyViolation);
  });

  it('makes no system that is further than OFFLINE and unsigned', async () => {
    const { app } = attack;
    const at = await instant(app);
    const made = (columns: Record<string, unknown>) => {
      const id = randomUUID();
      return tries(inserted('node_rank', { nodeId: id, rank: 0 }), newSystem(id, id.slice(0, 8) + 'x', at, columns));
    };
    const restored = { state: 'VALIDATED', restoredBy: attack.incident.people.engineer };
    expect(await made(restored)).toBe(SQLSTATE.stepNotAllowed);
    expect(await made({ verifiedAt: at, verifiedBy: randomUUID() })).toBe(SQLSTATE.stepNotAllowed);
    expect(await made({})).toBe('COMMITTED');
  });

  it('keeps the incident itself: never deleted, its mode and declaration never changed', async () => {
    const { id } = attack.incident;
    for (const columns of [{ mode: 'LIVE' }, { declaredAt: '2026-01-01T00:00:00.000Z' }, { status: 'CLOSED' }]) {
      expect(await tries(updated('incident', { id, ...columns }))).toBe(SQLSTATE.eventNotApplied);
    }
    expect(await tries(deleted('incident', { id }))).toBe(SQLSTATE.eventNotApplied);
    expect(await tries(updated('incident', { id, title: 'Another' }))).toBe('COMMITTED');
  });
});
