-- Checks, holds, overrides and notes; what was approved or noted is never changed; see apply-plan.

CREATE TYPE blackstart.containment_check_row AS (
  "systemId" uuid, kind text, outcome text, evidence jsonb, note text, "recordedAt" blackstart.instant, "recordedBy" uuid
);

CREATE FUNCTION blackstart.apply_containment_check(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.containment_check (
      incident_id, system_id, kind, outcome, evidence, note, recorded_at, recorded_by, version)
      SELECT
      of_incident, g."systemId", g.kind, g.outcome, g.evidence, g.note, g."recordedAt"::timestamptz, g."recordedBy",
      at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.containment_check_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    UPDATE blackstart.containment_check t SET
      outcome = CASE WHEN c.value ? 'outcome' THEN g.outcome ELSE t.outcome END,
      evidence = CASE WHEN c.value ? 'evidence' THEN g.evidence ELSE t.evidence END,
      note = CASE WHEN c.value ? 'note' THEN g.note ELSE t.note END,
      recorded_at = CASE WHEN c.value ? 'recordedAt' THEN g."recordedAt"::timestamptz ELSE t.recorded_at END,
      recorded_by = CASE WHEN c.value ? 'recordedBy' THEN g."recordedBy" ELSE t.recorded_by END,
      version = at_version
      FROM jsonb_array_elements(changes) c
      CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.containment_check_row, c.value) g
      CROSS JOIN LATERAL (SELECT to_jsonb(g) AS told OFFSET 0) parsed
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.containment_check s
        WHERE s.incident_id = of_incident AND s.system_id = g."systemId" AND s.kind = g.kind OFFSET 0) found
      WHERE t.ctid = found.place AND parsed.told = parsed.told || c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.containment_check t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.containment_check s
        WHERE s.incident_id = of_incident AND s.system_id = (c.value ->> 'systemId')::uuid AND s.kind = (c.value ->> 'kind')
        AND c.value = jsonb_build_object('systemId', s.system_id, 'kind', s.kind) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.hold_row AS (
  id uuid, "systemId" uuid, "plantId" uuid, reason text, "placedAt" blackstart.instant, "placedBy" uuid
);

CREATE FUNCTION blackstart.apply_hold(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.hold (
      incident_id, id, system_id, plant_id, reason, placed_at, placed_by, version)
      SELECT
      of_incident, g.id, g."systemId", g."plantId", g.reason, g."placedAt"::timestamptz, g."placedBy", at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.hold_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.hold t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.hold s
        WHERE s.incident_id = of_incident AND s.id = (c.value ->> 'id')::uuid
        AND c.value = jsonb_build_object('id', s.id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.override_row AS (
  id uuid, "systemId" uuid, status text, reason text, blockers jsonb, "requestedBy" uuid, "requestedAt" blackstart.instant,
  "expiresAt" blackstart.instant
);

CREATE FUNCTION blackstart.apply_override(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.override (
      incident_id, id, system_id, status, reason, blockers, requested_by, requested_at, expires_at, version)
      SELECT
      of_incident, g.id, g."systemId", g.status, g.reason, g.blockers, g."requestedBy", g."requestedAt"::timestamptz,
      g."expiresAt"::timestamptz, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.override_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    UPDATE blackstart.override t SET
      system_id = CASE WHEN c.value ? 'systemId' THEN g."systemId" ELSE t.system_id END,
      status = CASE WHEN c.value ? 'status' THEN g.status ELSE t.status END,
      reason = CASE WHEN c.value ? 'reason' THEN g.reason ELSE t.reason END,
      blockers = CASE WHEN c.value ? 'blockers' THEN g.blockers ELSE t.blockers END,
      requested_by = CASE WHEN c.value ? 'requestedBy' THEN g."requestedBy" ELSE t.requested_by END,
      requested_at = CASE WHEN c.value ? 'requestedAt' THEN g."requestedAt"::timestamptz ELSE t.requested_at END,
      expires_at = CASE WHEN c.value ? 'expiresAt' THEN g."expiresAt"::timestamptz ELSE t.expires_at END,
      version = at_version
      FROM jsonb_array_elements(changes) c
      CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.override_row, c.value) g
      CROSS JOIN LATERAL (SELECT to_jsonb(g) AS told OFFSET 0) parsed
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.override s
        WHERE s.incident_id = of_incident AND s.id = g.id OFFSET 0) found
      WHERE t.ctid = found.place AND parsed.told = parsed.told || c.value;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.override_approval_row AS (
  "overrideId" uuid, "principalId" uuid, at blackstart.instant
);

CREATE FUNCTION blackstart.apply_override_approval(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = blackstart, pg_temp AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.override_approval (
      incident_id, override_id, principal_id, at, version)
      SELECT
      of_incident, g."overrideId", g."principalId", g.at::timestamptz, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.override_approval_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.note_row AS (
  id uuid, "systemId" uuid, text text, by uuid, at blackstart.instant
);

CREATE FUNCTION blackstart.apply_note(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = blackstart, pg_temp AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.note (
      incident_id, id, system_id, text, by, at, version)
      SELECT
      of_incident, g.id, g."systemId", g.text, g.by, g.at::timestamptz, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.note_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;
