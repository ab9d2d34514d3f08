-- Links hold nothing but two ids: they are made and removed, never changed; see apply-plan.

CREATE TYPE blackstart.system_after_row AS (
  "systemId" uuid, "milestoneId" uuid
);

CREATE FUNCTION blackstart.apply_system_after(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.system_after (
      incident_id, system_id, milestone_id, version)
      SELECT
      of_incident, g."systemId", g."milestoneId", at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.system_after_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.system_after t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.system_after s
        WHERE s.incident_id = of_incident AND s.system_id = (c.value ->> 'systemId')::uuid AND s.milestone_id = (c.value ->> 'milestoneId')::uuid
        AND c.value = jsonb_build_object('systemId', s.system_id, 'milestoneId', s.milestone_id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.milestone_system_row AS (
  "milestoneId" uuid, "systemId" uuid
);

CREATE FUNCTION blackstart.apply_milestone_system(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.milestone_system (
      incident_id, milestone_id, system_id, version)
      SELECT
      of_incident, g."milestoneId", g."systemId", at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.milestone_system_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.milestone_system t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.milestone_system s
        WHERE s.incident_id = of_incident AND s.milestone_id = (c.value ->> 'milestoneId')::uuid AND s.system_id = (c.value ->> 'systemId')::uuid
        AND c.value = jsonb_build_object('milestoneId', s.milestone_id, 'systemId', s.system_id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.milestone_line_row AS (
  "milestoneId" uuid, "lineId" uuid
);

CREATE FUNCTION blackstart.apply_milestone_line(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.milestone_line (
      incident_id, milestone_id, line_id, version)
      SELECT
      of_incident, g."milestoneId", g."lineId", at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.milestone_line_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.milestone_line t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.milestone_line s
        WHERE s.incident_id = of_incident AND s.milestone_id = (c.value ->> 'milestoneId')::uuid AND s.line_id = (c.value ->> 'lineId')::uuid
        AND c.value = jsonb_build_object('milestoneId', s.milestone_id, 'lineId', s.line_id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.milestone_milestone_row AS (
  "milestoneId" uuid, "needsId" uuid
);

CREATE FUNCTION blackstart.apply_milestone_milestone(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.milestone_milestone (
      incident_id, milestone_id, needs_id, version)
      SELECT
      of_incident, g."milestoneId", g."needsId", at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.milestone_milestone_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.milestone_milestone t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.milestone_milestone s
        WHERE s.incident_id = of_incident AND s.milestone_id = (c.value ->> 'milestoneId')::uuid AND s.needs_id = (c.value ->> 'needsId')::uuid
        AND c.value = jsonb_build_object('milestoneId', s.milestone_id, 'needsId', s.needs_id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.line_system_row AS (
  "lineId" uuid, "systemId" uuid
);

CREATE FUNCTION blackstart.apply_line_system(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.line_system (
      incident_id, line_id, system_id, version)
      SELECT
      of_incident, g."lineId", g."systemId", at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.line_system_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.line_system t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.line_system s
        WHERE s.incident_id = of_incident AND s.line_id = (c.value ->> 'lineId')::uuid AND s.system_id = (c.value ->> 'systemId')::uuid
        AND c.value = jsonb_build_object('lineId', s.line_id, 'systemId', s.system_id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.line_feed_row AS (
  "lineId" uuid, "fedById" uuid
);

CREATE FUNCTION blackstart.apply_line_feed(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.line_feed (
      incident_id, line_id, fed_by_id, version)
      SELECT
      of_incident, g."lineId", g."fedById", at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.line_feed_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.line_feed t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.line_feed s
        WHERE s.incident_id = of_incident AND s.line_id = (c.value ->> 'lineId')::uuid AND s.fed_by_id = (c.value ->> 'fedById')::uuid
        AND c.value = jsonb_build_object('lineId', s.line_id, 'fedById', s.fed_by_id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;
