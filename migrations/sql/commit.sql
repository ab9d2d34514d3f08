/*
 * At COMMIT, or when constraints become immediate: the log is whole up to the head. From then on nothing more is written to this
 * incident in the transaction; a refusal takes that mark back with all the rest.
 */
CREATE FUNCTION blackstart.guard_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = blackstart, pg_temp AS $$
DECLARE
  last blackstart.event;
BEGIN
  UPDATE blackstart.incident_head h SET judged = true WHERE h.incident_id = NEW.incident_id;
  IF NEW.position = 0 THEN RETURN NULL; END IF;
  SELECT * INTO last FROM blackstart.event e WHERE e.incident_id = NEW.incident_id AND e.position = NEW.position;
  IF last.hash IS DISTINCT FROM NEW.log_head THEN
    RAISE EXCEPTION 'The log of incident % is not whole up to its head, event %', NEW.incident_id, NEW.position
      USING ERRCODE = 'BS012';
  END IF;
  PERFORM blackstart.settle(last);
  IF NEW.base > 0 THEN RETURN NULL; END IF;
  PERFORM FROM blackstart.incident i JOIN blackstart.event e USING (incident_id)
    WHERE i.incident_id = NEW.incident_id AND e.position = 1 AND e.text::jsonb ->> 'mode' = i.mode;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'Incident % has a log and no row, or its first event has another mode', NEW.incident_id
      USING ERRCODE = 'BS012';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER guard_commit AFTER INSERT OR UPDATE OF position ON blackstart.incident_head
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION blackstart.guard_commit();
ALTER TABLE blackstart.incident_head ENABLE ALWAYS TRIGGER guard_commit;

-- For a statement of a transaction that is sent as a whole: nothing after it is executed unless it changed so many rows.
CREATE FUNCTION blackstart.require_rows(changed bigint, wanted bigint) RETURNS boolean LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  IF changed <> wanted THEN
    RAISE EXCEPTION '% rows were to be changed, not %', wanted, changed USING ERRCODE = 'BS022';
  END IF;
  RETURN true;
END $$;
