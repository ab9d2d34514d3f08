import type { MigrationInterface, QueryRunner } from 'typeorm';

const schema = `
CREATE SCHEMA IF NOT EXISTS blackstart`;

// One row, moved by tests and by nobody else; guards, commands and expiry all read the time through now().
const clock = `
CREATE TABLE blackstart.clock (
  id int PRIMARY KEY DEFAULT 1 CONSTRAINT clock_one_row CHECK (id = 1),
  offset_ms bigint NOT NULL DEFAULT 0
);
INSERT INTO blackstart.clock DEFAULT VALUES;

-- Cut, not rounded, to the milliseconds that events are written in: a rounded time may lie in the future.
CREATE FUNCTION blackstart.now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RETURN date_trunc('milliseconds', clock_timestamp())
    + (SELECT offset_ms FROM blackstart.clock WHERE id = 1) * interval '1 millisecond';
END $$`;

// Narrow, half empty pages, no index on what moves: an update stays on its page.
const head = `
CREATE TABLE blackstart.incident_head (
  incident_id uuid PRIMARY KEY,
  position int NOT NULL DEFAULT 0 CONSTRAINT incident_head_position CHECK (position >= 0),
  base int NOT NULL DEFAULT 0,
  log_head text COLLATE "C" NOT NULL DEFAULT repeat('0', 64),
  txid xid8
) WITH (fillfactor = 50)`;

const event = `
CREATE TABLE blackstart.event (
  incident_id uuid NOT NULL,
  position int NOT NULL CONSTRAINT event_position CHECK (position > 0),
  id uuid NOT NULL CONSTRAINT event_id_unique UNIQUE,
  type text COLLATE "C" NOT NULL CONSTRAINT event_type CHECK (type IN (
    'INCIDENT_DECLARED', 'PLAN_APPLIED', 'INCIDENT_CLOSED', 'INCIDENT_ABANDONED', 'INCIDENT_REOPENED',
    'RESTORE_STARTED', 'SYSTEM_RESTORED', 'VALIDATION_PASSED', 'VALIDATION_FAILED', 'SYSTEM_ONLINE', 'SYSTEM_OFFLINE',
    'SYSTEM_RETIRED', 'SYSTEM_REINSTATED', 'SYSTEM_UPDATED', 'DEPENDENCY_ADDED', 'DEPENDENCY_REMOVED',
    'CHECK_RECORDED', 'CHECK_WAIVED', 'CONTAINMENT_VERIFIED', 'CONTAINMENT_REVOKED', 'VERIFICATION_EXPIRED',
    'HOLD_PLACED', 'HOLD_RELEASED', 'OVERRIDE_REQUESTED', 'OVERRIDE_APPROVED', 'OVERRIDE_REJECTED',
    'OVERRIDE_EXPIRED', 'LINE_RUNNING', 'LINE_STOPPED', 'MILESTONE_ACHIEVED', 'MILESTONE_REOPENED', 'NOTE_ADDED')),
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
)`;

/** The clock, the head of each incident and its log. */
export class LogTables1795400000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [schema, clock, head, event]) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE blackstart.event_rows, blackstart.event, blackstart.incident_head;
      DROP FUNCTION blackstart.now();
      DROP TABLE blackstart.clock`);
  }
}
