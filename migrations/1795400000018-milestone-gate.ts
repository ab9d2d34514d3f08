import type { MigrationInterface, QueryRunner } from 'typeorm';
import { judging, refuseMilestones } from './1795400000013-gate-guard';
import { overrides, risenSystems } from './1795400000017-override-gate';
import { replacing } from './replacing';

/*
 * The key of a milestone that is not achieved or not met now, among these and all that they need; null when there is none.
 * A line is there when its systems are back and it runs, or, unless it must run, when every line that feeds it is there.
 */
const unmetMilestone = `
CREATE FUNCTION blackstart.unmet_milestone(of_incident uuid, milestones uuid[]) ${judging.replace('void', 'text')} $$
DECLARE
  culprit text;
BEGIN
  WITH RECURSIVE awaited (id) AS (
    SELECT m FROM unnest(milestones) m
    UNION
    SELECT n.needs_id FROM awaited w
      JOIN blackstart.milestone_milestone n ON n.incident_id = of_incident AND n.milestone_id = w.id),
  needed (milestone, id, must_run) AS (
    SELECT m.key, c.line_id, m.lines_must_run FROM awaited w
      JOIN blackstart.milestone m ON m.incident_id = of_incident AND m.id = w.id
      JOIN blackstart.milestone_line c ON c.incident_id = of_incident AND c.milestone_id = w.id
    UNION
    SELECT n.milestone, f.fed_by_id, false FROM needed n
      JOIN blackstart.line l ON l.incident_id = of_incident AND l.id = n.id AND NOT l.running AND NOT n.must_run
      JOIN blackstart.line_feed f ON f.incident_id = of_incident AND f.line_id = n.id),
  unmet (key) AS (
    SELECT m.key FROM awaited w JOIN blackstart.milestone m ON m.incident_id = of_incident AND m.id = w.id
      WHERE m.achieved_at IS NULL OR m.voided
        OR EXISTS (SELECT FROM blackstart.milestone_system c
          JOIN blackstart.system s ON s.incident_id = of_incident AND s.id = c.system_id
          WHERE c.incident_id = of_incident AND c.milestone_id = m.id AND s.state NOT IN ('ONLINE', 'RETIRED'))
    UNION ALL
    SELECT n.milestone FROM needed n JOIN blackstart.line l ON l.incident_id = of_incident AND l.id = n.id
      WHERE n.must_run AND NOT l.running
        OR EXISTS (SELECT FROM blackstart.line_system c
          JOIN blackstart.system s ON s.incident_id = of_incident AND s.id = c.system_id
          WHERE c.incident_id = of_incident AND c.line_id = l.id AND s.state NOT IN ('ONLINE', 'RETIRED')))
  SELECT u.key INTO culprit FROM unmet u LIMIT 1;
  RETURN culprit;
END $$`;

const refuseMilestonesWithLines = `
CREATE OR REPLACE FUNCTION blackstart.refuse_milestones(of_incident uuid, risen uuid[]) ${judging} $$
DECLARE
  culprit text;
BEGIN
  culprit := blackstart.unmet_milestone(of_incident, (
    SELECT array_agg(DISTINCT a.milestone_id) FROM ${risenSystems}
      JOIN blackstart.system_after a ON a.incident_id = of_incident AND a.system_id = r
      WHERE (${overrides('s', `'MILESTONE'`, 'milestoneId', 'a.milestone_id')}) IS NOT TRUE));
  IF culprit IS NOT NULL THEN
    RAISE EXCEPTION 'Milestone % is not achieved, or its criteria are not met now', culprit USING ERRCODE = 'BS004';
  END IF;
END $$`;

/** Milestones at the gate: lines are criteria as systems are, and an override may name one. */
export class MilestoneGate1795400000018 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [unmetMilestone, refuseMilestonesWithLines]) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(replacing(refuseMilestones));
    await queryRunner.query('DROP FUNCTION blackstart.unmet_milestone(uuid, uuid[])');
  }
}
