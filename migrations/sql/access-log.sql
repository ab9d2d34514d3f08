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
    'breakGlassSince', (SELECT blackstart.told_time(b.created_at)
      FROM blackstart.break_glass_account b WHERE b.principal_id = p.id))
  FROM blackstart.principal p WHERE p.id = principal
$$;

CREATE FUNCTION blackstart.told_of_token(token uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = blackstart, pg_temp AS $$
  SELECT jsonb_build_object('id', t.id, 'label', t.label, 'origin', t.origin,
    'createdAt', blackstart.told_time(t.created_at),
    'expiresAt', blackstart.told_time(t.expires_at), 'revokedAt', blackstart.told_time(t.revoked_at))
  FROM blackstart.access_token t WHERE t.id = token
$$;

-- The directory changes in one transaction after the other, each moves the head once, and writes nothing more once it was judged.
CREATE FUNCTION blackstart.guard_directory_head() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'There is one head of the directory, and it is never deleted' USING ERRCODE = 'BS019';
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'A log is written at READ COMMITTED, not at %', current_setting('transaction_isolation')
      USING ERRCODE = 'BS019';
  END IF;
  IF OLD.txid = pg_current_xact_id() THEN
    RAISE EXCEPTION 'The head of the directory was moved by this transaction already' USING ERRCODE = 'BS019';
  END IF;
  IF NEW.version <= OLD.version OR NEW.log_position <= OLD.log_position THEN
    RAISE EXCEPTION 'The head of the directory must rise' USING ERRCODE = 'BS019';
  END IF;
  NEW.base := OLD.log_position;
  NEW.txid := pg_current_xact_id();
  NEW.judged := false;
  RETURN NEW;
END $$;

/*
 * Whether the difference between what the log told of a principal before an entry and what the entry tells is one that its type
 * makes. The parts that a type may change are set to what they become, and must then be all of the difference. Grants are told by
 * their source: an ADMIN gives and takes GIVEN ones, the claims of an issuer CLAIMED ones.
 */
CREATE FUNCTION blackstart.tells_change(type text, before jsonb, after jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
SET search_path = blackstart, pg_temp AS $$
DECLARE
  given_before constant jsonb := jsonb_path_query_array(before, '$.grants[*] ? (@.source == "GIVEN")');
  given_after constant jsonb := jsonb_path_query_array(after, '$.grants[*] ? (@.source == "GIVEN")');
  claimed_before constant jsonb := jsonb_path_query_array(before, '$.grants[*] ? (@.source == "CLAIMED")');
  claimed_after constant jsonb := jsonb_path_query_array(after, '$.grants[*] ? (@.source == "CLAIMED")');
BEGIN
  IF type IN ('PRINCIPAL_CREATED', 'FIRST_LOGIN') THEN
    RETURN before IS NULL AND after -> 'active' = 'true' AND after -> 'breakGlassSince' = 'null'
      AND CASE type WHEN 'FIRST_LOGIN' THEN jsonb_array_length(after -> 'subjects') = 1 AND given_after = '[]'
        ELSE after -> 'subjects' = '[]' AND claimed_after = '[]' END;
  END IF;
  RETURN before IS NOT NULL AND CASE
    WHEN type = 'PRINCIPAL_UPDATED' THEN claimed_before = claimed_after
      AND before - '{name,active,grants}'::text[] = after - '{name,active,grants}'::text[]
    WHEN type = 'CLAIMS_CHANGED' THEN given_before = given_after AND before - 'grants' = after - 'grants'
    WHEN type = 'SUBJECT_LINKED' THEN before - 'subjects' = after - 'subjects'
      AND after -> 'subjects' @> (before -> 'subjects')
      AND jsonb_array_length(after -> 'subjects') = jsonb_array_length(before -> 'subjects') + 1
    WHEN type = 'SUBJECT_UNLINKED' THEN given_before = given_after
      AND before - '{subjects,grants}'::text[] = after - '{subjects,grants}'::text[]
      AND before -> 'subjects' @> (after -> 'subjects') AND claimed_before @> claimed_after
      AND jsonb_array_length(after -> 'subjects') = jsonb_array_length(before -> 'subjects') - 1
    WHEN type = 'BREAK_GLASS_CREATED' THEN before - 'breakGlassSince' = after - 'breakGlassSince'
      AND before -> 'breakGlassSince' = 'null' AND after -> 'breakGlassSince' <> 'null'
    WHEN type = 'BREAK_GLASS_DELETED' THEN before - 'breakGlassSince' = after - 'breakGlassSince'
      AND before -> 'breakGlassSince' <> 'null' AND after -> 'breakGlassSince' = 'null'
    ELSE before = after
  END;
END $$;

-- The same of a token: it is made and it ends, once each, and nothing else of it changes; only three types of entries tell of one.
CREATE FUNCTION blackstart.tells_token(type text, before jsonb, after jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RETURN CASE type
    WHEN 'TOKEN_CREATED' THEN before IS NULL AND after -> 'revokedAt' = 'null' AND after ->> 'origin' = 'MADE'
    WHEN 'BREAK_GLASS_USED' THEN before IS NULL AND after -> 'revokedAt' = 'null' AND after ->> 'origin' = 'BREAK_GLASS'
    WHEN 'TOKEN_REVOKED' THEN before - 'revokedAt' = after - 'revokedAt'
      AND before -> 'revokedAt' = 'null' AND after -> 'revokedAt' <> 'null'
    ELSE after IS NULL
  END IS TRUE;
END $$;

/*
 * Whether somebody may do what an entry tells: an ADMIN for everything, as the log told before this transaction; oneself where it
 * is about one's own tokens, login or break-glass account; and the tracker for the first principal, its tokens, and a lock.
 */
CREATE FUNCTION blackstart.may_tell(entry blackstart.access_log, above int) RETURNS boolean LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  tracker constant uuid := '00000000-0000-4000-8000-00000000b1ac';
  owner constant uuid := '00000000-0000-4000-8000-0000000000a1';
  actor jsonb;
BEGIN
  IF entry.actor_id = tracker THEN
    RETURN entry.type = 'BREAK_GLASS_LOCKED'
      OR entry.type IN ('PRINCIPAL_CREATED', 'TOKEN_CREATED') AND entry.principal_id = owner;
  END IF;
  IF entry.type = 'FIRST_LOGIN' THEN RETURN entry.actor_id = entry.principal_id; END IF;
  SELECT l.text::jsonb #> '{data,principal}' INTO actor FROM blackstart.access_log l
    WHERE l.principal_id = entry.actor_id AND l.position <= above ORDER BY l.position DESC LIMIT 1;
  IF actor -> 'active' IS DISTINCT FROM 'true'::jsonb THEN RETURN false; END IF;
  IF entry.actor_id = entry.principal_id AND entry.type IN ('CLAIMS_CHANGED', 'BREAK_GLASS_USED', 'TOKEN_CREATED',
      'TOKEN_REVOKED') THEN
    RETURN true;
  END IF;
  RETURN entry.type NOT IN ('CLAIMS_CHANGED', 'BREAK_GLASS_USED', 'BREAK_GLASS_LOCKED')
    AND actor @? '$.grants[*] ? (@.role == "ADMIN" && @.incident == null)';
END $$;

CREATE FUNCTION blackstart.guard_access_log() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  head blackstart.directory_head;
  previous blackstart.access_log;
  said constant jsonb := NEW.text::jsonb;
BEGIN
  SELECT * INTO head FROM blackstart.directory_head h WHERE h.txid = pg_current_xact_id() AND NOT h.judged;
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
  IF NEW.at < previous.at OR NEW.at > greatest(previous.at, blackstart.now())
      OR NEW.at < blackstart.now() - interval '1 minute' THEN
    RAISE EXCEPTION 'Entry % is dated %, before the last one, in the future or long past', NEW.position, NEW.at
      USING ERRCODE = 'BS012';
  END IF;
  IF (said ?& '{v,log,position,type,at,actor,principal,token,data}'::text[]
      AND said - '{v,log,position,type,at,actor,principal,token,data}'::text[] = '{}'
      AND said -> 'v' = '1' AND said ->> 'log' = 'access' AND said -> 'position' = to_jsonb(NEW.position)
      AND said ->> 'type' = NEW.type AND said ->> 'at' = blackstart.told_time(NEW.at)
      AND said ->> 'actor' = NEW.actor_id::text AND said ->> 'principal' = NEW.principal_id::text
      AND said ->> 'token' IS NOT DISTINCT FROM NEW.token_id::text) IS NOT TRUE THEN
    RAISE EXCEPTION 'The columns of entry % are not what its text says', NEW.position USING ERRCODE = 'BS012';
  END IF;
  IF (SELECT count(*) FROM blackstart.principal p WHERE p.id IN (NEW.actor_id, NEW.principal_id))
      <> (CASE WHEN NEW.actor_id = NEW.principal_id THEN 1 ELSE 2 END) THEN
    RAISE EXCEPTION 'Entry % names nobody', NEW.position USING ERRCODE = 'BS012';
  END IF;
  IF blackstart.tells_change(NEW.type, (SELECT l.text::jsonb #> '{data,principal}' FROM blackstart.access_log l
        WHERE l.principal_id = NEW.principal_id AND l.position < NEW.position ORDER BY l.position DESC LIMIT 1),
        said #> '{data,principal}') IS NOT TRUE
      OR blackstart.tells_token(NEW.type, (SELECT l.text::jsonb #> '{data,token}' FROM blackstart.access_log l
        WHERE l.principal_id = NEW.principal_id AND l.token_id = NEW.token_id AND l.position < NEW.position
        ORDER BY l.position DESC LIMIT 1), said #> '{data,token}') IS NOT TRUE THEN
    RAISE EXCEPTION 'Entry % tells a change that % does not make', NEW.position, NEW.type USING ERRCODE = 'BS019';
  END IF;
  IF blackstart.may_tell(NEW, head.base) IS NOT TRUE THEN
    RAISE EXCEPTION 'The actor of entry % (%) may not do what it tells', NEW.position, NEW.type USING ERRCODE = 'BS021';
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

-- At commit: the log is whole, and its last word on everybody whom it names is how they are. Then nothing more is written.
CREATE FUNCTION blackstart.guard_directory_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = blackstart, pg_temp AS $$
DECLARE
  wrong int;
BEGIN
  UPDATE blackstart.directory_head SET judged = true;
  IF (SELECT count(*) FROM blackstart.access_log l WHERE l.position > NEW.base AND l.position <= NEW.log_position)
      <> NEW.log_position - NEW.base
      OR NOT EXISTS (SELECT FROM blackstart.access_log l WHERE l.position = NEW.log_position AND l.hash = NEW.log_head) THEN
    RAISE EXCEPTION 'The access log is not whole up to entry %', NEW.log_position USING ERRCODE = 'BS012';
  END IF;
  SELECT l.position INTO wrong FROM blackstart.access_log l
    WHERE l.position > NEW.base AND l.position <= NEW.log_position
      AND (l.text::jsonb #> '{data,principal}' IS DISTINCT FROM blackstart.told_of(l.principal_id)
          AND NOT EXISTS (SELECT FROM blackstart.access_log n
            WHERE n.principal_id = l.principal_id AND n.position > l.position)
        OR l.token_id IS NOT NULL
          AND l.text::jsonb #> '{data,token}' IS DISTINCT FROM blackstart.told_of_token(l.token_id)
          AND NOT EXISTS (SELECT FROM blackstart.access_log n WHERE n.principal_id = l.principal_id
            AND n.token_id = l.token_id AND n.position > l.position))
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Entry % tells what is not so', wrong USING ERRCODE = 'BS019';
  END IF;
  RETURN NULL;
END $$;

-- Secrets are written once: a new one is a new row with its entry.
CREATE FUNCTION blackstart.guard_secret() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'A secret of % is written once', TG_TABLE_NAME USING ERRCODE = 'BS019';
END $$;

CREATE FUNCTION blackstart.refuse_truncating() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'Who may what changes one by one' USING ERRCODE = 'BS019';
END $$;

CREATE CONSTRAINT TRIGGER guard_directory_commit AFTER UPDATE OF version ON blackstart.directory_head DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION blackstart.guard_directory_commit();
ALTER TABLE blackstart.directory_head ENABLE ALWAYS TRIGGER guard_directory_commit;
-- The guard at commit sets `judged` alone, and nobody else may.
CREATE TRIGGER guard_directory_head BEFORE INSERT OR DELETE OR UPDATE OF id, version, log_position, log_head, base, txid
  ON blackstart.directory_head FOR EACH ROW EXECUTE FUNCTION blackstart.guard_directory_head();
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
CREATE TRIGGER guard_secret BEFORE UPDATE OF secret_hash ON blackstart.access_token
  FOR EACH ROW WHEN (NEW.secret_hash <> OLD.secret_hash) EXECUTE FUNCTION blackstart.guard_secret();
ALTER TABLE blackstart.access_token ENABLE ALWAYS TRIGGER guard_secret;
CREATE TRIGGER guard_secret BEFORE UPDATE OF password_hash, totp_secret ON blackstart.break_glass_account
  FOR EACH ROW WHEN (NEW.password_hash <> OLD.password_hash OR NEW.totp_secret <> OLD.totp_secret)
  EXECUTE FUNCTION blackstart.guard_secret();
ALTER TABLE blackstart.break_glass_account ENABLE ALWAYS TRIGGER guard_secret;
