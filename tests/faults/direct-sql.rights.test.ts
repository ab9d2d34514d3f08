import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, manners, openAttack, outcomeOf } from '../support/attack';

const forbidden = [
  ['disable a trigger', 'ALTER TABLE blackstart.system DISABLE TRIGGER guard_system'],
  ['disable all triggers', 'ALTER TABLE blackstart.incident_head DISABLE TRIGGER ALL'],
  ['drop a trigger', 'DROP TRIGGER guard_commit ON blackstart.incident_head'],
  ['pass triggers as a replica does', 'SET session_replication_role = replica'],
  [
    'replace a guard',
    'CREATE OR REPLACE FUNCTION blackstart.now() RETURNS timestamptz LANGUAGE sql AS $$SELECT now()$$',
  ],
  ['change how a guard runs', 'ALTER FUNCTION blackstart.record_events() RESET search_path'],
  ['make a table beside the guarded ones', 'CREATE TABLE blackstart.another (id int)'],
  [
    'put a trigger on a table',
    'CREATE TRIGGER mine BEFORE UPDATE ON blackstart.system EXECUTE FUNCTION blackstart.guard_system()',
  ],
  ['move the clock', 'UPDATE blackstart.clock SET offset_ms = -1000000'],
  ['truncate what holds it back', 'TRUNCATE blackstart.hold'],
  ['remove a person', 'DELETE FROM blackstart.principal'],
  [
    'become the owner',
    "DO $$ BEGIN EXECUTE (SELECT format('SET ROLE %I', tableowner) FROM pg_tables WHERE schemaname = 'blackstart' LIMIT 1); END $$",
  ],
] as const;

describe('the application', () => {
  let attack: Attack;

  beforeAll(async () => {
    attack = await openAttack();
  });
  afterAll(() => attack.end());

  const tries = forbidden.flatMap(([what, sql]) => manners.map((manner) => ({ what, sql, ...manner })));

  it.each(tries)('may not $what, at $isolation, trick: $trick', async ({ sql, ...manner }) => {
    expect(await outcomeOf(attack, manner, () => attack.app.query(sql))).toBe(SQLSTATE.insufficientPrivilege);
  });
});
