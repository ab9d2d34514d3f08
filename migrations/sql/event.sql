/*
 * Writing an event is the only way to change the state of an incident: the role of the application may add to the log, and this
 * trigger of the owner applies the rows that the event tells, and judges it by the state that all events before it have left. So
 * the tables are what folding the log gives, in Postgres itself. Events that bring systems online one after the other are judged
 * together where that comes to the same: a recursion for each would read the same dependencies again and again.
 *
 * The functions below it are called under its settings alone, so they need none of their own: each setting takes time, and an event
 * passes a dozen of them. Those that refuse raise, or return true.
 */
CREATE FUNCTION blackstart.record_events() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  head blackstart.incident_head;
  fact blackstart.event;
  previous blackstart.event;
  said jsonb;
  rows jsonb;
  is_right boolean;
  run uuid[];
  run_from int;
  run_end int;
  is_together boolean;
BEGIN
  FOR fact IN SELECT * FROM added a ORDER BY a.incident_id, a.position LOOP
    IF head.incident_id IS DISTINCT FROM fact.incident_id THEN
      SELECT * INTO head FROM blackstart.incident_head h
        WHERE h.incident_id = fact.incident_id AND h.txid = pg_current_xact_id() AND NOT h.judged;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'The head of incident % was not moved in this transaction, or it was judged already', fact.incident_id
          USING ERRCODE = 'BS000';
      END IF;
      SELECT * INTO previous FROM blackstart.event e
        WHERE e.incident_id = fact.incident_id AND e.position = fact.position - 1;
      IF previous.position > head.base THEN PERFORM blackstart.settle(previous); END IF;
      run_end := NULL;
    ELSIF blackstart.has_rows_beside(previous) THEN
      RAISE EXCEPTION 'The rows beside event % come before the next event', previous.position USING ERRCODE = 'BS012';
    END IF;
    said := fact.text::jsonb;
    rows := coalesce(said #> '{data,rows}', '[]');
    is_right := blackstart.refuse_event(fact, said, previous, head) AND blackstart.refuse_actor(fact, rows)
      AND blackstart.refuse_before(fact);
    IF fact.type = 'SYSTEM_ONLINE' AND (fact.position <= run_end) IS NOT TRUE THEN
      run := ARRAY(SELECT a.system_id FROM added a WHERE a.incident_id = fact.incident_id AND a.position >= fact.position
        AND a.position < coalesce((SELECT min(o.position) FROM added o WHERE o.incident_id = fact.incident_id
          AND o.position > fact.position AND o.type <> 'SYSTEM_ONLINE'), 2147483647) ORDER BY a.position);
      run_from := fact.position;
      run_end := run_from + cardinality(run) - 1;
      is_together := blackstart.rises_in_order(fact.incident_id, run);
    END IF;
    is_right := blackstart.apply_rows(fact, rows);
    IF fact.type = 'SYSTEM_ONLINE' THEN
      IF NOT is_together THEN
        PERFORM blackstart.refuse_gate(fact.incident_id, fact.position - 1, fact.position);
      ELSIF fact.position = run_end THEN
        PERFORM blackstart.refuse_gate(fact.incident_id, run_from - 1, fact.position);
      END IF;
    ELSIF NOT blackstart.has_rows_beside(fact) THEN
      is_right := blackstart.refuse_after(fact);
    END IF;
    previous := fact;
  END LOOP;
  RETURN NULL;
END $$;

-- Its columns are copies of what its hashed text says, it follows the event before it, and it is about what is there.
CREATE FUNCTION blackstart.refuse_event(fact blackstart.event, said jsonb, previous blackstart.event,
  head blackstart.incident_head) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  parts constant text[] := '{v,incident,mode,position,type,at,actor,system,plant,line,milestone,counters,reason,data}';
  incident record;
BEGIN
  IF fact.position <= head.base OR fact.position > head.position THEN
    RAISE EXCEPTION 'Event % of incident % is not one of this transaction', fact.position, fact.incident_id
      USING ERRCODE = 'BS012';
  END IF;
  IF previous.position IS DISTINCT FROM nullif(fact.position - 1, 0) THEN
    RAISE EXCEPTION 'Event % of incident % has no event before it', fact.position, fact.incident_id USING ERRCODE = 'BS012';
  END IF;
  IF fact.previous_hash <> coalesce(previous.hash, repeat('0', 64))
      OR fact.hash <> encode(sha256(convert_to(fact.previous_hash || fact.text, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'Event % of incident % breaks the chain of hashes', fact.position, fact.incident_id
      USING ERRCODE = 'BS012';
  END IF;
  -- the clock is asked only for an event that is later than the one before it: any other is not in the future
  IF fact.at < previous.at OR (fact.at <= previous.at) IS NOT TRUE AND fact.at > blackstart.now() THEN
    RAISE EXCEPTION 'Event % is dated %, before the last one or in the future', fact.position, fact.at
      USING ERRCODE = 'BS012';
  END IF;
  IF (said ?& parts AND said - parts = '{}' AND said -> 'v' = '1'
      AND said ->> 'incident' = fact.incident_id::text AND said -> 'position' = to_jsonb(fact.position)
      AND said ->> 'type' = fact.type AND said ->> 'actor' = fact.actor_id::text
      AND said ->> 'at' = blackstart.told_time(fact.at)
      AND said ->> 'system' IS NOT DISTINCT FROM fact.system_id::text
      AND said ->> 'plant' IS NOT DISTINCT FROM fact.plant_id::text
      AND said ->> 'line' IS NOT DISTINCT FROM fact.line_id::text
      AND said ->> 'milestone' IS NOT DISTINCT FROM fact.milestone_id::text
      AND (jsonb_typeof(said #> '{data,rows}') = 'array' AND said #> '{data,rows}' <> '[]'
          AND NOT said -> 'data' ? 'rowsSha256'
        OR jsonb_typeof(said #> '{data,rowsSha256}') = 'string' AND blackstart.has_rows_beside(fact)
          AND NOT said -> 'data' ? 'rows'
          AND fact.type <> 'SYSTEM_ONLINE')) IS NOT TRUE THEN
    RAISE EXCEPTION 'The columns of event % are not what its text says', fact.position USING ERRCODE = 'BS012';
  END IF;
  IF (fact.type = 'INCIDENT_DECLARED') <> (fact.position = 1) THEN
    RAISE EXCEPTION 'An incident is declared by its first event, and by no other' USING ERRCODE = 'BS012';
  END IF;
  IF fact.position = 1 THEN RETURN true; END IF;
  IF fact.system_id IS NOT NULL THEN
    SELECT i.mode, i.status, s.id, s.plant_id INTO incident FROM blackstart.incident i
      LEFT JOIN blackstart.system s ON s.incident_id = i.incident_id AND s.id = fact.system_id
      WHERE i.incident_id = fact.incident_id;
  ELSIF fact.line_id IS NOT NULL THEN
    SELECT i.mode, i.status, l.id, l.plant_id INTO incident FROM blackstart.incident i
      LEFT JOIN blackstart.line l ON l.incident_id = i.incident_id AND l.id = fact.line_id
      WHERE i.incident_id = fact.incident_id;
  ELSIF fact.milestone_id IS NOT NULL THEN
    SELECT i.mode, i.status, m.id, m.plant_id INTO incident FROM blackstart.incident i
      LEFT JOIN blackstart.milestone m ON m.incident_id = i.incident_id AND m.id = fact.milestone_id
      WHERE i.incident_id = fact.incident_id;
  ELSE
    SELECT i.mode, i.status, NULL::uuid AS id, CASE WHEN fact.type IN ('HOLD_PLACED', 'HOLD_RELEASED') THEN fact.plant_id END
      AS plant_id INTO incident FROM blackstart.incident i
      WHERE i.incident_id = fact.incident_id;
  END IF;
  IF incident.mode <> said ->> 'mode' THEN
    RAISE EXCEPTION 'Event % has another mode than its incident', fact.position USING ERRCODE = 'BS012';
  END IF;
  IF incident.status <> 'OPEN' AND fact.type <> 'INCIDENT_REOPENED' THEN
    RAISE EXCEPTION 'The incident is not open' USING ERRCODE = 'BS006';
  END IF;
  IF incident.status = 'OPEN' AND fact.type = 'INCIDENT_REOPENED' THEN
    RAISE EXCEPTION 'Event % reopens an incident that is open', fact.position USING ERRCODE = 'BS008';
  END IF;
  IF (CASE
        WHEN fact.type IN ('LINE_RUNNING', 'LINE_STOPPED') THEN fact.line_id IS NOT NULL
        WHEN fact.type IN ('MILESTONE_ACHIEVED', 'MILESTONE_REOPENED') THEN fact.milestone_id IS NOT NULL
        WHEN fact.type IN ('PLAN_APPLIED', 'INCIDENT_CLOSED', 'INCIDENT_ABANDONED', 'INCIDENT_REOPENED')
          THEN num_nonnulls(fact.system_id, fact.line_id, fact.milestone_id) = 0
        WHEN fact.type IN ('NOTE_ADDED', 'HOLD_PLACED', 'HOLD_RELEASED')
          THEN num_nonnulls(fact.line_id, fact.milestone_id) = 0
        ELSE fact.system_id IS NOT NULL END) IS NOT TRUE
      OR num_nonnulls(fact.system_id, fact.line_id, fact.milestone_id) > 1
      OR incident.id IS DISTINCT FROM coalesce(fact.system_id, fact.line_id, fact.milestone_id)
      OR incident.plant_id IS DISTINCT FROM fact.plant_id THEN
    RAISE EXCEPTION 'Event % is about nothing that is there, or names another plant than its object has', fact.position
      USING ERRCODE = 'BS012';
  END IF;
  RETURN true;
END $$;

CREATE FUNCTION blackstart.has_rows_beside(fact blackstart.event) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN strpos(fact.text, '"rowsSha256"') > 0 AND fact.text::jsonb -> 'data' ? 'rowsSha256';
END $$;

/*
 * The changes of an event in their order: few of them one by one; of many, those that stand together and are of one kind and table
 * as one, because a statement for each of 300,000 dependencies would take minutes.
 */
CREATE FUNCTION blackstart.apply_rows(fact blackstart.event, rows jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  part record;
  change jsonb;
  is_done boolean;
BEGIN
  IF jsonb_array_length(rows) <= 8 THEN
    FOR n IN 0 .. jsonb_array_length(rows) - 1 LOOP
      change := rows -> n;
      IF blackstart.may_change(fact, concat_ws(' ', change ->> 'op', change ->> 'table'), change -> 'row') IS NOT TRUE
          OR change - '{op,table,row}'::text[] <> '{}' THEN
        PERFORM blackstart.refuse_change(fact, change);
      END IF;
      is_done := blackstart.apply_changes(fact, change ->> 'table', change ->> 'op', jsonb_build_array(change -> 'row'));
    END LOOP;
    RETURN true;
  END IF;
  SELECT c.value INTO change FROM jsonb_array_elements(rows) c
    WHERE blackstart.may_change(fact, concat_ws(' ', c.value ->> 'op', c.value ->> 'table'), c.value -> 'row') IS NOT TRUE
      OR c.value - '{op,table,row}'::text[] <> '{}' LIMIT 1;
  IF FOUND THEN PERFORM blackstart.refuse_change(fact, change); END IF;
  FOR part IN
    SELECT n.op, n.table_name, jsonb_agg(n.changed ORDER BY n.place) AS changes
      FROM (SELECT c.value ->> 'op' AS op, c.value ->> 'table' AS table_name, c.value -> 'row' AS changed, c.place,
          c.place - row_number() OVER (PARTITION BY c.value -> 'op', c.value -> 'table' ORDER BY c.place) AS stretch
        FROM jsonb_array_elements(rows) WITH ORDINALITY c(value, place)) n
      GROUP BY n.op, n.table_name, n.stretch ORDER BY min(n.place)
  LOOP
    PERFORM blackstart.apply_changes(fact, part.table_name, part.op, part.changes);
  END LOOP;
  RETURN true;
END $$;

CREATE FUNCTION blackstart.refuse_change(fact blackstart.event, change jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Event % of type % may not make this change: % %', fact.position, fact.type, change ->> 'op',
    change ->> 'table' USING ERRCODE = 'BS020';
END $$;

-- Changes of one kind in one table.
CREATE FUNCTION blackstart.apply_changes(fact blackstart.event, table_name text, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  is_applied boolean;
BEGIN
  is_applied := CASE table_name
    WHEN 'system' THEN blackstart.apply_system(fact.incident_id, fact.position, op, changes)
    WHEN 'containment_check' THEN blackstart.apply_containment_check(fact.incident_id, fact.position, op, changes)
    WHEN 'milestone' THEN blackstart.apply_milestone(fact.incident_id, fact.position, op, changes)
    WHEN 'hold' THEN blackstart.apply_hold(fact.incident_id, fact.position, op, changes)
    WHEN 'override' THEN blackstart.apply_override(fact.incident_id, fact.position, op, changes)
    WHEN 'override_approval' THEN blackstart.apply_override_approval(fact.incident_id, fact.position, op, changes)
    WHEN 'note' THEN blackstart.apply_note(fact.incident_id, fact.position, op, changes)
    WHEN 'line' THEN blackstart.apply_line(fact.incident_id, fact.position, op, changes)
    WHEN 'incident' THEN blackstart.apply_incident(fact.incident_id, fact.position, op, changes)
    WHEN 'node_rank' THEN blackstart.apply_node_rank(fact.incident_id, fact.position, op, changes)
    WHEN 'dependency' THEN blackstart.apply_dependency(fact.incident_id, fact.position, op, changes)
    WHEN 'system_after' THEN blackstart.apply_system_after(fact.incident_id, fact.position, op, changes)
    WHEN 'milestone_system' THEN blackstart.apply_milestone_system(fact.incident_id, fact.position, op, changes)
    WHEN 'milestone_line' THEN blackstart.apply_milestone_line(fact.incident_id, fact.position, op, changes)
    WHEN 'milestone_milestone' THEN blackstart.apply_milestone_milestone(fact.incident_id, fact.position, op, changes)
    WHEN 'line_system' THEN blackstart.apply_line_system(fact.incident_id, fact.position, op, changes)
    WHEN 'line_feed' THEN blackstart.apply_line_feed(fact.incident_id, fact.position, op, changes)
    WHEN 'team' THEN blackstart.apply_team(fact.incident_id, fact.position, op, changes)
    WHEN 'plant' THEN blackstart.apply_plant(fact.incident_id, fact.position, op, changes)
  END;
  IF is_applied IS NOT TRUE THEN
    RAISE EXCEPTION 'What event % tells of % is not what its tables can hold, or changes what is not there',
      fact.position, table_name USING ERRCODE = 'BS020';
  END IF;
  RETURN true;
END $$;

-- What each type of event demands of the state that it changes.
CREATE FUNCTION blackstart.refuse_before(fact blackstart.event) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  CASE fact.type
    WHEN 'CONTAINMENT_VERIFIED' THEN PERFORM blackstart.refuse_renewal(fact);
    WHEN 'CHECK_RECORDED', 'CHECK_WAIVED' THEN PERFORM blackstart.refuse_checking(fact);
    WHEN 'MILESTONE_ACHIEVED', 'MILESTONE_REOPENED' THEN PERFORM blackstart.refuse_declaring(fact);
    ELSE NULL;
  END CASE;
  RETURN true;
END $$;

-- What each type of event demands once its rows are applied.
CREATE FUNCTION blackstart.refuse_after(fact blackstart.event) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF fact.system_id IS NOT NULL AND fact.type NOT IN ('NOTE_ADDED', 'HOLD_PLACED', 'HOLD_RELEASED', 'OVERRIDE_REQUESTED',
      'OVERRIDE_APPROVED', 'OVERRIDE_REJECTED', 'OVERRIDE_EXPIRED') AND NOT EXISTS (SELECT FROM blackstart.system s
      WHERE s.incident_id = fact.incident_id AND s.id = fact.system_id AND s.version = fact.position) THEN
    RAISE EXCEPTION 'Event % (%) changes nothing of its system', fact.position, fact.type USING ERRCODE = 'BS008';
  END IF;
  IF fact.type IN ('INCIDENT_CLOSED', 'INCIDENT_ABANDONED', 'INCIDENT_REOPENED') AND NOT EXISTS (
        SELECT FROM blackstart.incident i WHERE i.incident_id = fact.incident_id AND i.version = fact.position
          AND i.status = CASE fact.type WHEN 'INCIDENT_CLOSED' THEN 'CLOSED' WHEN 'INCIDENT_ABANDONED' THEN 'ABANDONED'
            ELSE 'OPEN' END)
      OR fact.line_id IS NOT NULL AND NOT EXISTS (SELECT FROM blackstart.line l
        WHERE l.incident_id = fact.incident_id AND l.id = fact.line_id AND l.version = fact.position
          AND l.running = (fact.type = 'LINE_RUNNING'))
      OR fact.milestone_id IS NOT NULL AND NOT EXISTS (SELECT FROM blackstart.milestone m
        WHERE m.incident_id = fact.incident_id AND m.id = fact.milestone_id AND m.version = fact.position
          AND (m.achieved_at IS NOT NULL AND NOT m.voided) = (fact.type = 'MILESTONE_ACHIEVED'))
      OR fact.type = 'CHECK_WAIVED' AND NOT EXISTS (SELECT FROM blackstart.containment_check c
        WHERE c.incident_id = fact.incident_id AND c.system_id = fact.system_id AND c.version = fact.position
          AND c.outcome = 'WAIVED') THEN
    RAISE EXCEPTION 'Event % (%) changes nothing of its object', fact.position, fact.type USING ERRCODE = 'BS008';
  END IF;
  CASE fact.type
    WHEN 'CONTAINMENT_VERIFIED' THEN PERFORM blackstart.refuse_signature(fact);
    WHEN 'SYSTEM_RETIRED' THEN PERFORM blackstart.refuse_retired(fact);
    WHEN 'INCIDENT_CLOSED' THEN PERFORM blackstart.refuse_closing(fact);
    WHEN 'MILESTONE_ACHIEVED' THEN PERFORM blackstart.refuse_achieved(fact);
    ELSE NULL;
  END CASE;
  RETURN true;
END $$;

-- A piece of the rows beside the last event so far, in its turn; what a change needs is judged when all pieces are there.
CREATE FUNCTION blackstart.record_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  piece blackstart.event_rows;
  fact blackstart.event;
BEGIN
  FOR piece IN SELECT * FROM added a ORDER BY a.incident_id, a.position, a.seq LOOP
    SELECT e.* INTO fact FROM blackstart.incident_head h
      JOIN blackstart.event e ON e.incident_id = h.incident_id AND e.position = piece.position AND e.position > h.base
      WHERE h.incident_id = piece.incident_id AND h.txid = pg_current_xact_id() AND NOT h.judged
        AND NOT EXISTS (SELECT FROM blackstart.event n
          WHERE n.incident_id = piece.incident_id AND n.position = piece.position + 1)
        -- of an earlier statement: within one, this trigger may run before the events are judged
        AND NOT EXISTS (SELECT FROM blackstart.event_rows r WHERE r.incident_id = piece.incident_id
          AND r.position = piece.position AND r.seq = piece.seq AND r.cmin = e.cmin);
    IF NOT FOUND THEN
      RAISE EXCEPTION 'Event % of incident % is not the last one of this transaction', piece.position, piece.incident_id
        USING ERRCODE = 'BS000';
    END IF;
    IF NOT blackstart.has_rows_beside(fact) OR piece.seq <> (SELECT count(*) FROM blackstart.event_rows r
        WHERE r.incident_id = piece.incident_id AND r.position = piece.position AND r.seq < piece.seq) THEN
      RAISE EXCEPTION 'Event % has no rows beside it, or they come out of their order', piece.position USING ERRCODE = 'BS012';
    END IF;
    -- who may can depend on the rows
    PERFORM blackstart.refuse_actor(fact, piece.rows::jsonb);
    PERFORM blackstart.apply_rows(fact, piece.rows::jsonb);
  END LOOP;
  RETURN NULL;
END $$;

-- The rows beside an event are all there: those that its hash covers. What the event needs is judged now.
CREATE FUNCTION blackstart.settle(fact blackstart.event) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF NOT blackstart.has_rows_beside(fact) THEN RETURN true; END IF;
  IF fact.text::jsonb #>> '{data,rowsSha256}' IS DISTINCT FROM (
      SELECT encode(sha256(string_agg(convert_to(r.rows, 'UTF8'), ''::bytea ORDER BY r.seq)), 'hex')
        FROM blackstart.event_rows r WHERE r.incident_id = fact.incident_id AND r.position = fact.position) THEN
    RAISE EXCEPTION 'The rows beside event % of incident % are not those of its hash', fact.position, fact.incident_id
      USING ERRCODE = 'BS012';
  END IF;
  RETURN blackstart.refuse_after(fact);
END $$;

CREATE FUNCTION blackstart.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'The log is only ever added to' USING ERRCODE = 'BS012';
END $$;

CREATE TRIGGER record_events AFTER INSERT ON blackstart.event REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.record_events();
ALTER TABLE blackstart.event ENABLE ALWAYS TRIGGER record_events;
CREATE TRIGGER refuse_rewriting BEFORE DELETE OR UPDATE OR TRUNCATE ON blackstart.event
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_rewriting();
ALTER TABLE blackstart.event ENABLE ALWAYS TRIGGER refuse_rewriting;
CREATE TRIGGER record_rows AFTER INSERT ON blackstart.event_rows REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.record_rows();
ALTER TABLE blackstart.event_rows ENABLE ALWAYS TRIGGER record_rows;
CREATE TRIGGER refuse_rewriting BEFORE DELETE OR UPDATE OR TRUNCATE ON blackstart.event_rows
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.refuse_rewriting();
ALTER TABLE blackstart.event_rows ENABLE ALWAYS TRIGGER refuse_rewriting;
