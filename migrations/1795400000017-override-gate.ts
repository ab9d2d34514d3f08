import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isBelow, judging, refuseDependencies, refuseGate } from './1795400000013-gate-guard';
import { replacing } from './replacing';

// OFFSET 0, so that each is looked up: without statistics the planner would compare each with every system there is.
export const risenSystems = `unnest(risen) r
    CROSS JOIN LATERAL (SELECT s.id, s.key, s.online_under FROM blackstart.system s
      WHERE s.incident_id = of_incident AND s.id = r OFFSET 0) s`;

// An override that somebody goes online under is one that the same event spends; and one that could be spent is spent.
export const refuseOverrides = `
CREATE FUNCTION blackstart.refuse_overrides(of_incident uuid, above int, up_to int, risen uuid[]) ${judging} $$
DECLARE
  culprit text;
BEGIN
  SELECT s.key INTO culprit FROM ${risenSystems}
    JOIN blackstart.event e ON e.incident_id = of_incident AND e.position > above AND e.position <= up_to
      AND e.type = 'SYSTEM_ONLINE' AND e.system_id = s.id
    LEFT JOIN blackstart.override o ON o.incident_id = of_incident AND o.id = s.online_under
    WHERE s.online_under IS NOT NULL
      AND (o.system_id = s.id AND o.status = 'USED' AND o.version = e.position AND o.expires_at > blackstart.now()
        AND blackstart.is_approved(of_incident, o.id)) IS NOT TRUE
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% goes online under an override that is not its own, not approved, expired or spent before', culprit
      USING ERRCODE = 'BS015';
  END IF;
  SELECT s.key INTO culprit FROM ${risenSystems}
    JOIN blackstart.override o ON o.incident_id = of_incident AND o.system_id = r
    WHERE o.id IS DISTINCT FROM s.online_under
      AND (o.status = 'USED' AND o.version > above AND o.version <= up_to
        OR o.status = 'APPROVED' AND o.expires_at > blackstart.now() AND blackstart.is_approved(of_incident, o.id))
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% goes online and does not say under which override', culprit USING ERRCODE = 'BS015';
  END IF;
END $$`;

/** Whether the override under which `system` went online names a blocker: its kind, and the property with its object. */
export const overrides = (
  system: string,
  kind: string,
  property: string,
  object: string,
) => `${system}.online_under IS NOT NULL
        AND EXISTS (SELECT FROM blackstart.override o WHERE o.incident_id = of_incident AND o.id = ${system}.online_under
          AND o.blockers @> jsonb_build_array(jsonb_build_object('kind', ${kind}, '${property}', ${object})))`;

const waitsFor = (system: string) => `
      CROSS JOIN LATERAL (SELECT d.depends_on_id, d.required_state FROM blackstart.dependency d
        WHERE d.incident_id = of_incident AND d.system_id = ${system} AND d.strength = 'HARD' OFFSET 0) d`;

const kind = `CASE WHEN t.is_below THEN 'DEPENDENCY' ELSE 'DEPENDENCY_UNTRUSTED' END`;

// What those that went online wait for, directly. Nothing excuses a safety system, nor a revoked one.
const edges = `(
    SELECT s.key AS waits, t.id, t.key AS target, t.state, t.is_below, t.is_unverified,
        NOT t.safety AND t.revoked_at IS NULL AND ${overrides('s', kind, 'systemId', 't.id')} AS is_excused
      FROM ${risenSystems}${waitsFor('r')}
      CROSS JOIN LATERAL (SELECT t.id, t.key, t.state, t.safety, t.revoked_at, ${isBelow('t', 'd')} AS is_below,
          t.verified_at IS NULL OR t.revoked_at IS NOT NULL OR t.expires_at <= blackstart.now() AS is_unverified
        FROM blackstart.system t WHERE t.incident_id = of_incident AND t.id = d.depends_on_id OFFSET 0) t) e`;

/*
 * Below a dependency that is excused only a revoked system counts, and only as reached through it: what the same systems are
 * to another dependency is judged as ever.
 */
const refuseDependenciesUnderOverride = `
CREATE OR REPLACE FUNCTION blackstart.refuse_dependencies(of_incident uuid, risen uuid[]) ${judging} $$
DECLARE
  wrong record;
  faulty uuid;
BEGIN
  SELECT e.waits, e.target, e.state, e.is_below INTO wrong FROM ${edges}
    WHERE NOT e.is_excused AND (e.is_below OR e.is_unverified)
    ORDER BY e.is_below DESC LIMIT 1;
  IF wrong.is_below THEN
    RAISE EXCEPTION '% waits for %, which is %', wrong.waits, wrong.target, wrong.state USING ERRCODE = 'BS002';
  ELSIF wrong.target IS NOT NULL THEN
    RAISE EXCEPTION '% rests on %, whose containment is not verified now', wrong.waits, wrong.target
      USING ERRCODE = 'BS003';
  END IF;
  WITH RECURSIVE closure (id, is_excused, is_faulty) AS (
    SELECT e.id, e.is_excused, false FROM ${edges}
    UNION
    SELECT t.id, c.is_excused, t.is_faulty FROM closure c${waitsFor('c.id')}
      CROSS JOIN LATERAL (SELECT s.id, s.revoked_at IS NOT NULL OR NOT c.is_excused AND ${isBelow('s', 'd')} AS is_faulty
        FROM blackstart.system s WHERE s.incident_id = of_incident AND s.id = d.depends_on_id OFFSET 0) t)
  SELECT c.id INTO faulty FROM closure c WHERE c.is_faulty LIMIT 1;
  IF FOUND THEN
    SELECT t.key, t.state INTO wrong FROM blackstart.system t WHERE t.incident_id = of_incident AND t.id = faulty;
    RAISE EXCEPTION 'What goes online rests on %, which is % or was revoked and not signed since', wrong.key, wrong.state
      USING ERRCODE = 'BS003';
  END IF;
END $$`;

const refuseGateUnderOverride = refuseGate.replace(
  '  PERFORM blackstart.refuse_dependencies',
  '  PERFORM blackstart.refuse_overrides(of_incident, above, up_to, risen);\n  PERFORM blackstart.refuse_dependencies',
);

/** The gate lets pass what an override names: approved, not expired, spent by this very step. */
export class OverrideGate1795400000017 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [refuseOverrides, refuseDependenciesUnderOverride, replacing(refuseGateUnderOverride)]) {
      await queryRunner.query(statements);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const old of [refuseGate, refuseDependencies]) await queryRunner.query(replacing(old));
    await queryRunner.query('DROP FUNCTION blackstart.refuse_overrides(uuid, int, int, uuid[])');
  }
}
