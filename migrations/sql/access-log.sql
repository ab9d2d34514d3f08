-- The directory: every change of who may what is told by its log, in the same transaction.

CREATE FUNCTION blackstart.told_of(principal uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = blackstart, pg_temp AS $$
  SELECT jsonb_build_object('handle', p.handle, 'name', p.name, 'kind', p.kind, 'active', p.active,
    'grants', (SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'incident', g.incident_id, 'plant', g.plant_id,
        'source', g.source) ORDER BY g.role COLLATE "C", g.incident_id NULLS FIRST, g.plant_id NULLS FIRST, g.source), '[]')
      FROM blackstart.access_grant g WHERE g.principal_id = p.id),
    'subjects', (SELECT coalesce(jsonb_agg(jsonb_build_object('issuer', s.issuer, 'subject', s.subject)
        ORDER BY s.issuer, s.subject), '[]')
      FROM blackstart.principal_subject s WHERE s.principal_id = p.id),
    'breakGlassSince', (SELECT to_char(b.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM blackstart.break_glass_account b WHERE b.principal_id = p.id))
  FROM blackstart.principal p WHERE p.id = principal
$$;

CREATE FUNCTION blackstart.told_of_token(token uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = blackstart, pg_temp AS $$
  SELECT jsonb_build_object('id', t.id, 'label', t.label, 'origin', t.origin, 'createdAt', to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'expiresAt', to_char(t.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'revokedAt', to_char(t.revoked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  FROM blackstart.access_token t WHERE t.id = token
$$;

CREATE FUNCTION blackstart.guard_directory_head() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  mine constant xid8 := pg_current_xact_id();
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'There is one head of the directory, and it is never deleted' USING ERRCODE = 'BS019';
  END IF;
  IF NEW.version <= OLD.version OR NEW.log_position <= OLD.log_position THEN
    RAISE EXCEPTION 'The head of the directory must rise' USING ERRCODE = 'BS019';
  END IF;
  NEW.base := CASE WHEN OLD.txid = mine THEN OLD.base ELSE OLD.log_position END;
  NEW.txid := mine;
  RETURN NEW;
END $$;

CREATE FUNCTION blackstart.guard_access_log() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  head blackstart.directory_head;
  previous blackstart.access_log;
  said constant jsonb := NEW.text::jsonb;
BEGIN
  SELECT * INTO head FROM blackstart.directory_head h WHERE h.txid = pg_current_xact_id();
  IF NOT FOUND OR NEW.position <= head.base OR NEW.position > head.log_position THEN
    RAISE EXCEPTION 'Entry % of the access log is not one of this transaction', NEW.position USING ERRCODE = 'BS019';
  END IF;
  SELECT * INTO previous FROM blackstart.access_log l WHERE l.position = NEW.position - 1;
  IF NOT FOUND AND NEW.position > 1 THEN
    RAISE EXCEPTION 'Entry % of the access log has no entry before it', NEW.position USING ERRCODE = 'BS012';
  END IF;
  IF NEW.previous_hash <> coalesce(previous.hash, repeat('0', 64))
      OR NEW.hash <> encode(sha256(convert_to(NEW.previous_hash || NEW.text, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'Entry % of the access log breaks the chain of hashes', NEW.position USING ERRCODE = 'BS012';
  END IF;
  IF NEW.at < previous.at OR NEW.at > greatest(previous.at, blackstart.now()) THEN
    RAISE EXCEPTION 'Entry % is dated %, before the last one or in the future', NEW.position, NEW.at USING ERRCODE = 'BS012';
  END IF;
  IF NOT (said ?& '{v,log,position,type,at,actor,principal,token,data}'::text[]
      AND said - '{v,log,position,type,at,actor,principal,token,data}'::text[] = '{}'
      AND said -> 'v' = '1' AND said ->> 'log' = 'access' AND said -> 'position' = to_jsonb(NEW.position)
      AND said ->> 'type' = NEW.type AND said ->> 'at' = to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      AND said ->> 'actor' = NEW.actor_id::text AND said ->> 'principal' = NEW.principal_id::text
      AND said ->> 'token' IS NOT DISTINCT FROM NEW.token_id::text) THEN
    RAISE EXCEPTION 'The columns of entry % are not what its text says', NEW.position USING ERRCODE = 'BS012';
  END IF;
  IF (SELECT count(*) FROM blackstart.principal p WHERE p.id IN (NEW.actor_id, NEW.principal_id))
      <> (CASE WHEN NEW.actor_id = NEW.principal_id THEN 1 ELSE 2 END) THEN
    RAISE EXCEPTION 'Entry % names nobody', NEW.position USING ERRCODE = 'BS012';
  END IF;
  RETURN NEW;
END $$;

-- At commit, or whenever constraints become immediate: what the transaction wrote is what its last entry about it tells.

CREATE FUNCTION blackstart.guard_told() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  row_now constant jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
  about constant uuid := row_now ->> CASE TG_TABLE_NAME WHEN 'principal' THEN 'id' ELSE 'principal_id' END;
  head blackstart.directory_head;
  said jsonb;
  is_token constant boolean := TG_TABLE_NAME = 'access_token';
BEGIN
  IF TG_OP = 'UPDATE' AND about::text <> (to_jsonb(OLD) ->> CASE TG_TABLE_NAME WHEN 'principal' THEN 'id' ELSE 'principal_id' END) THEN
    RAISE EXCEPTION 'What belongs to one principal never passes to another' USING ERRCODE = 'BS019';
  END IF;
  SELECT * INTO head FROM blackstart.directory_head h WHERE h.txid = pg_current_xact_id();
  SELECT l.text::jsonb -> 'data' INTO said FROM blackstart.access_log l
    WHERE l.principal_id = about AND l.position > head.base AND l.position <= head.log_position
      AND (NOT is_token OR l.token_id = (row_now ->> 'id')::uuid)
    ORDER BY l.position DESC LIMIT 1;
  IF said IS NULL OR said -> 'principal' IS DISTINCT FROM blackstart.told_of(about)
      OR is_token AND said -> 'token' IS DISTINCT FROM blackstart.told_of_token((row_now ->> 'id')::uuid) THEN
    RAISE EXCEPTION 'A change of % in % is not told by the access log', about, TG_TABLE_NAME USING ERRCODE = 'BS019';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION blackstart.guard_directory_commit() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  IF (SELECT count(*) FROM blackstart.access_log l WHERE l.position > NEW.base AND l.position <= NEW.log_position)
      <> NEW.log_position - NEW.base
      OR NOT EXISTS (SELECT FROM blackstart.access_log l WHERE l.position = NEW.log_position AND l.hash = NEW.log_head) THEN
    RAISE EXCEPTION 'The access log is not whole up to entry %', NEW.log_position USING ERRCODE = 'BS012';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION blackstart.refuse_truncating() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'Who may what changes one by one' USING ERRCODE = 'BS019';
END $$;

CREATE CONSTRAINT TRIGGER guard_directory_commit AFTER UPDATE ON blackstart.directory_head DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_directory_commit();
ALTER TABLE blackstart.directory_head ENABLE ALWAYS TRIGGER guard_directory_commit;
CREATE TRIGGER guard_directory_head BEFORE INSERT OR DELETE OR UPDATE ON blackstart.directory_head
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_directory_head();
ALTER TABLE blackstart.directory_head ENABLE ALWAYS TRIGGER guard_directory_head;
CREATE TRIGGER guard_directory_truncate BEFORE TRUNCATE ON blackstart.directory_head
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_truncating();
ALTER TABLE blackstart.directory_head ENABLE ALWAYS TRIGGER guard_directory_truncate;

CREATE TRIGGER guard_access_log BEFORE INSERT ON blackstart.access_log
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_access_log();
ALTER TABLE blackstart.access_log ENABLE ALWAYS TRIGGER guard_access_log;
CREATE TRIGGER refuse_rewriting BEFORE DELETE OR UPDATE OR TRUNCATE ON blackstart.access_log
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_rewriting();
ALTER TABLE blackstart.access_log ENABLE ALWAYS TRIGGER refuse_rewriting;

CREATE CONSTRAINT TRIGGER guard_told AFTER INSERT OR DELETE ON blackstart.principal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_told();
ALTER TABLE blackstart.principal ENABLE ALWAYS TRIGGER guard_told;
CREATE CONSTRAINT TRIGGER guard_told_update AFTER UPDATE ON blackstart.principal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_told();
ALTER TABLE blackstart.principal ENABLE ALWAYS TRIGGER guard_told_update;
CREATE TRIGGER refuse_truncating BEFORE TRUNCATE ON blackstart.principal
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_truncating();
ALTER TABLE blackstart.principal ENABLE ALWAYS TRIGGER refuse_truncating;

CREATE CONSTRAINT TRIGGER guard_told AFTER INSERT OR DELETE ON blackstart.access_grant DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_told();
ALTER TABLE blackstart.access_grant ENABLE ALWAYS TRIGGER guard_told;
CREATE CONSTRAINT TRIGGER guard_told_update AFTER UPDATE ON blackstart.access_grant DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_told();
ALTER TABLE blackstart.access_grant ENABLE ALWAYS TRIGGER guard_told_update;
CREATE TRIGGER refuse_truncating BEFORE TRUNCATE ON blackstart.access_grant
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_truncating();
ALTER TABLE blackstart.access_grant ENABLE ALWAYS TRIGGER refuse_truncating;

CREATE CONSTRAINT TRIGGER guard_told AFTER INSERT OR DELETE ON blackstart.access_token DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_told();
ALTER TABLE blackstart.access_token ENABLE ALWAYS TRIGGER guard_told;
CREATE CONSTRAINT TRIGGER guard_told_update AFTER UPDATE ON blackstart.access_token DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (((to_jsonb(old.*) - ARRAY['last_used_at']) IS DISTINCT FROM (to_jsonb(new.*) - ARRAY['last_used_at']))) EXECUTE FUNCTION blackstart.guard_told();
ALTER TABLE blackstart.access_token ENABLE ALWAYS TRIGGER guard_told_update;
CREATE TRIGGER refuse_truncating BEFORE TRUNCATE ON blackstart.access_token
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_truncating();
ALTER TABLE blackstart.access_token ENABLE ALWAYS TRIGGER refuse_truncating;

CREATE CONSTRAINT TRIGGER guard_told AFTER INSERT OR DELETE ON blackstart.principal_subject DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_told();
ALTER TABLE blackstart.principal_subject ENABLE ALWAYS TRIGGER guard_told;
CREATE CONSTRAINT TRIGGER guard_told_update AFTER UPDATE ON blackstart.principal_subject DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (((to_jsonb(old.*) - ARRAY['claims_at']) IS DISTINCT FROM (to_jsonb(new.*) - ARRAY['claims_at']))) EXECUTE FUNCTION blackstart.guard_told();
ALTER TABLE blackstart.principal_subject ENABLE ALWAYS TRIGGER guard_told_update;
CREATE TRIGGER refuse_truncating BEFORE TRUNCATE ON blackstart.principal_subject
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_truncating();
ALTER TABLE blackstart.principal_subject ENABLE ALWAYS TRIGGER refuse_truncating;

CREATE CONSTRAINT TRIGGER guard_told AFTER INSERT OR DELETE ON blackstart.break_glass_account DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_told();
ALTER TABLE blackstart.break_glass_account ENABLE ALWAYS TRIGGER guard_told;
CREATE CONSTRAINT TRIGGER guard_told_update AFTER UPDATE ON blackstart.break_glass_account DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_told();
ALTER TABLE blackstart.break_glass_account ENABLE ALWAYS TRIGGER guard_told_update;
CREATE TRIGGER refuse_truncating BEFORE TRUNCATE ON blackstart.break_glass_account
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_truncating();
ALTER TABLE blackstart.break_glass_account ENABLE ALWAYS TRIGGER refuse_truncating;
