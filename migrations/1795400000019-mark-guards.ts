import type { MigrationInterface, QueryRunner } from 'typeorm';

// Whether a line runs is what people say, each time in an event.
const guardLine = `
CREATE FUNCTION blackstart.guard_line() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.running THEN
      RAISE EXCEPTION 'A new line is not marked running, % is', NEW.key USING ERRCODE = 'BS016';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'The id of line % never changes', OLD.key USING ERRCODE = 'BS016';
  END IF;
  IF NEW.running <> OLD.running AND NOT EXISTS (SELECT FROM blackstart.event e
      WHERE e.incident_id = NEW.incident_id AND e.position = NEW.version AND e.line_id = NEW.id
        AND e.type = CASE WHEN NEW.running THEN 'LINE_RUNNING' ELSE 'LINE_STOPPED' END) THEN
    RAISE EXCEPTION 'Line % is marked without its event', OLD.key USING ERRCODE = 'BS016';
  END IF;
  RETURN NEW;
END $$`;

export const guardMarks = `
CREATE FUNCTION blackstart.guard_marks() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  signs constant boolean := ROW(NEW.verified_at, NEW.verified_by, NEW.expires_at)
    IS DISTINCT FROM ROW(OLD.verified_at, OLD.verified_by, OLD.expires_at);
BEGIN
  IF NEW.online_under IS DISTINCT FROM OLD.online_under AND NEW.state = 'ONLINE' AND OLD.state = 'ONLINE' THEN
    RAISE EXCEPTION 'Under what % went online stays on record while it is', OLD.key USING ERRCODE = 'BS015';
  END IF;
  IF OLD.expiry_logged AND NOT signs AND NOT NEW.expiry_logged OR NEW.expiry_logged AND signs THEN
    RAISE EXCEPTION 'Whether the expiry of % is in the log goes by its signature', OLD.key USING ERRCODE = 'BS016';
  END IF;
  IF NEW.expiry_logged AND NOT OLD.expiry_logged AND (NEW.expires_at <= blackstart.now()
      AND EXISTS (SELECT FROM blackstart.event e WHERE e.incident_id = NEW.incident_id AND e.position = NEW.version
        AND e.system_id = NEW.id AND e.type = 'VERIFICATION_EXPIRED')) IS NOT TRUE THEN
    RAISE EXCEPTION 'The signature of % has not expired, or event % does not say so', OLD.key, NEW.version
      USING ERRCODE = 'BS016';
  END IF;
  RETURN NEW;
END $$`;

const triggers = `
CREATE TRIGGER guard_line BEFORE INSERT OR UPDATE ON blackstart.line
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_line();
CREATE TRIGGER guard_marks BEFORE UPDATE ON blackstart.system FOR EACH ROW
  WHEN (NEW.expiry_logged OR OLD.expiry_logged OR NEW.online_under IS DISTINCT FROM OLD.online_under)
  EXECUTE FUNCTION blackstart.guard_marks();
ALTER TABLE blackstart.line ENABLE ALWAYS TRIGGER guard_line;
ALTER TABLE blackstart.system ENABLE ALWAYS TRIGGER guard_marks`;

/** Marks that are set by an event of their own: a line runs, an expiry was told, a system went online under an override. */
export class MarkGuards1795400000019 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [guardLine, guardMarks, triggers]) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER guard_marks ON blackstart.system;
      DROP TRIGGER guard_line ON blackstart.line;
      DROP FUNCTION blackstart.guard_marks(), blackstart.guard_line()`);
  }
}
