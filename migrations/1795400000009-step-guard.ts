import type { MigrationInterface, QueryRunner } from 'typeorm';

// What a step, a signature or a restore says must be what the event at the row's version says.
export const guardSystem = `
CREATE FUNCTION blackstart.guard_system() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  steps constant boolean := NEW.state <> OLD.state;
  signs constant boolean := NEW.verified_at IS NOT NULL
    AND ROW(NEW.verified_at, NEW.verified_by, NEW.expires_at, NEW.required_at_signing)
      IS DISTINCT FROM ROW(OLD.verified_at, OLD.verified_by, OLD.expires_at, OLD.required_at_signing);
  wanted text;
  fact record;
BEGIN
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'The id of system % never changes', OLD.key USING ERRCODE = 'BS008';
  END IF;
  IF NOT NEW.weakened_by @> OLD.weakened_by THEN
    RAISE EXCEPTION 'Who weakened the rules of % stays on record', OLD.key USING ERRCODE = 'BS007';
  END IF;
  IF NEW.verified_at IS NULL AND NEW.revoked_at IS NULL
      AND (OLD.revoked_at IS NOT NULL OR OLD.verified_at IS NOT NULL AND NOT steps) THEN
    RAISE EXCEPTION 'The containment of % was revoked, or its signature stands: neither goes away silently', OLD.key
      USING ERRCODE = 'BS009';
  END IF;
  IF NOT steps AND NOT signs AND NEW.restored_by IS NOT DISTINCT FROM OLD.restored_by THEN RETURN NEW; END IF;

  SELECT e.type, e.actor_id INTO fact FROM blackstart.event e
    WHERE e.incident_id = NEW.incident_id AND e.position = NEW.version AND e.system_id = NEW.id;
  IF steps THEN
    wanted := CASE
      WHEN NEW.state = 'RESTORING' AND OLD.state = 'OFFLINE' THEN 'RESTORE_STARTED'
      WHEN NEW.state = 'RESTORING' AND OLD.state = 'RESTORED' THEN 'VALIDATION_FAILED'
      WHEN NEW.state = 'RESTORED' AND OLD.state IN ('OFFLINE', 'RESTORING') THEN 'SYSTEM_RESTORED'
      WHEN NEW.state = 'VALIDATED' AND OLD.state = 'RESTORED' THEN 'VALIDATION_PASSED'
      WHEN NEW.state = 'ONLINE' AND OLD.state = 'VALIDATED' THEN 'SYSTEM_ONLINE'
      WHEN NEW.state = 'STOPPING' AND OLD.state = 'ONLINE' THEN 'CONTAINMENT_REVOKED'
      WHEN NEW.state = 'OFFLINE' AND OLD.state = 'RETIRED' THEN 'SYSTEM_REINSTATED'
      WHEN NEW.state = 'OFFLINE' THEN 'SYSTEM_OFFLINE'
      WHEN NEW.state = 'RETIRED' AND OLD.state IN ('OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED') THEN 'SYSTEM_RETIRED'
    END;
    IF wanted IS NULL OR fact.type IS DISTINCT FROM wanted THEN
      RAISE EXCEPTION '% may not go from % to % at event % (%)', OLD.key, OLD.state, NEW.state, NEW.version, fact.type
        USING ERRCODE = 'BS008';
    END IF;
    IF NEW.verified_at IS NOT NULL AND (NEW.state = 'RESTORING' OR NEW.state = 'RESTORED' AND OLD.state = 'OFFLINE') THEN
      RAISE EXCEPTION 'A restore ends the signature of %', OLD.key USING ERRCODE = 'BS009';
    END IF;
  END IF;
  IF signs AND (fact.type IS DISTINCT FROM 'CONTAINMENT_VERIFIED' OR fact.actor_id <> NEW.verified_by
      OR NEW.state NOT IN ('RESTORED', 'VALIDATED', 'ONLINE')) THEN
    RAISE EXCEPTION '% is signed in state % without its verifier''s event at %', OLD.key, NEW.state, NEW.version
      USING ERRCODE = 'BS009';
  END IF;
  IF NEW.restored_by IS DISTINCT FROM OLD.restored_by AND NEW.restored_by IS NOT NULL
      AND (fact.type IS DISTINCT FROM 'SYSTEM_RESTORED')
      OR fact.type = 'SYSTEM_RESTORED' AND fact.actor_id IS DISTINCT FROM NEW.restored_by THEN
    RAISE EXCEPTION 'Event % does not say that this person restored %', NEW.version, OLD.key USING ERRCODE = 'BS007';
  END IF;
  RETURN NEW;
END $$`;

// No document and no command makes a system that is further than that.
const guardNewSystems = `
CREATE FUNCTION blackstart.guard_new_systems() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  wrong text;
BEGIN
  SELECT w.key INTO wrong FROM written w
    WHERE w.state <> 'OFFLINE' OR w.verified_at IS NOT NULL OR w.revoked_at IS NOT NULL OR w.restored_by IS NOT NULL
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'A new system begins OFFLINE and unsigned, % does not', wrong USING ERRCODE = 'BS008';
  END IF;
  RETURN NULL;
END $$`;

const triggers = `
CREATE TRIGGER guard_new_systems AFTER INSERT ON blackstart.system REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_new_systems();
CREATE TRIGGER guard_system BEFORE UPDATE ON blackstart.system
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_system();
ALTER TABLE blackstart.system ENABLE ALWAYS TRIGGER guard_new_systems;
ALTER TABLE blackstart.system ENABLE ALWAYS TRIGGER guard_system`;

/** The steps of a system: only those of the state machine, each with its event. */
export class StepGuard1795400000009 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [guardSystem, guardNewSystems, triggers]) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER guard_system ON blackstart.system;
      DROP TRIGGER guard_new_systems ON blackstart.system;
      DROP FUNCTION blackstart.guard_system(), blackstart.guard_new_systems()`);
  }
}
