-- The log: append-only, contiguous, chained by hashes; its columns are copies of what its hashed text says.

CREATE FUNCTION blackstart.guard_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  parts constant text[] := '{v,incident,mode,position,type,at,actor,system,plant,line,milestone,counters,reason,data}';
  head_base int;
  head_position int;
  hash_before text;
  at_before timestamptz;
  latest timestamptz;
  is_known boolean;
  incident_mode text;
  said jsonb;
BEGIN
  SELECT h.base, h.position, p.hash, p.at, CASE WHEN NEW.at <= p.at THEN p.at ELSE blackstart.now() END,
      EXISTS (SELECT FROM blackstart.principal a WHERE a.id = NEW.actor_id),
      (SELECT i.mode FROM blackstart.incident i WHERE i.incident_id = NEW.incident_id)
    INTO head_base, head_position, hash_before, at_before, latest, is_known, incident_mode
    FROM blackstart.incident_head h
    LEFT JOIN blackstart.event p ON p.incident_id = NEW.incident_id AND p.position = NEW.position - 1
    WHERE h.incident_id = NEW.incident_id AND h.txid = pg_current_xact_id();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'The head of incident % was not moved in this transaction', NEW.incident_id USING ERRCODE = 'BS000';
  END IF;
  IF NEW.position <= head_base OR NEW.position > head_position THEN
    RAISE EXCEPTION 'Event % of incident % is not one of this transaction', NEW.position, NEW.incident_id
      USING ERRCODE = 'BS012';
  END IF;
  IF hash_before IS NULL AND NEW.position > 1 THEN
    RAISE EXCEPTION 'Event % of incident % has no event before it', NEW.position, NEW.incident_id
      USING ERRCODE = 'BS012';
  END IF;
  IF NEW.previous_hash <> coalesce(hash_before, repeat('0', 64))
      OR NEW.hash <> encode(sha256(convert_to(NEW.previous_hash || NEW.text, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'Event % of incident % breaks the chain of hashes', NEW.position, NEW.incident_id
      USING ERRCODE = 'BS012';
  END IF;
  IF NEW.at < at_before OR NEW.at > latest THEN
    RAISE EXCEPTION 'Event % is dated %, before the last one or in the future', NEW.position, NEW.at
      USING ERRCODE = 'BS012';
  END IF;
  IF NOT is_known THEN
    RAISE EXCEPTION 'Nobody is %, the actor of event %', NEW.actor_id, NEW.position USING ERRCODE = 'BS012';
  END IF;
  said := NEW.text::jsonb;
  IF NOT (said ?& parts AND said - parts = '{}' AND said -> 'v' = '1'
      AND said ->> 'incident' = NEW.incident_id::text AND said -> 'position' = to_jsonb(NEW.position)
      AND said ->> 'type' = NEW.type AND said ->> 'actor' = NEW.actor_id::text
      AND said ->> 'at' = to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      AND said ->> 'system' IS NOT DISTINCT FROM NEW.system_id::text
      AND said ->> 'plant' IS NOT DISTINCT FROM NEW.plant_id::text
      AND said ->> 'line' IS NOT DISTINCT FROM NEW.line_id::text
      AND said ->> 'milestone' IS NOT DISTINCT FROM NEW.milestone_id::text) THEN
    RAISE EXCEPTION 'The columns of event % are not what its text says', NEW.position USING ERRCODE = 'BS012';
  END IF;
  -- the first transaction writes its incident after its events: there the commit compares
  IF incident_mode IS NOT NULL AND incident_mode <> said ->> 'mode' THEN
    RAISE EXCEPTION 'Event % has another mode than its incident', NEW.position USING ERRCODE = 'BS012';
  END IF;
  RETURN NEW;
END $$;

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
END $$;

CREATE FUNCTION blackstart.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'The log is only ever added to' USING ERRCODE = 'BS012';
END $$;

CREATE TRIGGER guard_event BEFORE INSERT ON blackstart.event
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_event();
ALTER TABLE blackstart.event ENABLE ALWAYS TRIGGER guard_event;
CREATE TRIGGER refuse_rewriting BEFORE DELETE OR UPDATE OR TRUNCATE ON blackstart.event
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_rewriting();
ALTER TABLE blackstart.event ENABLE ALWAYS TRIGGER refuse_rewriting;

CREATE TRIGGER guard_event_rows BEFORE INSERT ON blackstart.event_rows
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_event_rows();
ALTER TABLE blackstart.event_rows ENABLE ALWAYS TRIGGER guard_event_rows;
CREATE TRIGGER refuse_rewriting BEFORE DELETE OR UPDATE OR TRUNCATE ON blackstart.event_rows
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_rewriting();
ALTER TABLE blackstart.event_rows ENABLE ALWAYS TRIGGER refuse_rewriting;
