-- What a step, a signature or a restore says must be what the event at the row's version says.
CREATE FUNCTION blackstart.guard_system() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  signs constant boolean := NEW.verified_at IS NOT NULL
    AND ROW(NEW.verified_at, NEW.verified_by, NEW.expires_at, NEW.required_at_signing)
      IS DISTINCT FROM ROW(OLD.verified_at, OLD.verified_by, OLD.expires_at, OLD.required_at_signing);
  fact_type text;
  fact_actor uuid;
  is_step boolean;
BEGIN
  SELECT e.type, e.actor_id INTO fact_type, fact_actor FROM blackstart.event e
    WHERE e.incident_id = NEW.incident_id AND e.position = NEW.version AND e.system_id = NEW.id;
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'The id of system % never changes', OLD.key USING ERRCODE = 'BS008';
  END IF;
  IF NOT NEW.weakened_by @> OLD.weakened_by THEN
    RAISE EXCEPTION 'Who weakened the rules of % stays on record', OLD.key USING ERRCODE = 'BS007';
  END IF;
  IF NEW.verified_at IS NULL AND NEW.revoked_at IS NULL
      AND (OLD.revoked_at IS NOT NULL OR OLD.verified_at IS NOT NULL AND NEW.state = OLD.state) THEN
    RAISE EXCEPTION 'The containment of % was revoked, or its signature stands: neither goes away silently', OLD.key
      USING ERRCODE = 'BS009';
  END IF;
  is_step := CASE fact_type
      WHEN 'RESTORE_STARTED' THEN OLD.state = 'OFFLINE' AND NEW.state = 'RESTORING'
      WHEN 'SYSTEM_RESTORED' THEN OLD.state IN ('OFFLINE', 'RESTORING') AND NEW.state = 'RESTORED'
      WHEN 'VALIDATION_PASSED' THEN OLD.state = 'RESTORED' AND NEW.state = 'VALIDATED'
      WHEN 'VALIDATION_FAILED' THEN OLD.state = 'RESTORED' AND NEW.state = 'RESTORING'
      WHEN 'SYSTEM_ONLINE' THEN OLD.state = 'VALIDATED' AND NEW.state = 'ONLINE'
      WHEN 'SYSTEM_OFFLINE' THEN
        OLD.state IN ('STOPPING', 'RESTORING', 'RESTORED', 'VALIDATED', 'ONLINE') AND NEW.state = 'OFFLINE'
      WHEN 'CONTAINMENT_REVOKED' THEN OLD.state <> 'RETIRED'
        AND NEW.state = CASE OLD.state WHEN 'ONLINE' THEN 'STOPPING' ELSE OLD.state END
      WHEN 'SYSTEM_RETIRED' THEN
        OLD.state IN ('OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED') AND NEW.state = 'RETIRED'
      WHEN 'SYSTEM_REINSTATED' THEN OLD.state = 'RETIRED' AND NEW.state = 'OFFLINE'
      ELSE NEW.state = OLD.state
    END;
  IF is_step IS NOT TRUE THEN
    RAISE EXCEPTION '% may not go from % to % at event % (%)', OLD.key, OLD.state, NEW.state, NEW.version, fact_type
      USING ERRCODE = 'BS008';
  END IF;
  IF NEW.verified_at IS NOT NULL AND (fact_type IN ('RESTORE_STARTED', 'VALIDATION_FAILED')
      OR fact_type = 'SYSTEM_RESTORED' AND OLD.state = 'OFFLINE') THEN
    RAISE EXCEPTION 'A restore ends the signature of %', OLD.key USING ERRCODE = 'BS009';
  END IF;
  IF fact_type = 'CONTAINMENT_REVOKED' AND NEW.revoked_at IS NULL THEN
    RAISE EXCEPTION 'Event % revokes the containment of %, and its row does not say so', NEW.version, OLD.key
      USING ERRCODE = 'BS009';
  END IF;
  IF (signs OR fact_type = 'CONTAINMENT_VERIFIED') AND (fact_type IS DISTINCT FROM 'CONTAINMENT_VERIFIED'
      OR fact_actor IS DISTINCT FROM NEW.verified_by OR NEW.state NOT IN ('RESTORED', 'VALIDATED', 'ONLINE')) THEN
    RAISE EXCEPTION '% is signed in state % without its verifier''s event at %', OLD.key, NEW.state, NEW.version
      USING ERRCODE = 'BS009';
  END IF;
  IF NEW.restored_by IS DISTINCT FROM OLD.restored_by AND fact_type IS DISTINCT FROM 'SYSTEM_RESTORED'
      OR fact_type = 'SYSTEM_RESTORED' AND fact_actor IS DISTINCT FROM NEW.restored_by THEN
    RAISE EXCEPTION 'Event % does not say that this person restored %', NEW.version, OLD.key USING ERRCODE = 'BS007';
  END IF;
  RETURN NEW;
END $$;

-- Marks that an event of their own sets: an expiry was told, a system went online under an override.
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

CREATE TRIGGER guard_marks BEFORE UPDATE ON blackstart.system
  FOR EACH ROW WHEN (NEW.expiry_logged OR OLD.expiry_logged OR NEW.online_under IS DISTINCT FROM OLD.online_under)
  EXECUTE FUNCTION blackstart.guard_marks();
ALTER TABLE blackstart.system ENABLE ALWAYS TRIGGER guard_marks;
CREATE TRIGGER guard_new_systems AFTER INSERT ON blackstart.system REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_new_systems();
ALTER TABLE blackstart.system ENABLE ALWAYS TRIGGER guard_new_systems;
CREATE TRIGGER guard_system BEFORE UPDATE ON blackstart.system
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_system();
ALTER TABLE blackstart.system ENABLE ALWAYS TRIGGER guard_system;
