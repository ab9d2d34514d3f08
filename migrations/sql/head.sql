/*
 * Who writes must have moved the head in the same transaction: that takes its lock, and the guard notes the transaction's id
 * and `base`, the position before it. A transaction moves a head once, and writes nothing more of its incident once it was
 * judged: at COMMIT, or when constraints become immediate. Every event is judged by rows that are committed or its own, so a
 * transaction that reads by an older snapshot is refused: it would not see whose role was taken away since.
 */
CREATE FUNCTION blackstart.guard_head() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  mine constant xid8 := pg_current_xact_id();
BEGIN
  IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
    RAISE EXCEPTION 'The head of an incident is never deleted' USING ERRCODE = 'BS011';
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'A log is written at READ COMMITTED, not at %', current_setting('transaction_isolation')
      USING ERRCODE = 'BS011';
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
    IF OLD.txid = mine THEN
      RAISE EXCEPTION 'The head of incident % was moved by this transaction already', OLD.incident_id USING ERRCODE = 'BS011';
    END IF;
    IF NEW.position <= OLD.position THEN
      RAISE EXCEPTION 'The position of incident % must rise above %', OLD.incident_id, OLD.position
        USING ERRCODE = 'BS011';
    END IF;
    NEW.base := OLD.position;
  END IF;
  NEW.txid := mine;
  NEW.judged := false;
  RETURN NEW;
END $$;

-- The owner's own functions set `judged` alone, and nobody else may.
CREATE TRIGGER guard_head BEFORE INSERT OR DELETE OR UPDATE OF incident_id, position, base, log_head, txid
  ON blackstart.incident_head FOR EACH ROW EXECUTE FUNCTION blackstart.guard_head();
ALTER TABLE blackstart.incident_head ENABLE ALWAYS TRIGGER guard_head;
CREATE TRIGGER guard_head_truncate BEFORE TRUNCATE ON blackstart.incident_head
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_head();
ALTER TABLE blackstart.incident_head ENABLE ALWAYS TRIGGER guard_head_truncate;
