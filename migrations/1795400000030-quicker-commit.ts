import type { MigrationInterface, QueryRunner } from 'typeorm';
import { guardCommit } from './1795400000014-commit-guard';
import { replacing } from './replacing';

/*
 * What is judged when a transaction ends, after one look at its events: a judge is called where there is something for it to
 * judge. Each of them looks only at events of the types named beside it, and returns at once where there is none. The log itself
 * is judged where it is not plainly whole: all events there, the last one the head's, none with rows beside it, not the first.
 * Plans are kept: for a range of positions the planner would believe that a new plan for each commit pays.
 */
export const guardCommitAtALook = `
CREATE OR REPLACE FUNCTION blackstart.guard_commit() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  seen record;
BEGIN
  IF EXISTS (SELECT FROM blackstart.incident_head h
      WHERE h.incident_id = NEW.incident_id AND h.base = NEW.base AND h.position > NEW.position) THEN
    RETURN NULL;
  END IF;
  SELECT count(*) = NEW.position - NEW.base AND NEW.base > 0
      AND bool_or(e.position = NEW.position AND e.hash = NEW.log_head)
      AND NOT bool_or(strpos(e.text, '"rowsSha256"') > 0)
      AND NOT EXISTS (SELECT FROM blackstart.event_rows r WHERE r.incident_id = NEW.incident_id
        AND r.position > NEW.base AND r.position <= NEW.position) AS is_plain,
    bool_or(e.type = 'CONTAINMENT_VERIFIED') AS signs,
    bool_or(e.type = 'SYSTEM_ONLINE') AS rises,
    bool_or(e.type = 'SYSTEM_RETIRED') AS retires,
    bool_or(e.type = 'INCIDENT_CLOSED') AS closes
    INTO seen FROM blackstart.event e
    WHERE e.incident_id = NEW.incident_id AND e.position > NEW.base AND e.position <= NEW.position;
  IF seen.is_plain IS NOT TRUE THEN
    PERFORM blackstart.refuse_log(NEW.incident_id, NEW.base, NEW.position, NEW.log_head);
  END IF;
  IF seen.signs THEN
    PERFORM blackstart.refuse_containment(NEW.incident_id, NEW.base, NEW.position);
  END IF;
  IF seen.rises THEN
    PERFORM blackstart.refuse_gate(NEW.incident_id, NEW.base, NEW.position);
  END IF;
  IF seen.retires THEN
    PERFORM blackstart.refuse_retired(NEW.incident_id, NEW.base, NEW.position);
  END IF;
  IF seen.closes THEN
    PERFORM blackstart.refuse_closing(NEW.incident_id, NEW.base, NEW.position);
  END IF;
  UPDATE blackstart.incident_head h SET txid = NULL
    WHERE h.incident_id = NEW.incident_id AND h.position = NEW.position AND h.txid = pg_current_xact_id();
  RETURN NULL;
END $$`;

/** The same judgement when a transaction ends, at a third of its price where nothing but a step or a check was written. */
export class QuickerCommit1795400000030 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(guardCommitAtALook);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(replacing(guardCommit('refuse_retired', 'refuse_closing')));
  }
}
