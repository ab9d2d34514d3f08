-- Links hold nothing but two ids: they are made and removed, never changed; see apply-plan.

CREATE TYPE blackstart.system_after_row AS (
  "systemId" uuid, "milestoneId" uuid
);

CREATE FUNCTION blackstart.apply_system_after(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    PERFORM FROM jsonb_array_elements(changes) c, jsonb_populate_record(NULL::blackstart.system_after_row, c.value) g
      WHERE to_jsonb(g) <> c.value;
    IF FOUND THEN RETURN false; END IF;
    INSERT INTO blackstart.system_after (
      incident_id, system_id, milestone_id, version)
      SELECT
      of_incident, g."systemId", g."milestoneId", at_version
      FROM jsonb_populate_recordset(NULL::blackstart.system_after_row, changes) g;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.system_after t USING jsonb_array_elements(changes) c
      WHERE t.incident_id = of_incident AND t.system_id = (c.value ->> 'systemId')::uuid AND t.milestone_id = (c.value ->> 'milestoneId')::uuid
        AND c.value = jsonb_build_object('systemId', t.system_id, 'milestoneId', t.milestone_id);
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.milestone_system_row AS (
  "milestoneId" uuid, "systemId" uuid
);

CREATE FUNCTION blackstart.apply_milestone_system(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    PERFORM FROM jsonb_array_elements(changes) c, jsonb_populate_record(NULL::blackstart.milestone_system_row, c.value) g
      WHERE to_jsonb(g) <> c.value;
    IF FOUND THEN RETURN false; END IF;
    INSERT INTO blackstart.milestone_system (
      incident_id, milestone_id, system_id, version)
      SELECT
      of_incident, g."milestoneId", g."systemId", at_version
      FROM jsonb_populate_recordset(NULL::blackstart.milestone_system_row, changes) g;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.milestone_system t USING jsonb_array_elements(changes) c
      WHERE t.incident_id = of_incident AND t.milestone_id = (c.value ->> 'milestoneId')::uuid AND t.system_id = (c.value ->> 'systemId')::uuid
        AND c.value = jsonb_build_object('milestoneId', t.milestone_id, 'systemId', t.system_id);
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.milestone_line_row AS (
  "milestoneId" uuid, "lineId" uuid
);

CREATE FUNCTION blackstart.apply_milestone_line(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    PERFORM FROM jsonb_array_elements(changes) c, jsonb_populate_record(NULL::blackstart.milestone_line_row, c.value) g
      WHERE to_jsonb(g) <> c.value;
    IF FOUND THEN RETURN false; END IF;
    INSERT INTO blackstart.milestone_line (
      incident_id, milestone_id, line_id, version)
      SELECT
      of_incident, g."milestoneId", g."lineId", at_version
      FROM jsonb_populate_recordset(NULL::blackstart.milestone_line_row, changes) g;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.milestone_line t USING jsonb_array_elements(changes) c
      WHERE t.incident_id = of_incident AND t.milestone_id = (c.value ->> 'milestoneId')::uuid AND t.line_id = (c.value ->> 'lineId')::uuid
        AND c.value = jsonb_build_object('milestoneId', t.milestone_id, 'lineId', t.line_id);
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.milestone_milestone_row AS (
  "milestoneId" uuid, "needsId" uuid
);

CREATE FUNCTION blackstart.apply_milestone_milestone(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    PERFORM FROM jsonb_array_elements(changes) c, jsonb_populate_record(NULL::blackstart.milestone_milestone_row, c.value) g
      WHERE to_jsonb(g) <> c.value;
    IF FOUND THEN RETURN false; END IF;
    INSERT INTO blackstart.milestone_milestone (
      incident_id, milestone_id, needs_id, version)
      SELECT
      of_incident, g."milestoneId", g."needsId", at_version
      FROM jsonb_populate_recordset(NULL::blackstart.milestone_milestone_row, changes) g;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.milestone_milestone t USING jsonb_array_elements(changes) c
      WHERE t.incident_id = of_incident AND t.milestone_id = (c.value ->> 'milestoneId')::uuid AND t.needs_id = (c.value ->> 'needsId')::uuid
        AND c.value = jsonb_build_object('milestoneId', t.milestone_id, 'needsId', t.needs_id);
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.line_system_row AS (
  "lineId" uuid, "systemId" uuid
);

CREATE FUNCTION blackstart.apply_line_system(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    PERFORM FROM jsonb_array_elements(changes) c, jsonb_populate_record(NULL::blackstart.line_system_row, c.value) g
      WHERE to_jsonb(g) <> c.value;
    IF FOUND THEN RETURN false; END IF;
    INSERT INTO blackstart.line_system (
      incident_id, line_id, system_id, version)
      SELECT
      of_incident, g."lineId", g."systemId", at_version
      FROM jsonb_populate_recordset(NULL::blackstart.line_system_row, changes) g;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.line_system t USING jsonb_array_elements(changes) c
      WHERE t.incident_id = of_incident AND t.line_id = (c.value ->> 'lineId')::uuid AND t.system_id = (c.value ->> 'systemId')::uuid
        AND c.value = jsonb_build_object('lineId', t.line_id, 'systemId', t.system_id);
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.line_feed_row AS (
  "lineId" uuid, "fedById" uuid
);

CREATE FUNCTION blackstart.apply_line_feed(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    PERFORM FROM jsonb_array_elements(changes) c, jsonb_populate_record(NULL::blackstart.line_feed_row, c.value) g
      WHERE to_jsonb(g) <> c.value;
    IF FOUND THEN RETURN false; END IF;
    INSERT INTO blackstart.line_feed (
      incident_id, line_id, fed_by_id, version)
      SELECT
      of_incident, g."lineId", g."fedById", at_version
      FROM jsonb_populate_recordset(NULL::blackstart.line_feed_row, changes) g;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.line_feed t USING jsonb_array_elements(changes) c
      WHERE t.incident_id = of_incident AND t.line_id = (c.value ->> 'lineId')::uuid AND t.fed_by_id = (c.value ->> 'fedById')::uuid
        AND c.value = jsonb_build_object('lineId', t.line_id, 'fedById', t.fed_by_id);
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;
