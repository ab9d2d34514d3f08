-- Systems and what they wait for; see apply-plan.

CREATE TYPE blackstart.system_row AS (
  id uuid, key text, name text, description text, tier int, zone text, "plantId" uuid, "teamId" uuid, essential boolean,
  safety boolean, tags text[], links jsonb, "rtoMinutes" int, "mtdMinutes" int, optimistic int, likely int, pessimistic int,
  state text, "stateSince" blackstart.instant, "serviceLevel" text, workaround text, "firstStartedAt" blackstart.instant,
  "restoredBy" uuid, "restoredAt" blackstart.instant, "restorePoint" text, "restorePointAt" blackstart.instant,
  "lastValidation" jsonb, iteration int, "verifiedAt" blackstart.instant, "verifiedBy" uuid, "expiresAt" blackstart.instant,
  "requiredAtSigning" text[], "revokedAt" blackstart.instant, "revokedReason" text, "weakenedBy" uuid[], "onlineUnder" uuid,
  "expiryLogged" boolean
);

CREATE FUNCTION blackstart.apply_system(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.system (
      incident_id, id, key, name, description, tier, zone, plant_id, team_id, essential, safety, tags, links, rto_minutes,
      mtd_minutes, optimistic, likely, pessimistic, state, state_since, service_level, workaround, first_started_at,
      restored_by, restored_at, restore_point, restore_point_at, last_validation, iteration, verified_at, verified_by,
      expires_at, required_at_signing, revoked_at, revoked_reason, weakened_by, online_under, expiry_logged, version)
      SELECT
      of_incident, g.id, g.key, g.name, g.description, g.tier, g.zone, g."plantId", g."teamId", g.essential, g.safety,
      g.tags, g.links, g."rtoMinutes", g."mtdMinutes", g.optimistic, g.likely, g.pessimistic, g.state,
      g."stateSince"::timestamptz, g."serviceLevel", g.workaround, g."firstStartedAt"::timestamptz, g."restoredBy",
      g."restoredAt"::timestamptz, g."restorePoint", g."restorePointAt"::timestamptz, g."lastValidation", g.iteration,
      g."verifiedAt"::timestamptz, g."verifiedBy", g."expiresAt"::timestamptz, g."requiredAtSigning",
      g."revokedAt"::timestamptz, g."revokedReason", g."weakenedBy", g."onlineUnder", g."expiryLogged", at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.system_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    UPDATE blackstart.system t SET
      key = CASE WHEN c.value ? 'key' THEN g.key ELSE t.key END,
      name = CASE WHEN c.value ? 'name' THEN g.name ELSE t.name END,
      description = CASE WHEN c.value ? 'description' THEN g.description ELSE t.description END,
      tier = CASE WHEN c.value ? 'tier' THEN g.tier ELSE t.tier END,
      zone = CASE WHEN c.value ? 'zone' THEN g.zone ELSE t.zone END,
      plant_id = CASE WHEN c.value ? 'plantId' THEN g."plantId" ELSE t.plant_id END,
      team_id = CASE WHEN c.value ? 'teamId' THEN g."teamId" ELSE t.team_id END,
      essential = CASE WHEN c.value ? 'essential' THEN g.essential ELSE t.essential END,
      safety = CASE WHEN c.value ? 'safety' THEN g.safety ELSE t.safety END,
      tags = CASE WHEN c.value ? 'tags' THEN g.tags ELSE t.tags END,
      links = CASE WHEN c.value ? 'links' THEN g.links ELSE t.links END,
      rto_minutes = CASE WHEN c.value ? 'rtoMinutes' THEN g."rtoMinutes" ELSE t.rto_minutes END,
      mtd_minutes = CASE WHEN c.value ? 'mtdMinutes' THEN g."mtdMinutes" ELSE t.mtd_minutes END,
      optimistic = CASE WHEN c.value ? 'optimistic' THEN g.optimistic ELSE t.optimistic END,
      likely = CASE WHEN c.value ? 'likely' THEN g.likely ELSE t.likely END,
      pessimistic = CASE WHEN c.value ? 'pessimistic' THEN g.pessimistic ELSE t.pessimistic END,
      state = CASE WHEN c.value ? 'state' THEN g.state ELSE t.state END,
      state_since = CASE WHEN c.value ? 'stateSince' THEN g."stateSince"::timestamptz ELSE t.state_since END,
      service_level = CASE WHEN c.value ? 'serviceLevel' THEN g."serviceLevel" ELSE t.service_level END,
      workaround = CASE WHEN c.value ? 'workaround' THEN g.workaround ELSE t.workaround END,
      first_started_at = CASE WHEN c.value ? 'firstStartedAt' THEN g."firstStartedAt"::timestamptz ELSE t.first_started_at END,
      restored_by = CASE WHEN c.value ? 'restoredBy' THEN g."restoredBy" ELSE t.restored_by END,
      restored_at = CASE WHEN c.value ? 'restoredAt' THEN g."restoredAt"::timestamptz ELSE t.restored_at END,
      restore_point = CASE WHEN c.value ? 'restorePoint' THEN g."restorePoint" ELSE t.restore_point END,
      restore_point_at = CASE WHEN c.value ? 'restorePointAt' THEN g."restorePointAt"::timestamptz ELSE t.restore_point_at END,
      last_validation = CASE WHEN c.value ? 'lastValidation' THEN g."lastValidation" ELSE t.last_validation END,
      iteration = CASE WHEN c.value ? 'iteration' THEN g.iteration ELSE t.iteration END,
      verified_at = CASE WHEN c.value ? 'verifiedAt' THEN g."verifiedAt"::timestamptz ELSE t.verified_at END,
      verified_by = CASE WHEN c.value ? 'verifiedBy' THEN g."verifiedBy" ELSE t.verified_by END,
      expires_at = CASE WHEN c.value ? 'expiresAt' THEN g."expiresAt"::timestamptz ELSE t.expires_at END,
      required_at_signing = CASE WHEN c.value ? 'requiredAtSigning' THEN g."requiredAtSigning" ELSE t.required_at_signing END,
      revoked_at = CASE WHEN c.value ? 'revokedAt' THEN g."revokedAt"::timestamptz ELSE t.revoked_at END,
      revoked_reason = CASE WHEN c.value ? 'revokedReason' THEN g."revokedReason" ELSE t.revoked_reason END,
      weakened_by = CASE WHEN c.value ? 'weakenedBy' THEN g."weakenedBy" ELSE t.weakened_by END,
      online_under = CASE WHEN c.value ? 'onlineUnder' THEN g."onlineUnder" ELSE t.online_under END,
      expiry_logged = CASE WHEN c.value ? 'expiryLogged' THEN g."expiryLogged" ELSE t.expiry_logged END,
      version = at_version
      FROM jsonb_array_elements(changes) c
      CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.system_row, c.value) g
      CROSS JOIN LATERAL (SELECT to_jsonb(g) AS told OFFSET 0) parsed
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.system s
        WHERE s.incident_id = of_incident AND s.id = g.id OFFSET 0) found
      WHERE t.ctid = found.place AND parsed.told = parsed.told || c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.system t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.system s
        WHERE s.incident_id = of_incident AND s.id = (c.value ->> 'id')::uuid
        AND c.value = jsonb_build_object('id', s.id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;

CREATE TYPE blackstart.dependency_row AS (
  id uuid, "systemId" uuid, "dependsOnId" uuid, strength text, kind text, "requiredState" text, reason text
);

CREATE FUNCTION blackstart.apply_dependency(of_incident uuid, at_version int, op text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  written int;
BEGIN
  IF op = 'insert' THEN
    INSERT INTO blackstart.dependency (
      incident_id, id, system_id, depends_on_id, strength, kind, required_state, reason, version)
      SELECT
      of_incident, g.id, g."systemId", g."dependsOnId", g.strength, g.kind, g."requiredState", g.reason, at_version
      FROM jsonb_array_elements(changes) c CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.dependency_row, c.value) g
      WHERE to_jsonb(g) = c.value;
  ELSIF op = 'update' THEN
    UPDATE blackstart.dependency t SET
      system_id = CASE WHEN c.value ? 'systemId' THEN g."systemId" ELSE t.system_id END,
      depends_on_id = CASE WHEN c.value ? 'dependsOnId' THEN g."dependsOnId" ELSE t.depends_on_id END,
      strength = CASE WHEN c.value ? 'strength' THEN g.strength ELSE t.strength END,
      kind = CASE WHEN c.value ? 'kind' THEN g.kind ELSE t.kind END,
      required_state = CASE WHEN c.value ? 'requiredState' THEN g."requiredState" ELSE t.required_state END,
      reason = CASE WHEN c.value ? 'reason' THEN g.reason ELSE t.reason END,
      version = at_version
      FROM jsonb_array_elements(changes) c
      CROSS JOIN LATERAL jsonb_populate_record(NULL::blackstart.dependency_row, c.value) g
      CROSS JOIN LATERAL (SELECT to_jsonb(g) AS told OFFSET 0) parsed
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.dependency s
        WHERE s.incident_id = of_incident AND s.id = g.id OFFSET 0) found
      WHERE t.ctid = found.place AND parsed.told = parsed.told || c.value;
  ELSIF op = 'delete' THEN
    DELETE FROM blackstart.dependency t USING jsonb_array_elements(changes) c
      CROSS JOIN LATERAL (SELECT s.ctid AS place FROM blackstart.dependency s
        WHERE s.incident_id = of_incident AND s.id = (c.value ->> 'id')::uuid
        AND c.value = jsonb_build_object('id', s.id) OFFSET 0) found
      WHERE t.ctid = found.place;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written = jsonb_array_length(changes);
END $$;
