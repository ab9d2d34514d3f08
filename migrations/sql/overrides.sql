-- Overrides: requested, approved by different people who may, decided once, each step with its event.

CREATE FUNCTION blackstart.is_approved(of_incident uuid, of_override uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT count(DISTINCT a.principal_id) FROM blackstart.override_approval a
      JOIN blackstart.override o ON o.incident_id = a.incident_id AND o.id = a.override_id
      JOIN blackstart.principal p ON p.id = a.principal_id AND p.kind = 'HUMAN'
      WHERE a.incident_id = of_incident AND a.override_id = of_override AND a.principal_id <> o.requested_by)
    >= (SELECT i.override_approvals FROM blackstart.incident i WHERE i.incident_id = of_incident);
END $$;

CREATE FUNCTION blackstart.guard_approval() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  override blackstart.override;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE EXCEPTION 'An approval is given once, and never changed' USING ERRCODE = 'BS015';
  END IF;
  SELECT * INTO override FROM blackstart.override o WHERE o.incident_id = NEW.incident_id AND o.id = NEW.override_id;
  IF override.status IS NULL OR override.status NOT IN ('REQUESTED', 'APPROVED')
      OR override.expires_at <= blackstart.now() THEN
    RAISE EXCEPTION 'Override % is no longer open', NEW.override_id USING ERRCODE = 'BS015';
  END IF;
  IF NOT EXISTS (SELECT FROM blackstart.event e WHERE e.incident_id = NEW.incident_id AND e.position = NEW.version
      AND e.type = 'OVERRIDE_APPROVED' AND e.system_id = override.system_id AND e.actor_id = NEW.principal_id) THEN
    RAISE EXCEPTION 'Override % is approved without the event of who approved it', NEW.override_id
      USING ERRCODE = 'BS015';
  END IF;
  IF NEW.principal_id = override.requested_by THEN
    RAISE EXCEPTION 'Who requested override % may not approve it', NEW.override_id USING ERRCODE = 'BS007';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION blackstart.guard_override() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  fact record;
  wanted text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'Override % stays on record', OLD.id USING ERRCODE = 'BS015';
  END IF;
  SELECT e.type, e.at, e.actor_id INTO fact FROM blackstart.event e
    WHERE e.incident_id = NEW.incident_id AND e.position = NEW.version AND e.system_id = NEW.system_id;
  IF TG_OP = 'INSERT' THEN
    wanted := CASE WHEN NEW.status = 'REQUESTED' AND fact.actor_id = NEW.requested_by THEN 'OVERRIDE_REQUESTED' END;
  ELSE
    IF ROW(NEW.id, NEW.system_id, NEW.reason, NEW.blockers, NEW.requested_by, NEW.requested_at)
        IS DISTINCT FROM ROW(OLD.id, OLD.system_id, OLD.reason, OLD.blockers, OLD.requested_by, OLD.requested_at) THEN
      RAISE EXCEPTION 'Override % stays as it was requested', OLD.id USING ERRCODE = 'BS015';
    END IF;
    wanted := CASE
      WHEN OLD.status NOT IN ('REQUESTED', 'APPROVED') THEN NULL
      WHEN NEW.status IN ('REQUESTED', 'APPROVED') THEN 'OVERRIDE_APPROVED'
      -- what has expired by the clock is no longer there to be rejected: only its expiry may be told
      WHEN NEW.status = 'REJECTED' AND OLD.expires_at > blackstart.now() THEN 'OVERRIDE_REJECTED'
      WHEN NEW.status = 'EXPIRED' AND OLD.expires_at <= blackstart.now() THEN 'OVERRIDE_EXPIRED'
      WHEN NEW.status = 'USED' AND OLD.status = 'APPROVED' THEN 'SYSTEM_ONLINE'
    END;
  END IF;
  IF wanted IS NULL OR fact.type IS DISTINCT FROM wanted THEN
    RAISE EXCEPTION 'Override % may not become % at event % (%)', NEW.id, NEW.status, NEW.version, fact.type
      USING ERRCODE = 'BS015';
  END IF;
  IF wanted = 'OVERRIDE_APPROVED' AND NOT EXISTS (SELECT FROM blackstart.override_approval a
      WHERE a.incident_id = NEW.incident_id AND a.override_id = NEW.id AND a.version = NEW.version) THEN
    RAISE EXCEPTION 'Event % approves override %, and no person does', NEW.version, NEW.id USING ERRCODE = 'BS015';
  END IF;
  IF NEW.status = 'APPROVED' AND NOT blackstart.is_approved(NEW.incident_id, NEW.id) THEN
    RAISE EXCEPTION 'Override % has too few approvals', NEW.id USING ERRCODE = 'BS015';
  END IF;
  IF wanted NOT IN ('OVERRIDE_REQUESTED', 'OVERRIDE_APPROVED') AND NEW.expires_at <> OLD.expires_at
      OR wanted IN ('OVERRIDE_REQUESTED', 'OVERRIDE_APPROVED') AND NEW.expires_at > (
        SELECT greatest(fact.at, blackstart.now()) + make_interval(mins => i.override_minutes)
          FROM blackstart.incident i WHERE i.incident_id = NEW.incident_id) THEN
    RAISE EXCEPTION 'Override % may not last until %', NEW.id, NEW.expires_at USING ERRCODE = 'BS015';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER guard_override BEFORE INSERT OR DELETE OR UPDATE ON blackstart.override
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_override();
ALTER TABLE blackstart.override ENABLE ALWAYS TRIGGER guard_override;

CREATE TRIGGER guard_approval BEFORE INSERT OR DELETE OR UPDATE ON blackstart.override_approval
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_approval();
ALTER TABLE blackstart.override_approval ENABLE ALWAYS TRIGGER guard_approval;
