-- The facts that other decisions rest on: the incident is open, a milestone is achieved, a check is waived, a line runs.

CREATE FUNCTION blackstart.guard_incident() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  wanted text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'Incident % is never deleted', OLD.key USING ERRCODE = 'BS008';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'OPEN' THEN
      RAISE EXCEPTION 'A new incident begins OPEN, % does not', NEW.key USING ERRCODE = 'BS008';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.id <> OLD.id OR NEW.mode <> OLD.mode OR NEW.declared_at <> OLD.declared_at THEN
    RAISE EXCEPTION 'Mode and declaration of incident % never change', OLD.key USING ERRCODE = 'BS008';
  END IF;
  wanted := CASE NEW.status
    WHEN 'OPEN' THEN 'INCIDENT_REOPENED' WHEN 'CLOSED' THEN 'INCIDENT_CLOSED' ELSE 'INCIDENT_ABANDONED' END;
  IF NEW.status <> OLD.status AND NOT EXISTS (SELECT FROM blackstart.event e
      WHERE e.incident_id = NEW.incident_id AND e.position = NEW.version AND e.type = wanted) THEN
    RAISE EXCEPTION 'Incident % becomes % without the event %', OLD.key, NEW.status, wanted USING ERRCODE = 'BS008';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION blackstart.guard_milestone() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.achieved_at IS NULL OR NEW.voided) OR NEW.achieved_at IS NULL THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND ROW(NEW.achieved_at, NEW.achieved_by, NEW.voided)
      IS NOT DISTINCT FROM ROW(OLD.achieved_at, OLD.achieved_by, OLD.voided) THEN RETURN NEW; END IF;
  IF NOT EXISTS (SELECT FROM blackstart.event e WHERE e.incident_id = NEW.incident_id AND e.position = NEW.version
      AND e.type = 'MILESTONE_ACHIEVED' AND e.milestone_id = NEW.id AND e.actor_id = NEW.achieved_by) THEN
    RAISE EXCEPTION 'Milestone % is achieved without its event', NEW.key USING ERRCODE = 'BS014';
  END IF;
  RETURN NEW;
END $$;

-- A gate is declared once, until it is reopened or voided; what is reopened was declared.
CREATE FUNCTION blackstart.refuse_declaring(fact blackstart.event) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM blackstart.milestone m WHERE m.incident_id = fact.incident_id AND m.id = fact.milestone_id
      AND CASE fact.type WHEN 'MILESTONE_ACHIEVED' THEN m.achieved_at IS NULL OR m.voided
        ELSE m.gate AND m.achieved_at IS NOT NULL END) THEN
    RAISE EXCEPTION 'Event % (%): the milestone was achieved already, or was never declared', fact.position, fact.type
      USING ERRCODE = 'BS014';
  END IF;
END $$;

-- A milestone is achieved when its criteria are met: its systems, its lines, the milestones that it needs.
CREATE FUNCTION blackstart.refuse_achieved(fact blackstart.event) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  culprit constant text := blackstart.unmet_milestone(fact.incident_id, ARRAY[fact.milestone_id]);
BEGIN
  IF culprit IS NOT NULL THEN
    RAISE EXCEPTION 'Milestone % is not achieved, or its criteria are not met now', culprit USING ERRCODE = 'BS014';
  END IF;
END $$;

CREATE FUNCTION blackstart.refuse_checking(fact blackstart.event) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM blackstart.system s
      WHERE s.incident_id = fact.incident_id AND s.id = fact.system_id AND s.state = 'RETIRED') THEN
    RAISE EXCEPTION 'Event % records a check of a retired system', fact.position USING ERRCODE = 'BS008';
  END IF;
END $$;

CREATE FUNCTION blackstart.guard_waiver() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM blackstart.incident i
      WHERE i.incident_id = NEW.incident_id AND NEW.kind = ANY (i.never_waive)) THEN
    RAISE EXCEPTION 'The policy lets nobody waive %', NEW.kind USING ERRCODE = 'BS013';
  END IF;
  IF NOT EXISTS (SELECT FROM blackstart.event e WHERE e.incident_id = NEW.incident_id AND e.position = NEW.version
      AND e.type = 'CHECK_WAIVED' AND e.system_id = NEW.system_id AND e.actor_id = NEW.recorded_by) THEN
    RAISE EXCEPTION '% is waived without the event of who waived it', NEW.kind USING ERRCODE = 'BS013';
  END IF;
  RETURN NEW;
END $$;

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
END $$;

CREATE TRIGGER guard_incident BEFORE INSERT OR DELETE OR UPDATE ON blackstart.incident
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_incident();
ALTER TABLE blackstart.incident ENABLE ALWAYS TRIGGER guard_incident;

CREATE TRIGGER guard_milestone BEFORE INSERT OR UPDATE ON blackstart.milestone
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_milestone();
ALTER TABLE blackstart.milestone ENABLE ALWAYS TRIGGER guard_milestone;

CREATE TRIGGER guard_waiver BEFORE INSERT OR UPDATE ON blackstart.containment_check
  FOR EACH ROW WHEN ((new.outcome = 'WAIVED')) EXECUTE FUNCTION blackstart.guard_waiver();
ALTER TABLE blackstart.containment_check ENABLE ALWAYS TRIGGER guard_waiver;

CREATE TRIGGER guard_line BEFORE INSERT OR UPDATE ON blackstart.line
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_line();
ALTER TABLE blackstart.line ENABLE ALWAYS TRIGGER guard_line;
