import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole, firstRecoveryTables as recoveryTables, linkTables } from './recovery-tables';

/*
 * One deferred trigger on the head, hence one pass a transaction, in this order; at the end the head is sealed, so that
 * nothing can be written after it was judged, not even by SET CONSTRAINTS in the middle of a transaction. A later move of the
 * head with the same base has its own pass, which covers this one.
 */
export const guardCommit = (...further: string[]) => `
CREATE FUNCTION blackstart.guard_commit() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  head blackstart.incident_head;
BEGIN
  SELECT * INTO head FROM blackstart.incident_head h WHERE h.incident_id = NEW.incident_id;
  IF head.base = NEW.base AND head.position > NEW.position THEN RETURN NULL; END IF;
  PERFORM blackstart.refuse_log(NEW.incident_id, NEW.base, NEW.position, NEW.log_head);
  PERFORM blackstart.refuse_containment(NEW.incident_id, NEW.base, NEW.position);
  PERFORM blackstart.refuse_gate(NEW.incident_id, NEW.base, NEW.position);
${further
  .map((check) => `  PERFORM blackstart.${check}(NEW.incident_id, NEW.base, NEW.position);\n`)
  .join('')}  UPDATE blackstart.incident_head h SET txid = NULL
    WHERE h.incident_id = NEW.incident_id AND h.position = NEW.position AND h.txid = pg_current_xact_id();
  RETURN NULL;
END $$`;

const trigger = `
CREATE CONSTRAINT TRIGGER guard_commit AFTER INSERT OR UPDATE ON blackstart.incident_head
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.txid IS NOT NULL) EXECUTE FUNCTION blackstart.guard_commit();
ALTER TABLE blackstart.incident_head ENABLE ALWAYS TRIGGER guard_commit`;

const changing = recoveryTables.filter((table) => !(linkTables as readonly string[]).includes(table));
const named = (tables: readonly string[]) => tables.map((table) => `blackstart.${table}`).join(', ');

// Nothing on the clock but to read it, and no way to change or remove what was logged.
const grants = `
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA blackstart FROM PUBLIC;
GRANT USAGE ON SCHEMA blackstart TO ${applicationRole};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA blackstart TO ${applicationRole};
GRANT SELECT ON ${named([...recoveryTables, 'incident_head', 'event', 'event_rows', 'clock'])} TO ${applicationRole};
GRANT SELECT ON ${named(['principal', 'access_grant', 'access_token', 'directory_head', 'idempotency'])} TO ${applicationRole};
GRANT INSERT, UPDATE ON blackstart.incident_head TO ${applicationRole};
GRANT INSERT ON blackstart.event, blackstart.event_rows TO ${applicationRole};
GRANT INSERT, UPDATE, DELETE ON ${named(changing)} TO ${applicationRole};
GRANT INSERT, DELETE ON ${named(linkTables)} TO ${applicationRole};
GRANT INSERT, UPDATE, DELETE ON blackstart.idempotency TO ${applicationRole};
GRANT INSERT, UPDATE ON blackstart.principal, blackstart.access_token TO ${applicationRole};
GRANT INSERT, DELETE ON blackstart.access_grant TO ${applicationRole};
GRANT UPDATE ON blackstart.directory_head TO ${applicationRole}`;

const withdrawal = `
REVOKE ALL ON ALL TABLES IN SCHEMA blackstart FROM ${applicationRole};
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA blackstart FROM ${applicationRole};
REVOKE ALL ON SCHEMA blackstart FROM ${applicationRole}`;

/** What is judged when a transaction ends, and what the application's role may do at all. */
export class CommitGuard1795400000014 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [guardCommit(), trigger, grants]) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(withdrawal);
    await queryRunner.query(`
      DROP TRIGGER guard_commit ON blackstart.incident_head;
      DROP FUNCTION blackstart.guard_commit()`);
  }
}
