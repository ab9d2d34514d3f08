/*
 * At commit: the log is whole up to the head, and every judge that has work is asked. Sealed first: who finds nothing to seal looks
 * whether a later move of the head has a pass of its own, and judges where there is none.
 */

CREATE FUNCTION blackstart.refuse_log(of_incident uuid, above integer, up_to integer, log_head text) RETURNS void LANGUAGE plpgsql
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
END $$;

CREATE FUNCTION blackstart.guard_commit() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  plainly boolean;
  seen record;
BEGIN
  UPDATE blackstart.incident_head h SET txid = NULL
    WHERE h.incident_id = NEW.incident_id AND h.position = NEW.position AND h.txid = pg_current_xact_id();
  IF NOT FOUND THEN
    PERFORM FROM blackstart.incident_head h
      WHERE h.incident_id = NEW.incident_id AND h.base = NEW.base AND h.position > NEW.position;
    IF FOUND THEN RETURN NULL; END IF;
  END IF;
  SELECT count(*) = NEW.position - NEW.base AND NEW.base > 0
      AND bool_or(e.position = NEW.position AND e.hash = NEW.log_head)
      AND NOT bool_or(strpos(e.text, '"rowsSha256"') > 0
        OR e.type IN ('CONTAINMENT_VERIFIED', 'SYSTEM_ONLINE', 'SYSTEM_RETIRED', 'INCIDENT_CLOSED'))
      AND NOT EXISTS (SELECT FROM blackstart.event_rows r WHERE r.incident_id = NEW.incident_id
        AND r.position > NEW.base AND r.position <= NEW.position)
    INTO plainly FROM blackstart.event e
    WHERE e.incident_id = NEW.incident_id AND e.position > NEW.base AND e.position <= NEW.position;
  IF plainly THEN RETURN NULL; END IF;
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
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER guard_commit AFTER INSERT OR UPDATE ON blackstart.incident_head DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN ((new.txid IS NOT NULL)) EXECUTE FUNCTION blackstart.guard_commit();
ALTER TABLE blackstart.incident_head ENABLE ALWAYS TRIGGER guard_commit;
