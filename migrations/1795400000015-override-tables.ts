import type { MigrationInterface, QueryRunner } from 'typeorm';
import { triggersOf } from './1795400000008-row-guard';
import { applicationRole, overrideTables } from './recovery-tables';

const override = `
CREATE TABLE blackstart.override (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  system_id uuid NOT NULL,
  status text NOT NULL CONSTRAINT override_status
    CHECK (status IN ('REQUESTED', 'APPROVED', 'REJECTED', 'EXPIRED', 'USED')),
  reason text NOT NULL,
  blockers jsonb NOT NULL CONSTRAINT override_blockers CHECK (jsonb_array_length(blockers) > 0
    AND NOT blockers @? '$[*].kind ? (@ != "DEPENDENCY" && @ != "DEPENDENCY_UNTRUSTED" && @ != "MILESTONE")'),
  requested_by uuid NOT NULL,
  requested_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL CONSTRAINT override_expires_later CHECK (expires_at > requested_at),
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT override_system FOREIGN KEY (incident_id, system_id) REFERENCES blackstart.system (incident_id, id)
);
CREATE INDEX override_by_system ON blackstart.override (system_id);
CREATE UNIQUE INDEX override_one_open ON blackstart.override (system_id, incident_id)
  WHERE status IN ('REQUESTED', 'APPROVED')`;

// The key counts people, not tokens: nobody approves twice.
const approval = `
CREATE TABLE blackstart.override_approval (
  incident_id uuid NOT NULL,
  override_id uuid NOT NULL,
  principal_id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, override_id, principal_id),
  CONSTRAINT override_approval_override FOREIGN KEY (incident_id, override_id)
    REFERENCES blackstart.override (incident_id, id)
)`;

// Read in the order of the log: of the incident, or of one system.
const note = `
CREATE TABLE blackstart.note (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  system_id uuid,
  text text NOT NULL,
  by uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (id, incident_id),
  CONSTRAINT note_system FOREIGN KEY (incident_id, system_id) REFERENCES blackstart.system (incident_id, id)
);
CREATE INDEX note_by_incident ON blackstart.note (incident_id, version);
CREATE INDEX note_by_system ON blackstart.note (system_id, version) WHERE system_id IS NOT NULL`;

const columns = `
ALTER TABLE blackstart.system
  ADD COLUMN online_under uuid,
  ADD COLUMN expiry_logged boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT system_online_under FOREIGN KEY (incident_id, online_under)
    REFERENCES blackstart.override (incident_id, id),
  ADD CONSTRAINT system_under_while_online CHECK (online_under IS NULL OR state = 'ONLINE'),
  ADD CONSTRAINT system_expiry_of_signature CHECK (NOT expiry_logged OR expires_at IS NOT NULL)`;

// What was approved or noted is never changed, an override only decided.
const grants = `
GRANT SELECT, INSERT, UPDATE ON blackstart.override TO ${applicationRole};
GRANT SELECT, INSERT ON blackstart.override_approval, blackstart.note TO ${applicationRole}`;

/** Overrides with their approvals, notes, and what a system remembers of its override and its signature's expiry. */
export class OverrideTables1795400000015 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [override, approval, note, columns, ...overrideTables.map(triggersOf), grants]) {
      await queryRunner.query(statements);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE blackstart.system DROP COLUMN expiry_logged, DROP COLUMN online_under;
      DROP TABLE blackstart.note, blackstart.override_approval, blackstart.override`);
  }
}
