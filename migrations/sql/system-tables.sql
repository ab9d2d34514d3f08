/*
 * The checks of a system's row, by one function: Postgres reads every expression of a CHECK anew for each statement, and a
 * function is kept by the session. A check that comes to nothing because of a null passes, hence IS NOT FALSE.
 */

CREATE FUNCTION blackstart.is_sound_system(
  key text, tier int,
  zone text, rto_minutes int, mtd_minutes int, state text, service_level text, iteration int,
  optimistic int, likely int, pessimistic int, restored_by uuid, verified_at timestamptz,
  verified_by uuid, expires_at timestamptz, required_at_signing text[],
  revoked_at timestamptz, revoked_reason text, online_under uuid, expiry_logged boolean
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RETURN (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$') IS NOT FALSE
    AND (tier >= 0) IS NOT FALSE
    AND (zone IN ('L5', 'L4', 'L3_5', 'L3', 'L2', 'L1', 'L0', 'IRE', 'CLOUD', 'EXTERNAL')) IS NOT FALSE
    AND (rto_minutes >= 0) IS NOT FALSE
    AND (mtd_minutes >= 0) IS NOT FALSE
    AND (state IN ('STOPPING', 'OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED', 'ONLINE', 'RETIRED')) IS NOT FALSE
    AND (service_level IN ('NONE', 'WORKAROUND') OR service_level IN ('DEGRADED', 'FULL') AND state = 'ONLINE') IS NOT FALSE
    AND (iteration >= 1) IS NOT FALSE
    AND (num_nulls(optimistic, likely, pessimistic) IN (0, 3)) IS NOT FALSE
    AND (0 <= optimistic AND optimistic <= likely AND likely <= pessimistic) IS NOT FALSE
    AND (state NOT IN ('RESTORED', 'VALIDATED', 'ONLINE') OR restored_by IS NOT NULL) IS NOT FALSE
    AND ((verified_at IS NULL) = (verified_by IS NULL)
    AND (verified_at IS NOT NULL OR expires_at IS NULL AND required_at_signing = '{}')) IS NOT FALSE
    AND (revoked_at IS NULL OR verified_at IS NULL) IS NOT FALSE
    AND ((revoked_at IS NULL) = (revoked_reason IS NULL)) IS NOT FALSE
    AND (online_under IS NULL OR state = 'ONLINE') IS NOT FALSE
    AND (NOT expiry_logged OR expires_at IS NOT NULL) IS NOT FALSE;
END $$;

-- The states, and what the gate rests on: an ONLINE system is signed, and a signature stands or was revoked, never both.

CREATE TABLE blackstart.system (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  name text NOT NULL,
  description text,
  tier int NOT NULL,
  zone text NOT NULL,
  plant_id uuid,
  team_id uuid,
  essential boolean NOT NULL,
  safety boolean NOT NULL,
  tags text[] NOT NULL,
  links jsonb NOT NULL,
  rto_minutes int,
  mtd_minutes int,
  optimistic int,
  likely int,
  pessimistic int,
  state text NOT NULL,
  state_since timestamptz(3) NOT NULL,
  service_level text NOT NULL,
  workaround text,
  first_started_at timestamptz(3),
  restored_by uuid,
  restored_at timestamptz(3),
  restore_point text,
  restore_point_at timestamptz(3),
  last_validation jsonb,
  iteration int NOT NULL,
  verified_at timestamptz(3),
  verified_by uuid,
  expires_at timestamptz(3),
  required_at_signing text[] NOT NULL,
  revoked_at timestamptz(3),
  revoked_reason text,
  weakened_by uuid[] NOT NULL,
  online_under uuid,
  expiry_logged boolean NOT NULL DEFAULT false,
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT system_key_unique UNIQUE (key, incident_id),
  CONSTRAINT system_is_sound CHECK (blackstart.is_sound_system(key, tier, zone, rto_minutes, mtd_minutes, state, service_level,
    iteration, optimistic, likely, pessimistic, restored_by, verified_at, verified_by, expires_at, required_at_signing,
    revoked_at, revoked_reason, online_under, expiry_logged)),
  CONSTRAINT system_online_is_signed CHECK (state <> 'ONLINE' OR verified_at IS NOT NULL),
  CONSTRAINT system_plant FOREIGN KEY (incident_id, plant_id) REFERENCES blackstart.plant (incident_id, id),
  CONSTRAINT system_team FOREIGN KEY (incident_id, team_id) REFERENCES blackstart.team (incident_id, id),
  CONSTRAINT system_rank FOREIGN KEY (incident_id, id) REFERENCES blackstart.node_rank (incident_id, node_id)
    DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor = 70);
CREATE INDEX system_by_plant ON blackstart.system (plant_id);
CREATE INDEX system_by_team ON blackstart.system (team_id);
CREATE TABLE blackstart.dependency (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  system_id uuid NOT NULL,
  depends_on_id uuid NOT NULL,
  strength text NOT NULL CONSTRAINT dependency_strength CHECK (strength IN ('HARD', 'SOFT')),
  kind text NOT NULL CONSTRAINT dependency_kind CHECK (kind IN ('TECHNICAL', 'TRUST', 'DATA')),
  required_state text NOT NULL CONSTRAINT dependency_required_state
    CHECK (required_state IN ('RESTORED', 'VALIDATED', 'ONLINE')),
  reason text,
  version int NOT NULL,
  PRIMARY KEY (id, incident_id),
  CONSTRAINT dependency_unique UNIQUE (incident_id, system_id, depends_on_id),
  CONSTRAINT dependency_on_another CHECK (system_id <> depends_on_id),
  CONSTRAINT dependency_system FOREIGN KEY (incident_id, system_id) REFERENCES blackstart.system (incident_id, id),
  CONSTRAINT dependency_target FOREIGN KEY (incident_id, depends_on_id) REFERENCES blackstart.system (incident_id, id)
);
CREATE INDEX dependency_by_target ON blackstart.dependency (depends_on_id);
CREATE TABLE blackstart.containment_check (
  incident_id uuid NOT NULL,
  system_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL CONSTRAINT containment_check_kind CHECK (kind IN (
    'SCOPE_ASSESSED', 'ISOLATION_IN_FORCE', 'EVIDENCE_PRESERVED', 'ROOT_CAUSE_CLOSED', 'PERSISTENCE_REMOVED',
    'CREDENTIALS_ROTATED', 'IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'RESTORE_POINT_CLEAN', 'BASELINE_MATCHED',
    'CONDUITS_REVIEWED', 'VENDOR_ACCESS_REVIEWED', 'CONTROL_LOGIC_MATCHED', 'SAFETY_TESTED',
    'ENGINEERING_STATION_CLEAN', 'DRY_RUN_PASSED', 'WALKDOWN_DONE', 'SUPPLIER_ATTESTED', 'VULNERABILITIES_CLOSED',
    'RECOVERY_COPY_TAKEN', 'LEGAL_HOLD_CONFIRMED', 'OTHER')),
  outcome text NOT NULL CONSTRAINT containment_check_outcome CHECK (outcome IN ('PENDING', 'PASSED', 'FAILED', 'WAIVED')),
  evidence jsonb NOT NULL,
  note text,
  recorded_at timestamptz(3) NOT NULL,
  recorded_by uuid NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, system_id, kind),
  CONSTRAINT containment_check_passed_on_evidence CHECK (outcome <> 'PASSED' OR jsonb_array_length(evidence) > 0),
  CONSTRAINT containment_check_system FOREIGN KEY (incident_id, system_id) REFERENCES blackstart.system (incident_id, id)
);
CREATE TABLE blackstart.hold (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  system_id uuid,
  plant_id uuid,
  reason text NOT NULL,
  placed_at timestamptz(3) NOT NULL,
  placed_by uuid NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT hold_on_one_thing CHECK (system_id IS NULL OR plant_id IS NULL),
  CONSTRAINT hold_system FOREIGN KEY (incident_id, system_id) REFERENCES blackstart.system (incident_id, id),
  CONSTRAINT hold_plant FOREIGN KEY (incident_id, plant_id) REFERENCES blackstart.plant (incident_id, id)
);
