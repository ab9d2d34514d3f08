import { randomUUID } from 'node:crypto';
import { recoveryTables } from '../../migrations/recovery-tables';
import { tableKeys } from '../../src/domain/tables';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, manners, openAttack, outcomeOf, plainly } from '../support/attack';
import { type ForgedChange, append } from '../support/forge';

type Table = (typeof recoveryTables)[number];

let attack: Attack;
beforeAll(async () => {
  attack = await openAttack();
});
afterAll(() => attack.end());

const tries = (work: () => Promise<unknown>) => outcomeOf(attack, plainly, work);

/** A change of some row of a table, by its key alone. */
const change = (table: Table, op: ForgedChange['op']): ForgedChange => ({
  ...{ op, table },
  row: Object.fromEntries(tableKeys[table].map((key) => [key, key === 'kind' ? 'OTHER' : randomUUID()])),
});

describe('the recovery table', () => {
  it.each(recoveryTables)('%s is written by nobody but the log', async (table) => {
    const { app, incident } = attack;
    const statements = [
      `INSERT INTO blackstart.${table} SELECT * FROM blackstart.${table} LIMIT 1`,
      `UPDATE blackstart.${table} SET version = version + 1 WHERE incident_id = '${incident.id}'`,
      `DELETE FROM blackstart.${table} WHERE incident_id = '${incident.id}'`,
      `TRUNCATE blackstart.${table}`,
    ];
    for (const statement of statements) {
      expect(await tries(() => app.query(statement))).toBe(SQLSTATE.insufficientPrivilege);
    }
  });

  it.each(recoveryTables)('%s is not changed by an event of a type that may not', async (table) => {
    const { app, incident } = attack;
    const { commander: actor } = incident.people;
    for (const op of ['insert', 'update', 'delete'] as const) {
      if (table === 'note' && op === 'insert') continue;
      const rows = [change(table, op)];
      await app.query('BEGIN');
      const hidden = append(app, incident.id, [{ type: 'NOTE_ADDED', actor, rows }]);
      await expect(hidden).rejects.toThrow(`may not make this change: ${op} ${table}`);
      await app.query('ROLLBACK');
    }
  });

  it.each(recoveryTables)('%s takes no change of what is not there', async (table) => {
    const { app, incident } = attack;
    const { commander: actor } = incident.people;
    for (const op of ['update', 'delete'] as const) {
      const rows = [change(table, op)];
      const missing = () => append(app, incident.id, [{ type: 'PLAN_APPLIED', actor, rows }]);
      expect(await tries(missing)).toBe(SQLSTATE.eventNotApplied);
    }
  });
});

describe('the functions that apply rows', () => {
  it.each(manners)('write nothing when the role calls them, at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const id = incident.systems.app;
    const calls = [
      `SELECT blackstart.apply_system('${incident.id}', 99, 'update', '[{"id":"${id}","state":"ONLINE"}]')`,
      `SELECT blackstart.apply_dependency('${incident.id}', 99, 'delete', '[{"id":"${incident.edges.app}"}]')`,
      `SELECT blackstart.apply_changes(e, 'system', 'update', '[{"id":"${id}","name":"x"}]')
         FROM blackstart.event e WHERE e.incident_id = '${incident.id}' LIMIT 1`,
      'SELECT blackstart.record_events()',
      'SELECT blackstart.record_rows()',
      'SELECT blackstart.guard_commit()',
      'SELECT blackstart.guard_directory_commit()',
    ];
    for (const call of calls) {
      expect(await outcomeOf(attack, manner, () => app.query(call))).toBe(SQLSTATE.insufficientPrivilege);
    }
  });
});
