import type { MigrationInterface, QueryRunner } from 'typeorm';

// The columns of an event are copies of what its hashed text says; nothing else may be in the text.
export const refuseText = `
CREATE FUNCTION blackstart.refuse_text(event blackstart.event) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  said constant jsonb := event.text::jsonb;
  parts constant text[] := '{v,incident,mode,position,type,at,actor,system,plant,line,milestone,counters,reason,data}';
  mode text;
BEGIN
  IF NOT (said ?& parts AND said - parts = '{}' AND said -> 'v' = '1'
      AND said ->> 'incident' = event.incident_id::text AND said -> 'position' = to_jsonb(event.position)
      AND said ->> 'type' = event.type AND said ->> 'actor' = event.actor_id::text
      AND said ->> 'at' = to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      AND said ->> 'system' IS NOT DISTINCT FROM event.system_id::text
      AND said ->> 'plant' IS NOT DISTINCT FROM event.plant_id::text
      AND said ->> 'line' IS NOT DISTINCT FROM event.line_id::text
      AND said ->> 'milestone' IS NOT DISTINCT FROM event.milestone_id::text) THEN
    RAISE EXCEPTION 'The columns of event % are not what its text says', event.position USING ERRCODE = 'BS012';
  END IF;
  -- the first transaction writes its incident after its events: there the commit compares
  SELECT i.mode INTO mode FROM blackstart.incident i WHERE i.incident_id = event.incident_id;
  IF mode IS NOT NULL AND mode <> said ->> 'mode' THEN
    RAISE EXCEPTION 'Event % has another mode than its incident', event.position USING ERRCODE = 'BS012';
  END IF;
END $$`;

export const guardEvent = `
CREATE FUNCTION blackstart.guard_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  head blackstart.incident_head;
  previous blackstart.event;
BEGIN
  SELECT * INTO head FROM blackstart.incident_head h
    WHERE h.incident_id = NEW.incident_id AND h.txid = pg_current_xact_id();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'The head of incident % was not moved in this transaction', NEW.incident_id USING ERRCODE = 'BS000';
  END IF;
  IF NEW.position <= head.base OR NEW.position > head.position THEN
    RAISE EXCEPTION 'Event % of incident % is not one of this transaction', NEW.position, NEW.incident_id
      USING ERRCODE = 'BS012';
  END IF;
  SELECT * INTO previous FROM blackstart.event e
    WHERE e.incident_id = NEW.incident_id AND e.position = NEW.position - 1;
  IF NOT FOUND AND NEW.position > 1 THEN
    RAISE EXCEPTION 'Event % of incident % has no event before it', NEW.position, NEW.incident_id
      USING ERRCODE = 'BS012';
  END IF;
  IF NEW.previous_hash <> coalesce(previous.hash, repeat('0', 64))
      OR NEW.hash <> encode(sha256(convert_to(NEW.previous_hash || NEW.text, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'Event % of incident % breaks the chain of hashes', NEW.position, NEW.incident_id
      USING ERRCODE = 'BS012';
  END IF;
  IF NEW.at < previous.at OR NEW.at > greatest(previous.at, blackstart.now()) THEN
    RAISE EXCEPTION 'Event % is dated %, before the last one or in the future', NEW.position, NEW.at
      USING ERRCODE = 'BS012';
  END IF;
  IF NOT EXISTS (SELECT FROM blackstart.principal p WHERE p.id = NEW.actor_id) THEN
    RAISE EXCEPTION 'Nobody is %, the actor of event %', NEW.actor_id, NEW.position USING ERRCODE = 'BS012';
  END IF;
  PERFORM blackstart.refuse_text(NEW);
  RETURN NEW;
END $$`;

const guardEventRows = `
CREATE FUNCTION blackstart.guard_event_rows() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  PERFORM FROM blackstart.incident_head h WHERE h.incident_id = NEW.incident_id AND h.txid = pg_current_xact_id()
    AND NEW.position > h.base AND NEW.position <= h.position;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'Event % of incident % is not one of this transaction', NEW.position, NEW.incident_id
      USING ERRCODE = 'BS000';
  END IF;
  RETURN NEW;
END $$`;

const refuseRewriting = `
CREATE FUNCTION blackstart.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'The log is only ever added to' USING ERRCODE = 'BS012';
END $$`;

const triggersOf = (table: string) => `
CREATE TRIGGER guard_${table} BEFORE INSERT ON blackstart.${table}
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_${table}();
CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON blackstart.${table}
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_rewriting();
ALTER TABLE blackstart.${table} ENABLE ALWAYS TRIGGER guard_${table};
ALTER TABLE blackstart.${table} ENABLE ALWAYS TRIGGER refuse_rewriting`;

const functions = [refuseText, guardEvent, guardEventRows, refuseRewriting];
const tables = ['event', 'event_rows'];

/** The log: append-only, contiguous, chained by hashes, and its columns tell what its text tells. */
export class EventGuard1795400000007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [...functions, ...tables.map(triggersOf)]) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of tables) {
      await queryRunner.query(`
        DROP TRIGGER guard_${table} ON blackstart.${table};
        DROP TRIGGER refuse_rewriting ON blackstart.${table}`);
    }
    await queryRunner.query(`DROP FUNCTION blackstart.guard_event(), blackstart.guard_event_rows(),
      blackstart.refuse_rewriting(), blackstart.refuse_text(blackstart.event)`);
  }
}
