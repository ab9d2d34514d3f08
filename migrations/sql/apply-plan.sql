/*
 * How the rows of an event come into the tables. Each function applies changes of one kind to one table: an insert and a delete name
 * whole rows and keys, an update overlays the row with the columns that it names. It returns whether every row was there, and is
 * written in the one form that reads back as it was told: hence the types, and the comparison of what was parsed with what was told.
 *
 * Where rows come by thousands they are written by one statement. A row is then found by its key and changed where it lies: without statistics, right after an import, the planner would read all
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
LANGUAGE plpgsql AS $$
DECLARE
  written int;
  changed jsonb;
  told jsonb;
  patch blackstart.incident_row;
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
    FOR n IN 0 .. jsonb_array_length(changes) - 1 LOOP
      changed := changes -> n;
      patch := jsonb_populate_record(NULL::blackstart.incident_row, changed);
      told := to_jsonb(patch);
      IF told <> told || changed THEN RETURN false; END IF;
      UPDATE blackstart.incident t SET
        key = CASE WHEN changed ? 'key' THEN patch.key ELSE t.key END,
        title = CASE WHEN changed ? 'title' THEN patch.title ELSE t.title END,
        mode = CASE WHEN changed ? 'mode' THEN patch.mode ELSE t.mode END,
        status = CASE WHEN changed ? 'status' THEN patch.status ELSE t.status END,
        declared_at = CASE WHEN changed ? 'declaredAt' THEN patch."declaredAt"::timestamptz ELSE t.declared_at END,
        compromised_since = CASE WHEN changed ? 'compromisedSince' THEN patch."compromisedSince"::timestamptz ELSE t.compromised_since END,
        closed_at = CASE WHEN changed ? 'closedAt' THEN patch."closedAt"::timestamptz ELSE t.closed_at END,
        separation_of_duties = CASE WHEN changed ? 'separationOfDuties' THEN patch."separationOfDuties" ELSE t.separation_of_duties END,
        verification_minutes = CASE WHEN changed ? 'verificationMinutes' THEN patch."verificationMinutes" ELSE t.verification_minutes END,
        ot_verification_minutes = CASE WHEN changed ? 'otVerificationMinutes' THEN patch."otVerificationMinutes" ELSE t.ot_verification_minutes END,
        override_approvals = CASE WHEN changed ? 'overrideApprovals' THEN patch."overrideApprovals" ELSE t.override_approvals END,
        override_minutes = CASE WHEN changed ? 'overrideMinutes' THEN patch."overrideMinutes" ELSE t.override_minutes END,
        never_waive = CASE WHEN changed ? 'neverWaive' THEN patch."neverWaive" ELSE t.never_waive END,
        rules = CASE WHEN changed ? 'rules' THEN patch.rules ELSE t.rules END,
        version = at_version
        WHERE t.incident_id = of_incident AND t.id = patch.id;
      IF NOT FOUND THEN RETURN false; END IF;
    END LOOP;
    RETURN true;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.team_row AS (
  id uuid, key text, name text, capacity int, contact text
);

CREATE FUNCTION blackstart.apply_team(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  written int;
  changed jsonb;
  told jsonb;
  patch blackstart.team_row;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.team (
      incident_id, id, key, name, capacity, contact, version)
      SELECT
      of_incident, g.id, g.key, g.name, g.capacity, g.contact, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.team_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    FOR n IN 0 .. jsonb_array_length(changes) - 1 LOOP
      changed := changes -> n;
      patch := jsonb_populate_record(NULL::blackstart.team_row, changed);
      told := to_jsonb(patch);
      IF told <> told || changed THEN RETURN false; END IF;
      UPDATE blackstart.team t SET
        key = CASE WHEN changed ? 'key' THEN patch.key ELSE t.key END,
        name = CASE WHEN changed ? 'name' THEN patch.name ELSE t.name END,
        capacity = CASE WHEN changed ? 'capacity' THEN patch.capacity ELSE t.capacity END,
        contact = CASE WHEN changed ? 'contact' THEN patch.contact ELSE t.contact END,
        version = at_version
        WHERE t.incident_id = of_incident AND t.id = patch.id;
      IF NOT FOUND THEN RETURN false; END IF;
    END LOOP;
    RETURN true;
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
LANGUAGE plpgsql AS $$
DECLARE
  written int;
  changed jsonb;
  told jsonb;
  patch blackstart.plant_row;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.plant (
      incident_id, id, key, name, version)
      SELECT
      of_incident, g.id, g.key, g.name, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.plant_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    FOR n IN 0 .. jsonb_array_length(changes) - 1 LOOP
      changed := changes -> n;
      patch := jsonb_populate_record(NULL::blackstart.plant_row, changed);
      told := to_jsonb(patch);
      IF told <> told || changed THEN RETURN false; END IF;
      UPDATE blackstart.plant t SET
        key = CASE WHEN changed ? 'key' THEN patch.key ELSE t.key END,
        name = CASE WHEN changed ? 'name' THEN patch.name ELSE t.name END,
        version = at_version
        WHERE t.incident_id = of_incident AND t.id = patch.id;
      IF NOT FOUND THEN RETURN false; END IF;
    END LOOP;
    RETURN true;
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
LANGUAGE plpgsql AS $$
DECLARE
  written int;
  changed jsonb;
  told jsonb;
  patch blackstart.line_row;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.line (
      incident_id, id, key, name, plant_id, running, version)
      SELECT
      of_incident, g.id, g.key, g.name, g."plantId", g.running, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.line_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    FOR n IN 0 .. jsonb_array_length(changes) - 1 LOOP
      changed := changes -> n;
      patch := jsonb_populate_record(NULL::blackstart.line_row, changed);
      told := to_jsonb(patch);
      IF told <> told || changed THEN RETURN false; END IF;
      UPDATE blackstart.line t SET
        key = CASE WHEN changed ? 'key' THEN patch.key ELSE t.key END,
        name = CASE WHEN changed ? 'name' THEN patch.name ELSE t.name END,
        plant_id = CASE WHEN changed ? 'plantId' THEN patch."plantId" ELSE t.plant_id END,
        running = CASE WHEN changed ? 'running' THEN patch.running ELSE t.running END,
        version = at_version
        WHERE t.incident_id = of_incident AND t.id = patch.id;
      IF NOT FOUND THEN RETURN false; END IF;
    END LOOP;
    RETURN true;
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
LANGUAGE plpgsql AS $$
DECLARE
  written int;
  changed jsonb;
  told jsonb;
  patch blackstart.milestone_row;
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
    FOR n IN 0 .. jsonb_array_length(changes) - 1 LOOP
      changed := changes -> n;
      patch := jsonb_populate_record(NULL::blackstart.milestone_row, changed);
      told := to_jsonb(patch);
      IF told <> told || changed THEN RETURN false; END IF;
      UPDATE blackstart.milestone t SET
        key = CASE WHEN changed ? 'key' THEN patch.key ELSE t.key END,
        name = CASE WHEN changed ? 'name' THEN patch.name ELSE t.name END,
        plant_id = CASE WHEN changed ? 'plantId' THEN patch."plantId" ELSE t.plant_id END,
        gate = CASE WHEN changed ? 'gate' THEN patch.gate ELSE t.gate END,
        lines_must_run = CASE WHEN changed ? 'linesMustRun' THEN patch."linesMustRun" ELSE t.lines_must_run END,
        due_at = CASE WHEN changed ? 'dueAt' THEN patch."dueAt"::timestamptz ELSE t.due_at END,
        achieved_at = CASE WHEN changed ? 'achievedAt' THEN patch."achievedAt"::timestamptz ELSE t.achieved_at END,
        achieved_by = CASE WHEN changed ? 'achievedBy' THEN patch."achievedBy" ELSE t.achieved_by END,
        voided = CASE WHEN changed ? 'voided' THEN patch.voided ELSE t.voided END,
        version = at_version
        WHERE t.incident_id = of_incident AND t.id = patch.id;
      IF NOT FOUND THEN RETURN false; END IF;
    END LOOP;
    RETURN true;
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
LANGUAGE plpgsql AS $$
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
