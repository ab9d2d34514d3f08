-- The head of each incident, and its log.

CREATE FUNCTION blackstart.is_event_type(type text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RETURN type IN ('INCIDENT_DECLARED', 'PLAN_APPLIED', 'INCIDENT_CLOSED', 'INCIDENT_ABANDONED', 'INCIDENT_REOPENED',
    'RESTORE_STARTED', 'SYSTEM_RESTORED', 'VALIDATION_PASSED', 'VALIDATION_FAILED', 'SYSTEM_ONLINE', 'SYSTEM_OFFLINE',
    'SYSTEM_RETIRED', 'SYSTEM_REINSTATED', 'SYSTEM_UPDATED', 'DEPENDENCY_ADDED', 'DEPENDENCY_REMOVED',
    'CHECK_RECORDED', 'CHECK_WAIVED', 'CONTAINMENT_VERIFIED', 'CONTAINMENT_REVOKED', 'VERIFICATION_EXPIRED',
    'HOLD_PLACED', 'HOLD_RELEASED', 'OVERRIDE_REQUESTED', 'OVERRIDE_APPROVED', 'OVERRIDE_REJECTED',
    'OVERRIDE_EXPIRED', 'LINE_RUNNING', 'LINE_STOPPED', 'MILESTONE_ACHIEVED', 'MILESTONE_REOPENED', 'NOTE_ADDED');
END $$;

-- Narrow, half empty pages, no index on what moves: an update stays on its page.

CREATE TABLE blackstart.incident_head (
  incident_id uuid PRIMARY KEY,
  position int NOT NULL DEFAULT 0 CONSTRAINT incident_head_position CHECK (position >= 0),
  base int NOT NULL DEFAULT 0,
  log_head text COLLATE "C" NOT NULL DEFAULT repeat('0', 64),
  txid xid8,
  judged boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50);
CREATE TABLE blackstart.event (
  incident_id uuid NOT NULL,
  position int NOT NULL CONSTRAINT event_position CHECK (position > 0),
  id uuid NOT NULL CONSTRAINT event_id_unique UNIQUE,
  type text COLLATE "C" NOT NULL CONSTRAINT event_type CHECK (blackstart.is_event_type(type)),
  at timestamptz(3) NOT NULL,
  actor_id uuid NOT NULL,
  system_id uuid,
  plant_id uuid,
  line_id uuid,
  milestone_id uuid,
  text text NOT NULL,
  previous_hash text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  PRIMARY KEY (incident_id, position)
);
CREATE INDEX event_by_type ON blackstart.event (incident_id, type, position);
CREATE INDEX event_by_system ON blackstart.event (system_id, position) WHERE system_id IS NOT NULL;
CREATE INDEX event_by_plant ON blackstart.event (plant_id, position) WHERE plant_id IS NOT NULL;

CREATE TABLE blackstart.event_rows (
  incident_id uuid NOT NULL,
  position int NOT NULL,
  seq int NOT NULL,
  rows text NOT NULL,
  PRIMARY KEY (incident_id, position, seq),
  CONSTRAINT event_rows_event FOREIGN KEY (incident_id, position) REFERENCES blackstart.event (incident_id, position)
);
