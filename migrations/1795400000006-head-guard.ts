import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * Who writes must have moved the head in the same transaction: that takes its lock, and the guard notes the transaction's id
 * and `base`, the position before it. A guard that took the lock itself would deadlock with the application; one that
 * demands it does not. Setting txid to null is the seal: the transaction gives up writing before it ends.
 */
const guardHead = `
CREATE FUNCTION blackstart.guard_head() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  mine constant xid8 := pg_current_xact_id();
BEGIN
  IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
    RAISE EXCEPTION 'The head of an incident is never deleted' USING ERRCODE = 'BS011';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.position = 0 AND NEW.log_head <> repeat('0', 64) THEN
      RAISE EXCEPTION 'A log without events has the hash of nothing' USING ERRCODE = 'BS011';
    END IF;
    NEW.base := 0;
  ELSE
    IF NEW.incident_id <> OLD.incident_id THEN
      RAISE EXCEPTION 'The incident of a head never changes' USING ERRCODE = 'BS011';
    END IF;
    IF NEW.txid IS NULL AND OLD.txid = mine AND NEW.position = OLD.position AND NEW.log_head = OLD.log_head THEN
      NEW.base := OLD.base;
      RETURN NEW;
    END IF;
    IF NEW.position <= OLD.position THEN
      RAISE EXCEPTION 'The position of incident % must rise above %', OLD.incident_id, OLD.position
        USING ERRCODE = 'BS011';
    END IF;
    NEW.base := CASE WHEN OLD.txid = mine THEN OLD.base ELSE OLD.position END;
  END IF;
  NEW.txid := mine;
  RETURN NEW;
END $$`;

// At commit: the log is whole up to the head. `base`, `position` and the hash are those that the head's update stored.
const refuseLog = `
CREATE FUNCTION blackstart.refuse_log(of_incident uuid, above int, up_to int, log_head text) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  wrong int;
BEGIN
  SELECT count(*) INTO wrong FROM blackstart.event e
    WHERE e.incident_id = of_incident AND e.position > above AND e.position <= up_to;
  IF wrong <> up_to - above THEN
    RAISE EXCEPTION 'Incident % has % events between positions % and %', of_incident, wrong, above, up_to
      USING ERRCODE = 'BS012';
  END IF;
  IF up_to > 0 AND NOT EXISTS (SELECT FROM blackstart.event e
      WHERE e.incident_id = of_incident AND e.position = up_to AND e.hash = log_head) THEN
    RAISE EXCEPTION 'The head of incident % is not the hash of event %', of_incident, up_to USING ERRCODE = 'BS012';
  END IF;
  SELECT e.position INTO wrong FROM blackstart.event e
    WHERE e.incident_id = of_incident AND e.position > above AND e.position <= up_to
      AND (strpos(e.text, '"rowsSha256"') > 0 OR EXISTS (SELECT FROM blackstart.event_rows r
        WHERE r.incident_id = of_incident AND r.position = e.position))
      AND e.text::jsonb #>> '{data,rowsSha256}' IS DISTINCT FROM (
        SELECT encode(sha256(string_agg(convert_to(r.rows, 'UTF8'), ''::bytea ORDER BY r.seq)), 'hex')
          FROM blackstart.event_rows r WHERE r.incident_id = of_incident AND r.position = e.position)
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The rows beside event % of incident % are not those of its hash', wrong, of_incident
      USING ERRCODE = 'BS012';
  END IF;
  IF above > 0 OR up_to = 0 THEN RETURN; END IF;
  IF NOT EXISTS (SELECT FROM blackstart.incident i WHERE i.incident_id = of_incident) THEN
    RAISE EXCEPTION 'Incident % has a log and no row', of_incident USING ERRCODE = 'BS012';
  END IF;
  SELECT e.position INTO wrong FROM blackstart.event e JOIN blackstart.incident i USING (incident_id)
    WHERE e.incident_id = of_incident AND e.position <= up_to AND e.text::jsonb ->> 'mode' <> i.mode
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Event % has another mode than its incident', wrong USING ERRCODE = 'BS012';
  END IF;
END $$`;

const triggers = `
CREATE TRIGGER guard_head BEFORE INSERT OR UPDATE OR DELETE ON blackstart.incident_head
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_head();
CREATE TRIGGER guard_head_truncate BEFORE TRUNCATE ON blackstart.incident_head
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_head();
ALTER TABLE blackstart.incident_head ENABLE ALWAYS TRIGGER guard_head;
ALTER TABLE blackstart.incident_head ENABLE ALWAYS TRIGGER guard_head_truncate`;

/** The head: one transaction at a time, upwards, and never away. */
export class HeadGuard1795400000006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [guardHead, refuseLog, triggers]) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER guard_head_truncate ON blackstart.incident_head;
      DROP TRIGGER guard_head ON blackstart.incident_head;
      DROP FUNCTION blackstart.guard_head(), blackstart.refuse_log(uuid, int, int, text)`);
  }
}
