import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from './recovery-tables';

/** The tables whose every change the access log tells, and the columns of each that are no such change. */
const toldTables = {
  principal: [],
  access_grant: [],
  access_token: ['last_used_at'],
  principal_subject: ['claims_at'],
  break_glass_account: [],
} as const;

const onHead = `
CREATE TRIGGER guard_directory_head BEFORE INSERT OR UPDATE OR DELETE ON blackstart.directory_head
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_directory_head();
CREATE TRIGGER guard_directory_truncate BEFORE TRUNCATE ON blackstart.directory_head
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_truncating();
CREATE CONSTRAINT TRIGGER guard_directory_commit AFTER UPDATE ON blackstart.directory_head
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION blackstart.guard_directory_commit();
ALTER TABLE blackstart.directory_head ENABLE ALWAYS TRIGGER guard_directory_head;
ALTER TABLE blackstart.directory_head ENABLE ALWAYS TRIGGER guard_directory_truncate;
ALTER TABLE blackstart.directory_head ENABLE ALWAYS TRIGGER guard_directory_commit`;

const onLog = `
CREATE TRIGGER guard_access_log BEFORE INSERT ON blackstart.access_log
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_access_log();
CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON blackstart.access_log
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_rewriting();
ALTER TABLE blackstart.access_log ENABLE ALWAYS TRIGGER guard_access_log;
ALTER TABLE blackstart.access_log ENABLE ALWAYS TRIGGER refuse_rewriting`;

// A trigger on updates names its columns, so that the last use of a token is written without an entry.
const onTold = (table: string, columns: readonly string[]) => `
CREATE CONSTRAINT TRIGGER guard_told AFTER INSERT OR DELETE ON blackstart.${table}
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION blackstart.guard_told();
CREATE CONSTRAINT TRIGGER guard_told_update AFTER UPDATE ON blackstart.${table}
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW${whenOther(columns)} EXECUTE FUNCTION blackstart.guard_told();
CREATE TRIGGER refuse_truncating BEFORE TRUNCATE ON blackstart.${table}
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_truncating();
ALTER TABLE blackstart.${table} ENABLE ALWAYS TRIGGER guard_told;
ALTER TABLE blackstart.${table} ENABLE ALWAYS TRIGGER guard_told_update;
ALTER TABLE blackstart.${table} ENABLE ALWAYS TRIGGER refuse_truncating`;

function whenOther(columns: readonly string[]): string {
  if (columns.length === 0) return '';
  const named = `ARRAY['${columns.join("', '")}']`;
  return ` WHEN ((to_jsonb(OLD) - ${named}) IS DISTINCT FROM (to_jsonb(NEW) - ${named}))`;
}

const rights = `
GRANT SELECT, INSERT ON blackstart.access_log TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON blackstart.principal_subject, blackstart.break_glass_account,
  blackstart.break_glass_attempt TO ${applicationRole}`;

/** The guards of the directory and of its log. */
export class AccessLogTriggers1795400000028 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const told = Object.entries(toldTables).map(([table, columns]) => onTold(table, columns));
    for (const statements of [onHead, onLog, ...told, rights]) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of Object.keys(toldTables)) {
      await queryRunner.query(`DROP TRIGGER guard_told ON blackstart.${table};
        DROP TRIGGER guard_told_update ON blackstart.${table};
        DROP TRIGGER refuse_truncating ON blackstart.${table}`);
    }
    await queryRunner.query(`
      DROP TRIGGER guard_access_log ON blackstart.access_log;
      DROP TRIGGER refuse_rewriting ON blackstart.access_log;
      DROP TRIGGER guard_directory_head ON blackstart.directory_head;
      DROP TRIGGER guard_directory_truncate ON blackstart.directory_head;
      DROP TRIGGER guard_directory_commit ON blackstart.directory_head`);
  }
}
