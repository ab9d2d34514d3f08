import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * All of these judge the systems that went ONLINE in one transaction together, by what the tables say when it ends.
 * Nested loops over indexes only: right after an import there are no statistics, and one hash join over all dependencies for
 * each step of the recursion would take minutes.
 */
export const judging = `RETURNS void LANGUAGE plpgsql SET search_path = blackstart, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS`;

const refuseRisen = `
CREATE FUNCTION blackstart.refuse_risen(of_incident uuid, above int, up_to int, risen uuid[]) ${judging} $$
DECLARE
  culprit text;
BEGIN
  IF NOT EXISTS (SELECT FROM blackstart.incident i WHERE i.incident_id = of_incident AND i.status = 'OPEN') THEN
    RAISE EXCEPTION 'The incident is not open' USING ERRCODE = 'BS006';
  END IF;
  SELECT coalesce(s.key, e.system_id::text, 'nothing') INTO culprit FROM blackstart.event e
    LEFT JOIN blackstart.system s ON s.incident_id = of_incident AND s.id = e.system_id
    WHERE e.incident_id = of_incident AND e.position > above AND e.position <= up_to AND e.type = 'SYSTEM_ONLINE'
      AND (s.state = 'ONLINE' AND s.version >= e.position) IS NOT TRUE
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'An event brings % online, and it is not', culprit USING ERRCODE = 'BS008';
  END IF;
  SELECT s.key INTO culprit FROM unnest(risen) r JOIN blackstart.system s ON s.incident_id = of_incident AND s.id = r
    WHERE s.verified_at IS NULL OR s.revoked_at IS NOT NULL OR s.expires_at <= blackstart.now()
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The containment of % is not verified now', culprit USING ERRCODE = 'BS001';
  END IF;
  SELECT s.key INTO culprit FROM blackstart.event e
    JOIN blackstart.system s ON s.incident_id = of_incident AND s.id = e.system_id
    JOIN blackstart.incident i ON i.incident_id = of_incident AND i.separation_of_duties
    WHERE e.incident_id = of_incident AND e.position > above AND e.position <= up_to AND e.type = 'SYSTEM_ONLINE'
      AND (e.actor_id = s.restored_by OR e.actor_id = ANY (s.weakened_by))
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Who brings % online restored it or weakened its rules', culprit USING ERRCODE = 'BS007';
  END IF;
  SELECT s.key || ': ' || h.reason INTO culprit FROM unnest(risen) r
    JOIN blackstart.system s ON s.incident_id = of_incident AND s.id = r
    JOIN blackstart.hold h ON h.incident_id = of_incident
      AND (h.system_id = s.id OR h.plant_id = s.plant_id OR h.system_id IS NULL AND h.plant_id IS NULL)
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'A hold is on %', culprit USING ERRCODE = 'BS005';
  END IF;
END $$`;

export const isBelow = (target: string, edge: string) =>
  `NOT (${target}.state = 'ONLINE' OR ${target}.state = ${edge}.required_state
    OR ${target}.state = 'VALIDATED' AND ${edge}.required_state = 'RESTORED')`;

// OFFSET 0 keeps the order of the recursion: from what waits to its dependencies to their rows, whatever the planner counts.
export const refuseDependencies = `
CREATE FUNCTION blackstart.refuse_dependencies(of_incident uuid, risen uuid[]) ${judging} $$
DECLARE
  wrong record;
  faulty uuid;
BEGIN
  SELECT s.key AS waits, t.key AS target, t.state, t.below INTO wrong FROM unnest(risen) r
    CROSS JOIN LATERAL (SELECT d.depends_on_id, d.required_state FROM blackstart.dependency d
      WHERE d.incident_id = of_incident AND d.system_id = r AND d.strength = 'HARD' OFFSET 0) d
    CROSS JOIN LATERAL (SELECT t.key, t.state, ${isBelow('t', 'd')} AS below,
        t.verified_at IS NULL OR t.revoked_at IS NOT NULL OR t.expires_at <= blackstart.now() AS unverified
      FROM blackstart.system t WHERE t.incident_id = of_incident AND t.id = d.depends_on_id OFFSET 0) t
    CROSS JOIN LATERAL (SELECT s.key FROM blackstart.system s
      WHERE s.incident_id = of_incident AND s.id = r OFFSET 0) s
    WHERE t.below OR t.unverified
    ORDER BY t.below DESC LIMIT 1;
  IF wrong.below THEN
    RAISE EXCEPTION '% waits for %, which is %', wrong.waits, wrong.target, wrong.state USING ERRCODE = 'BS002';
  ELSIF wrong.target IS NOT NULL THEN
    RAISE EXCEPTION '% rests on %, whose containment is not verified now', wrong.waits, wrong.target
      USING ERRCODE = 'BS003';
  END IF;
  WITH RECURSIVE closure (id, is_faulty) AS (
    SELECT r, false FROM unnest(risen) r
    UNION
    SELECT t.id, t.is_faulty FROM closure c
      CROSS JOIN LATERAL (SELECT d.depends_on_id, d.required_state FROM blackstart.dependency d
        WHERE d.incident_id = of_incident AND d.system_id = c.id AND d.strength = 'HARD' OFFSET 0) d
      CROSS JOIN LATERAL (SELECT s.id, s.revoked_at IS NOT NULL OR ${isBelow('s', 'd')} AS is_faulty
        FROM blackstart.system s WHERE s.incident_id = of_incident AND s.id = d.depends_on_id OFFSET 0) t)
  SELECT c.id INTO faulty FROM closure c WHERE c.is_faulty LIMIT 1;
  IF FOUND THEN
    SELECT t.key, t.state INTO wrong FROM blackstart.system t WHERE t.incident_id = of_incident AND t.id = faulty;
    RAISE EXCEPTION 'What goes online rests on %, which is % or was revoked and not signed since', wrong.key, wrong.state
      USING ERRCODE = 'BS003';
  END IF;
END $$`;

// Criteria on lines count as unmet: lines cannot be marked yet.
export const refuseMilestones = `
CREATE FUNCTION blackstart.refuse_milestones(of_incident uuid, risen uuid[]) ${judging} $$
DECLARE
  culprit text;
BEGIN
  WITH RECURSIVE awaited (id) AS (
    SELECT a.milestone_id FROM unnest(risen) r
      JOIN blackstart.system_after a ON a.incident_id = of_incident AND a.system_id = r
    UNION
    SELECT n.needs_id FROM awaited w
      JOIN blackstart.milestone_milestone n ON n.incident_id = of_incident AND n.milestone_id = w.id)
  SELECT m.key INTO culprit FROM awaited w JOIN blackstart.milestone m ON m.incident_id = of_incident AND m.id = w.id
    WHERE m.achieved_at IS NULL OR m.voided
      OR EXISTS (SELECT FROM blackstart.milestone_line l WHERE l.incident_id = of_incident AND l.milestone_id = m.id)
      OR EXISTS (SELECT FROM blackstart.milestone_system c
        JOIN blackstart.system s ON s.incident_id = of_incident AND s.id = c.system_id
        WHERE c.incident_id = of_incident AND c.milestone_id = m.id AND s.state NOT IN ('ONLINE', 'RETIRED'))
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Milestone % is not achieved, or its criteria are not met now', culprit USING ERRCODE = 'BS004';
  END IF;
END $$`;

export const refuseGate = `
CREATE FUNCTION blackstart.refuse_gate(of_incident uuid, above int, up_to int) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  risen uuid[];
BEGIN
  SELECT array_agg(DISTINCT e.system_id) INTO risen FROM blackstart.event e WHERE e.incident_id = of_incident
    AND e.position > above AND e.position <= up_to AND e.type = 'SYSTEM_ONLINE';
  IF risen IS NULL THEN RETURN; END IF;
  PERFORM blackstart.refuse_risen(of_incident, above, up_to, risen);
  PERFORM blackstart.refuse_dependencies(of_incident, risen);
  PERFORM blackstart.refuse_milestones(of_incident, risen);
END $$`;

const functions = [refuseRisen, refuseDependencies, refuseMilestones, refuseGate];

/** The gate once more, for every system that goes ONLINE, whoever writes it. */
export class GateGuard1795400000013 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of functions) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP FUNCTION blackstart.refuse_gate(uuid, int, int),
      blackstart.refuse_milestones(uuid, uuid[]), blackstart.refuse_dependencies(uuid, uuid[]),
      blackstart.refuse_risen(uuid, int, int, uuid[])`);
  }
}
