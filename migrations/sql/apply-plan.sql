/*
 * How the rows of an event come into the tables. Each function applies changes of one kind to one table: an insert and a delete name
 * whole rows and keys, an update overlays the row with the columns that it names. It returns whether every row was there, and is
 * written in the one form that reads back as it was told: hence the types, and the comparison of what was parsed with what was told.
 *
 * A row is found by its key and then changed where it lies: without statistics, right after an import, the planner would read all
 * rows of the incident for the sake of one. Nobody else moves it meanwhile, for the transaction holds the head.
 */
CREATE DOMAIN blackstart.instant AS text
  CHECK (VALUE ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{3}Z$');

CREATE TYPE blackstart.incident_row AS (
  id uuid, key text, title text, mode text, status text, "declaredAt" blackstart.instant,
  "compromisedSince" blackstart.instant, "closedAt" blackstart.instant, "separationOfDuties" boolean,
  "verificationMinutes" int, "otVerificationMinutes" int, "overrideApprovals" int, "overrideMinutes" int,
  "neverWaive" text[], rules jsonb
);

CREATE FUNCTION blackstart.apply_incident(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.incident (
      incident_id, id, key, title, mode, status, declared_at, compromised_since, closed_at, separation_of_duties,
      verification_minutes, ot_verification_minutes, override_approvals, override_minutes, never_waive, rules, version)
      SELECT
      of_incident, g.id, g.key, g.title, g.mode, g.status, g."declaredAt"::timestamptz, g."compromisedSince"::timestamptz,
      g."closedAt"::timestamptz, g."separationOfDuties", g."verificationMinutes", g."otVerificationMinutes",
      g."overrideApprovals", g."overrideMinutes", g."neverWaive", g.rules, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.incident_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    UPDATE blackstart.incident t SET
      key = CASE WHEN c.value ? 'key' THEN g.key ELSE t.key END,
      title = CASE WHEN c.value ? 'title' THEN g.title ELSE t.title END,
      mode = CASE WHEN c.value ? 'mode' THEN g.mode ELSE t.mode END,
      status = CASE WHEN c.value ? 'status' THEN g.status ELSE t.status END,
      declared_at = CASE WHEN c.value ? 'declaredAt' THEN g."declaredAt"::timestamptz ELSE t.declared_at END,
      compromised_since = CASE WHEN c.value ? 'compromisedSince' THEN g."compromisedSince"::timestamptz ELSE t.compromised_since END,
      closed_at = CASE WHEN c.value ? 'closedAt' THEN g."closedAt"::timestamptz ELSE t.closed_at END,
      separation_of_duties = CASE WHEN c.value ? 'separationOfDuties' THEN g."separationOfDuties" ELSE t.separation_of_duties END,
      verification_minutes = CASE WHEN c.value ? 'verificationMinutes' THEN g."verificationMinutes" ELSE t.verification_minutes END,
      ot_verification_minutes = CASE WHEN c.value ? 'otVerificationMinutes' THEN g."otVerificationMinutes" ELSE t.ot_verification_minutes END,
      override_approvals = CASE WHEN c.value ? 'overrideApprovals' THEN g."overrideApprovals" ELSE t.override_approvals END,
      override_minutes = CASE WHEN c.value ? 'overrideMinutes' THEN g."overrideMinutes" ELSE t.override_minutes END,
      never_waive = CASE WHEN c.value ? 'neverWaive' THEN g."neverWaive" ELSE t.never_waive END,
      rules = CASE WHEN c.value ? 'rules' THEN g.rules ELSE t.rules END,
      version = at_version
      FROM jsonb_array_elements(changes) c
      CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.incident_row, c.value) g
      CROSS JOIN LATERAL (SELECT to_jsonb(g) AS told OFFSET 0) parsed
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.incident s
        WHERE s.incident_id = of_incident AND s.id = g.id OFFSET 0) found
      WHERE t.ctid = found.place AND parsed.told = parsed.told || c.value;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.team_row AS (
  id uuid, key text, name text, capacity int, contact text
);

CREATE FUNCTION blackstart.apply_team(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.team (
      incident_id, id, key, name, capacity, contact, version)
      SELECT
      of_incident, g.id, g.key, g.name, g.capacity, g.contact, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.team_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    UPDATE blackstart.team t SET
      key = CASE WHEN c.value ? 'key' THEN g.key ELSE t.key END,
      name = CASE WHEN c.value ? 'name' THEN g.name ELSE t.name END,
      capacity = CASE WHEN c.value ? 'capacity' THEN g.capacity ELSE t.capacity END,
      contact = CASE WHEN c.value ? 'contact' THEN g.contact ELSE t.contact END,
      version = at_version
      FROM jsonb_array_elements(changes) c
      CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.team_row, c.value) g
      CROSS JOIN LATERAL (SELECT to_jsonb(g) AS told OFFSET 0) parsed
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.team s
        WHERE s.incident_id = of_incident AND s.id = g.id OFFSET 0) found
      WHERE t.ctid = found.place AND parsed.told = parsed.told || c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.team t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.team s
        WHERE s.incident_id = of_incident AND s.id = (c.value ->> 'id')::uuid
        AND c.value = jsonb_build_object('id', s.id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.plant_row AS (
  id uuid, key text, name text
);

CREATE FUNCTION blackstart.apply_plant(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.plant (
      incident_id, id, key, name, version)
      SELECT
      of_incident, g.id, g.key, g.name, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.plant_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    UPDATE blackstart.plant t SET
      key = CASE WHEN c.value ? 'key' THEN g.key ELSE t.key END,
      name = CASE WHEN c.value ? 'name' THEN g.name ELSE t.name END,
      version = at_version
      FROM jsonb_array_elements(changes) c
      CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.plant_row, c.value) g
      CROSS JOIN LATERAL (SELECT to_jsonb(g) AS told OFFSET 0) parsed
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.plant s
        WHERE s.incident_id = of_incident AND s.id = g.id OFFSET 0) found
      WHERE t.ctid = found.place AND parsed.told = parsed.told || c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.plant t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.plant s
        WHERE s.incident_id = of_incident AND s.id = (c.value ->> 'id')::uuid
        AND c.value = jsonb_build_object('id', s.id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.line_row AS (
  id uuid, key text, name text, "plantId" uuid, running boolean
);

CREATE FUNCTION blackstart.apply_line(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.line (
      incident_id, id, key, name, plant_id, running, version)
      SELECT
      of_incident, g.id, g.key, g.name, g."plantId", g.running, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.line_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    UPDATE blackstart.line t SET
      key = CASE WHEN c.value ? 'key' THEN g.key ELSE t.key END,
      name = CASE WHEN c.value ? 'name' THEN g.name ELSE t.name END,
      plant_id = CASE WHEN c.value ? 'plantId' THEN g."plantId" ELSE t.plant_id END,
      running = CASE WHEN c.value ? 'running' THEN g.running ELSE t.running END,
      version = at_version
      FROM jsonb_array_elements(changes) c
      CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.line_row, c.value) g
      CROSS JOIN LATERAL (SELECT to_jsonb(g) AS told OFFSET 0) parsed
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.line s
        WHERE s.incident_id = of_incident AND s.id = g.id OFFSET 0) found
      WHERE t.ctid = found.place AND parsed.told = parsed.told || c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.line t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.line s
        WHERE s.incident_id = of_incident AND s.id = (c.value ->> 'id')::uuid
        AND c.value = jsonb_build_object('id', s.id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.milestone_row AS (
  id uuid, key text, name text, "plantId" uuid, gate boolean, "linesMustRun" boolean, "dueAt" blackstart.instant,
  "achievedAt" blackstart.instant, "achievedBy" uuid, voided boolean
);

CREATE FUNCTION blackstart.apply_milestone(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.milestone (
      incident_id, id, key, name, plant_id, gate, lines_must_run, due_at, achieved_at, achieved_by, voided, version)
      SELECT
      of_incident, g.id, g.key, g.name, g."plantId", g.gate, g."linesMustRun", g."dueAt"::timestamptz,
      g."achievedAt"::timestamptz, g."achievedBy", g.voided, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.milestone_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    UPDATE blackstart.milestone t SET
      key = CASE WHEN c.value ? 'key' THEN g.key ELSE t.key END,
      name = CASE WHEN c.value ? 'name' THEN g.name ELSE t.name END,
      plant_id = CASE WHEN c.value ? 'plantId' THEN g."plantId" ELSE t.plant_id END,
      gate = CASE WHEN c.value ? 'gate' THEN g.gate ELSE t.gate END,
      lines_must_run = CASE WHEN c.value ? 'linesMustRun' THEN g."linesMustRun" ELSE t.lines_must_run END,
      due_at = CASE WHEN c.value ? 'dueAt' THEN g."dueAt"::timestamptz ELSE t.due_at END,
      achieved_at = CASE WHEN c.value ? 'achievedAt' THEN g."achievedAt"::timestamptz ELSE t.achieved_at END,
      achieved_by = CASE WHEN c.value ? 'achievedBy' THEN g."achievedBy" ELSE t.achieved_by END,
      voided = CASE WHEN c.value ? 'voided' THEN g.voided ELSE t.voided END,
      version = at_version
      FROM jsonb_array_elements(changes) c
      CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.milestone_row, c.value) g
      CROSS JOIN LATERAL (SELECT to_jsonb(g) AS told OFFSET 0) parsed
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.milestone s
        WHERE s.incident_id = of_incident AND s.id = g.id OFFSET 0) found
      WHERE t.ctid = found.place AND parsed.told = parsed.told || c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.milestone t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.milestone s
        WHERE s.incident_id = of_incident AND s.id = (c.value ->> 'id')::uuid
        AND c.value = jsonb_build_object('id', s.id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.node_rank_row AS (
  "nodeId" uuid, rank int
);

CREATE FUNCTION blackstart.apply_node_rank(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.node_rank (
      incident_id, node_id, rank, version)
      SELECT
      of_incident, g."nodeId", g.rank, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.node_rank_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    UPDATE blackstart.node_rank t SET
      rank = CASE WHEN c.value ? 'rank' THEN g.rank ELSE t.rank END,
      version = at_version
      FROM jsonb_array_elements(changes) c
      CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.node_rank_row, c.value) g
      CROSS JOIN LATERAL (SELECT to_jsonb(g) AS told OFFSET 0) parsed
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.node_rank s
        WHERE s.incident_id = of_incident AND s.node_id = g."nodeId" OFFSET 0) found
      WHERE t.ctid = found.place AND parsed.told = parsed.told || c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.node_rank t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.node_rank s
        WHERE s.incident_id = of_incident AND s.node_id = (c.value ->> 'nodeId')::uuid
        AND c.value = jsonb_build_object('nodeId', s.node_id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;
