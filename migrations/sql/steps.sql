-- What a step, a signature or a restore says must be what the event at the row's version says.

CREATE FUNCTION blackstart.guard_system() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  steps constant boolean := NEW.state <> OLD.state;
  signs constant boolean := NEW.verified_at IS NOT NULL
    AND ROW(NEW.verified_at, NEW.verified_by, NEW.expires_at, NEW.required_at_signing)
      IS DISTINCT FROM ROW(OLD.verified_at, OLD.verified_by, OLD.expires_at, OLD.required_at_signing);
  wanted text;
  head_base int;
  head_position int;
  fact_type text;
  fact_actor uuid;
BEGIN
  SELECT h.base, h.position, e.type, e.actor_id INTO head_base, head_position, fact_type, fact_actor
    FROM blackstart.incident_head h
    LEFT JOIN blackstart.event e
      ON e.incident_id = NEW.incident_id AND e.position = NEW.version AND e.system_id = NEW.id
    WHERE h.incident_id = OLD.incident_id AND h.txid = pg_current_xact_id();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'A row of % was written without the head of incident %', TG_TABLE_NAME, OLD.incident_id
      USING ERRCODE = 'BS000';
  END IF;
  IF NEW.incident_id <> OLD.incident_id THEN
    RAISE EXCEPTION 'A row of % may not move to another incident', TG_TABLE_NAME USING ERRCODE = 'BS000';
  END IF;
  IF NEW.version <= greatest(head_base, OLD.version) OR NEW.version > head_position THEN
    RAISE EXCEPTION 'Version % of a row of % is not above % and %, and up to %',
      NEW.version, TG_TABLE_NAME, head_base, OLD.version, head_position USING ERRCODE = 'BS000';
  END IF;
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
    IF wanted IS NULL OR fact_type IS DISTINCT FROM wanted THEN
      RAISE EXCEPTION '% may not go from % to % at event % (%)', OLD.key, OLD.state, NEW.state, NEW.version, fact_type
        USING ERRCODE = 'BS008';
    END IF;
    IF NEW.verified_at IS NOT NULL AND (NEW.state = 'RESTORING' OR NEW.state = 'RESTORED' AND OLD.state = 'OFFLINE') THEN
      RAISE EXCEPTION 'A restore ends the signature of %', OLD.key USING ERRCODE = 'BS009';
    END IF;
  END IF;
  IF signs AND (fact_type IS DISTINCT FROM 'CONTAINMENT_VERIFIED' OR fact_actor <> NEW.verified_by
      OR NEW.state NOT IN ('RESTORED', 'VALIDATED', 'ONLINE')) THEN
    RAISE EXCEPTION '% is signed in state % without its verifier''s event at %', OLD.key, NEW.state, NEW.version
      USING ERRCODE = 'BS009';
  END IF;
  IF NEW.restored_by IS DISTINCT FROM OLD.restored_by AND NEW.restored_by IS NOT NULL
      AND (fact_type IS DISTINCT FROM 'SYSTEM_RESTORED')
      OR fact_type = 'SYSTEM_RESTORED' AND fact_actor IS DISTINCT FROM NEW.restored_by THEN
    RAISE EXCEPTION 'Event % does not say that this person restored %', NEW.version, OLD.key USING ERRCODE = 'BS007';
  END IF;
  RETURN NEW;
END $$;

-- No document and no command makes a system that is further than that.

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
END $$;

-- Marks that an event of their own sets: an expiry was told, a system went online under an override.

CREATE FUNCTION blackstart.guard_marks() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  signs constant boolean := ROW(NEW.verified_at, NEW.verified_by, NEW.expires_at)
    IS DISTINCT FROM ROW(OLD.verified_at, OLD.verified_by, OLD.expires_at);
  head_base int;
  head_position int;
  fact_type text;
  fact_actor uuid;
BEGIN
  SELECT h.base, h.position, e.type, e.actor_id INTO head_base, head_position, fact_type, fact_actor
    FROM blackstart.incident_head h
    LEFT JOIN blackstart.event e
      ON e.incident_id = NEW.incident_id AND e.position = NEW.version AND e.system_id = NEW.id
    WHERE h.incident_id = OLD.incident_id AND h.txid = pg_current_xact_id();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'A row of % was written without the head of incident %', TG_TABLE_NAME, OLD.incident_id
      USING ERRCODE = 'BS000';
  END IF;
  IF NEW.incident_id <> OLD.incident_id THEN
    RAISE EXCEPTION 'A row of % may not move to another incident', TG_TABLE_NAME USING ERRCODE = 'BS000';
  END IF;
  IF NEW.version <= greatest(head_base, OLD.version) OR NEW.version > head_position THEN
    RAISE EXCEPTION 'Version % of a row of % is not above % and %, and up to %',
      NEW.version, TG_TABLE_NAME, head_base, OLD.version, head_position USING ERRCODE = 'BS000';
  END IF;
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
END $$;

CREATE TRIGGER guard_marks BEFORE UPDATE ON blackstart.system
  FOR EACH ROW WHEN ((new.expiry_logged OR old.expiry_logged OR (new.online_under IS DISTINCT FROM old.online_under))) EXECUTE FUNCTION blackstart.guard_marks();
ALTER TABLE blackstart.system ENABLE ALWAYS TRIGGER guard_marks;
CREATE TRIGGER guard_new_systems AFTER INSERT ON blackstart.system REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_new_systems();
ALTER TABLE blackstart.system ENABLE ALWAYS TRIGGER guard_new_systems;
CREATE TRIGGER guard_system BEFORE UPDATE ON blackstart.system
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_system();
ALTER TABLE blackstart.system ENABLE ALWAYS TRIGGER guard_system;
