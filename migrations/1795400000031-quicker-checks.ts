import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from './recovery-tables';

/*
 * Postgres reads the text of each CHECK anew in each statement, and makes a plan of it: for sixteen of them, and for the list of
 * all types of events, that was an eighth of what a command takes there. A function is kept by the session. A CHECK that comes to
 * nothing because of a null passes, hence IS NOT FALSE.
 */
const systemChecks: Record<string, string> = {
  system_key_check: `key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'`,
  system_tier_check: 'tier >= 0',
  system_zone: `zone IN ('L5', 'L4', 'L3_5', 'L3', 'L2', 'L1', 'L0', 'IRE', 'CLOUD', 'EXTERNAL')`,
  system_rto_minutes_check: 'rto_minutes >= 0',
  system_mtd_minutes_check: 'mtd_minutes >= 0',
  system_state: `state IN ('STOPPING', 'OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED', 'ONLINE', 'RETIRED')`,
  system_service_level: `service_level IN ('NONE', 'WORKAROUND') OR service_level IN ('DEGRADED', 'FULL') AND state = 'ONLINE'`,
  system_iteration_check: 'iteration >= 1',
  system_estimate_whole: 'num_nulls(optimistic, likely, pessimistic) IN (0, 3)',
  system_estimate_rises: '0 <= optimistic AND optimistic <= likely AND likely <= pessimistic',
  system_restored_by_somebody: `state NOT IN ('RESTORED', 'VALIDATED', 'ONLINE') OR restored_by IS NOT NULL`,
  system_signature_whole: `(verified_at IS NULL) = (verified_by IS NULL)
    AND (verified_at IS NOT NULL OR expires_at IS NULL AND required_at_signing = '{}')`,
  system_revoked_is_unsigned: 'revoked_at IS NULL OR verified_at IS NULL',
  system_revoked_for_a_reason: '(revoked_at IS NULL) = (revoked_reason IS NULL)',
  system_under_while_online: `online_under IS NULL OR state = 'ONLINE'`,
  system_expiry_of_signature: 'NOT expiry_logged OR expires_at IS NOT NULL',
};

const columns: Record<string, string> = {
  ...{ key: 'text', tier: 'int', zone: 'text', rto_minutes: 'int', mtd_minutes: 'int', state: 'text' },
  ...{ service_level: 'text', iteration: 'int', optimistic: 'int', likely: 'int', pessimistic: 'int' },
  ...{ restored_by: 'uuid', verified_at: 'timestamptz', verified_by: 'uuid', expires_at: 'timestamptz' },
  ...{ required_at_signing: 'text[]', revoked_at: 'timestamptz', revoked_reason: 'text', online_under: 'uuid' },
  expiry_logged: 'boolean',
};

const soundSystem = `
CREATE FUNCTION blackstart.is_sound_system(${Object.entries(columns)
  .map(([column, type]) => `${column} ${type}`)
  .join(', ')}) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RETURN ${Object.values(systemChecks)
    .map((check) => `(${check}) IS NOT FALSE`)
    .join('\n    AND ')};
END $$`;

const types = `'INCIDENT_DECLARED', 'PLAN_APPLIED', 'INCIDENT_CLOSED', 'INCIDENT_ABANDONED', 'INCIDENT_REOPENED',
    'RESTORE_STARTED', 'SYSTEM_RESTORED', 'VALIDATION_PASSED', 'VALIDATION_FAILED', 'SYSTEM_ONLINE', 'SYSTEM_OFFLINE',
    'SYSTEM_RETIRED', 'SYSTEM_REINSTATED', 'SYSTEM_UPDATED', 'DEPENDENCY_ADDED', 'DEPENDENCY_REMOVED',
    'CHECK_RECORDED', 'CHECK_WAIVED', 'CONTAINMENT_VERIFIED', 'CONTAINMENT_REVOKED', 'VERIFICATION_EXPIRED',
    'HOLD_PLACED', 'HOLD_RELEASED', 'OVERRIDE_REQUESTED', 'OVERRIDE_APPROVED', 'OVERRIDE_REJECTED',
    'OVERRIDE_EXPIRED', 'LINE_RUNNING', 'LINE_STOPPED', 'MILESTONE_ACHIEVED', 'MILESTONE_REOPENED', 'NOTE_ADDED'`;

const eventType = `
CREATE FUNCTION blackstart.is_event_type(type text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RETURN type IN (${types});
END $$`;

const grants = `
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA blackstart FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA blackstart TO ${applicationRole}`;

const without = Object.keys(systemChecks).map((name) => `DROP CONSTRAINT ${name}`);
const withAll = Object.entries(systemChecks).map(([name, check]) => `ADD CONSTRAINT ${name} CHECK (${check})`);
const sound = `CHECK (blackstart.is_sound_system(${Object.keys(columns).join(', ')}))`;

/** The same checks of a system's row and of an event's type, by a function each. */
export class QuickerChecks1795400000031 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [soundSystem, eventType, grants]) await queryRunner.query(statements);
    await queryRunner.query(`
      ALTER TABLE blackstart.system ${without.join(', ')}, ADD CONSTRAINT system_is_sound ${sound};
      ALTER TABLE blackstart.event DROP CONSTRAINT event_type,
        ADD CONSTRAINT event_type CHECK (blackstart.is_event_type(type))`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE blackstart.event DROP CONSTRAINT event_type, ADD CONSTRAINT event_type CHECK (type IN (${types}));
      ALTER TABLE blackstart.system DROP CONSTRAINT system_is_sound, ${withAll.join(', ')};
      DROP FUNCTION blackstart.is_event_type;
      DROP FUNCTION blackstart.is_sound_system`);
  }
}
