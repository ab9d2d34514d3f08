/*
 * Who writes must have moved the head in the same transaction: that takes its lock, and the guard notes the transaction's id
 * and `base`, the position before it. A guard that took the lock itself would deadlock with the application; one that
 * demands it does not. Setting txid to null is the seal: the transaction gives up writing before it ends.
 */

CREATE FUNCTION blackstart.guard_head() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  mine constant xid8 := pg_current_xact_id();
BEGIN
  IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
    RAISE EXCEPTION 'The head of an incident is never deleted' USING ERRCODE = 'BS011';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.position = 0 AND NEW.log_head <> repeat('0', 64) THEN
      RAISE EXCEPTION 'A log without events has the hash of nothing' USING ERRCODE = 'BS011';
    END IF;
    NEW.base := 0;
  ELSE
    IF NEW.incident_id <> OLD.incident_id THEN
      RAISE EXCEPTION 'The incident of a head never changes' USING ERRCODE = 'BS011';
    END IF;
    IF NEW.txid IS NULL AND OLD.txid = mine AND NEW.position = OLD.position AND NEW.log_head = OLD.log_head THEN
      NEW.base := OLD.base;
      RETURN NEW;
    END IF;
    IF NEW.position <= OLD.position THEN
      RAISE EXCEPTION 'The position of incident % must rise above %', OLD.incident_id, OLD.position
        USING ERRCODE = 'BS011';
    END IF;
    NEW.base := CASE WHEN OLD.txid = mine THEN OLD.base ELSE OLD.position END;
  END IF;
  NEW.txid := mine;
  RETURN NEW;
END $$;

CREATE TRIGGER guard_head BEFORE INSERT OR DELETE OR UPDATE ON blackstart.incident_head
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_head();
ALTER TABLE blackstart.incident_head ENABLE ALWAYS TRIGGER guard_head;
CREATE TRIGGER guard_head_truncate BEFORE TRUNCATE ON blackstart.incident_head
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_head();
ALTER TABLE blackstart.incident_head ENABLE ALWAYS TRIGGER guard_head_truncate;
