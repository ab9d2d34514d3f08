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
LANGUAGE plpgsql AS $$
DECLARE
  written int;
  changed jsonb;
  told jsonb;
  patch blackstart.system_row;
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
    FOR n IN 0 .. jsonb_array_length(changes) - 1 LOOP
      changed := changes -> n;
      patch := jsonb_populate_record(NULL::blackstart.system_row, changed);
      told := to_jsonb(patch);
      IF told <> told || changed THEN RETURN false; END IF;
      UPDATE blackstart.system t SET
        key = CASE WHEN changed ? 'key' THEN patch.key ELSE t.key END,
        name = CASE WHEN changed ? 'name' THEN patch.name ELSE t.name END,
        description = CASE WHEN changed ? 'description' THEN patch.description ELSE t.description END,
        tier = CASE WHEN changed ? 'tier' THEN patch.tier ELSE t.tier END,
        zone = CASE WHEN changed ? 'zone' THEN patch.zone ELSE t.zone END,
        plant_id = CASE WHEN changed ? 'plantId' THEN patch."plantId" ELSE t.plant_id END,
        team_id = CASE WHEN changed ? 'teamId' THEN patch."teamId" ELSE t.team_id END,
        essential = CASE WHEN changed ? 'essential' THEN patch.essential ELSE t.essential END,
        safety = CASE WHEN changed ? 'safety' THEN patch.safety ELSE t.safety END,
        tags = CASE WHEN changed ? 'tags' THEN patch.tags ELSE t.tags END,
        links = CASE WHEN changed ? 'links' THEN patch.links ELSE t.links END,
        rto_minutes = CASE WHEN changed ? 'rtoMinutes' THEN patch."rtoMinutes" ELSE t.rto_minutes END,
        mtd_minutes = CASE WHEN changed ? 'mtdMinutes' THEN patch."mtdMinutes" ELSE t.mtd_minutes END,
        optimistic = CASE WHEN changed ? 'optimistic' THEN patch.optimistic ELSE t.optimistic END,
        likely = CASE WHEN changed ? 'likely' THEN patch.likely ELSE t.likely END,
        pessimistic = CASE WHEN changed ? 'pessimistic' THEN patch.pessimistic ELSE t.pessimistic END,
        state = CASE WHEN changed ? 'state' THEN patch.state ELSE t.state END,
        state_since = CASE WHEN changed ? 'stateSince' THEN patch."stateSince"::timestamptz ELSE t.state_since END,
        service_level = CASE WHEN changed ? 'serviceLevel' THEN patch."serviceLevel" ELSE t.service_level END,
        workaround = CASE WHEN changed ? 'workaround' THEN patch.workaround ELSE t.workaround END,
        first_started_at = CASE WHEN changed ? 'firstStartedAt' THEN patch."firstStartedAt"::timestamptz ELSE t.first_started_at END,
        restored_by = CASE WHEN changed ? 'restoredBy' THEN patch."restoredBy" ELSE t.restored_by END,
        restored_at = CASE WHEN changed ? 'restoredAt' THEN patch."restoredAt"::timestamptz ELSE t.restored_at END,
        restore_point = CASE WHEN changed ? 'restorePoint' THEN patch."restorePoint" ELSE t.restore_point END,
        restore_point_at = CASE WHEN changed ? 'restorePointAt' THEN patch."restorePointAt"::timestamptz ELSE t.restore_point_at END,
        last_validation = CASE WHEN changed ? 'lastValidation' THEN patch."lastValidation" ELSE t.last_validation END,
        iteration = CASE WHEN changed ? 'iteration' THEN patch.iteration ELSE t.iteration END,
        verified_at = CASE WHEN changed ? 'verifiedAt' THEN patch."verifiedAt"::timestamptz ELSE t.verified_at END,
        verified_by = CASE WHEN changed ? 'verifiedBy' THEN patch."verifiedBy" ELSE t.verified_by END,
        expires_at = CASE WHEN changed ? 'expiresAt' THEN patch."expiresAt"::timestamptz ELSE t.expires_at END,
        required_at_signing = CASE WHEN changed ? 'requiredAtSigning' THEN patch."requiredAtSigning" ELSE t.required_at_signing END,
        revoked_at = CASE WHEN changed ? 'revokedAt' THEN patch."revokedAt"::timestamptz ELSE t.revoked_at END,
        revoked_reason = CASE WHEN changed ? 'revokedReason' THEN patch."revokedReason" ELSE t.revoked_reason END,
        weakened_by = CASE WHEN changed ? 'weakenedBy' THEN patch."weakenedBy" ELSE t.weakened_by END,
        online_under = CASE WHEN changed ? 'onlineUnder' THEN patch."onlineUnder" ELSE t.online_under END,
        expiry_logged = CASE WHEN changed ? 'expiryLogged' THEN patch."expiryLogged" ELSE t.expiry_logged END,
        version = at_version
        WHERE t.incident_id = of_incident AND t.id = patch.id;
      IF NOT FOUND THEN RETURN false; END IF;
    END LOOP;
    RETURN true;
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
LANGUAGE plpgsql AS $$
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
