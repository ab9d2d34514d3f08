import type { MigrationInterface, QueryRunner } from 'typeorm';

// Who waits for whom: HARD dependencies, `after`, criteria and what lines need are one graph.
const edge = `edge AS NOT MATERIALIZED (
      SELECT incident_id, system_id AS waiting_id, depends_on_id AS awaited_id, strength FROM blackstart.dependency
      UNION ALL SELECT incident_id, system_id, milestone_id, ''HARD'' FROM blackstart.system_after
      UNION ALL SELECT incident_id, milestone_id, system_id, ''HARD'' FROM blackstart.milestone_system
      UNION ALL SELECT incident_id, milestone_id, line_id, ''HARD'' FROM blackstart.milestone_line
      UNION ALL SELECT incident_id, milestone_id, needs_id, ''HARD'' FROM blackstart.milestone_milestone
      UNION ALL SELECT incident_id, line_id, system_id, ''HARD'' FROM blackstart.line_system
      UNION ALL SELECT incident_id, line_id, fed_by_id, ''HARD'' FROM blackstart.line_feed)`;

const nodeKey = `
CREATE FUNCTION blackstart.node_key(of_incident uuid, node uuid) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RETURN coalesce(
    (SELECT s.key FROM blackstart.system s WHERE s.incident_id = of_incident AND s.id = node),
    (SELECT l.key FROM blackstart.line l WHERE l.incident_id = of_incident AND l.id = node),
    (SELECT m.key FROM blackstart.milestone m WHERE m.incident_id = of_incident AND m.id = node),
    node::text);
END $$`;

/*
 * Few rows are looked up one by one in the indexes, many are joined as wholes, whatever the statistics say: after an import
 * there are none. EXECUTE, so that no plan is kept from one to the other.
 */
const planned = `LANGUAGE plpgsql SET search_path = blackstart, pg_temp
SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS`;
const planForMany = `
  IF (SELECT count(*) FROM written) > 5000 THEN
    SET LOCAL enable_nestloop = off;
    SET LOCAL enable_hashjoin = on;
    SET LOCAL enable_seqscan = on;
  END IF;`;

const ranksOf = (edges: string, waiting: string, awaited: string) => `
    wrong AS MATERIALIZED (
      SELECT e.incident_id, e.${waiting} AS waiting, e.${awaited} AS awaited FROM ${edges} e
        LEFT JOIN blackstart.node_rank waits ON waits.incident_id = e.incident_id AND waits.node_id = e.${waiting}
        LEFT JOIN blackstart.node_rank first ON first.incident_id = e.incident_id AND first.node_id = e.${awaited}
        WHERE (waits.rank > first.rank) IS NOT TRUE)
    SELECT * FROM wrong LIMIT 1`;

const refuse = `
  IF wrong.incident_id IS NOT NULL THEN
    RAISE EXCEPTION '% may not wait for %: its rank is not the higher one',
      blackstart.node_key(wrong.incident_id, wrong.waiting), blackstart.node_key(wrong.incident_id, wrong.awaited)
      USING ERRCODE = 'BS010';
  END IF;
  RETURN NULL;`;

// The arguments of the trigger: the waiting column, the awaited one, and which rows are edges.
const guardEdges = `
CREATE FUNCTION blackstart.guard_edges() RETURNS trigger ${planned} $$
DECLARE
  wrong record;
BEGIN${planForMany}
  EXECUTE format('WITH edges AS (SELECT * FROM written WHERE %3$s),${ranksOf('edges', '%1$I', '%2$I')}',
    TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]) INTO wrong;${refuse}
END $$`;

const guardRanks = `
CREATE FUNCTION blackstart.guard_ranks() RETURNS trigger ${planned} $$
DECLARE
  wrong record;
BEGIN${planForMany}
  EXECUTE 'WITH ${edge},
    touched AS (
      SELECT e.* FROM written w JOIN edge e ON e.incident_id = w.incident_id AND e.waiting_id = w.node_id AND e.strength = ''HARD''
      UNION ALL
      SELECT e.* FROM written w JOIN edge e ON e.incident_id = w.incident_id AND e.awaited_id = w.node_id AND e.strength = ''HARD''),
    ${ranksOf('touched', 'waiting_id', 'awaited_id')}' INTO wrong;${refuse}
END $$`;

type Guarded = { table: string; on: 'INSERT' | 'UPDATE'; call: string };

const edgesOf = (table: string, waiting: string, awaited: string, only = 'true') => ({
  table,
  call: `guard_edges('${waiting}', '${awaited}', '${only.replaceAll("'", "''")}')`,
});

const dependency = edgesOf('dependency', 'system_id', 'depends_on_id', `strength = 'HARD'`);
const links = [
  edgesOf('system_after', 'system_id', 'milestone_id'),
  edgesOf('milestone_system', 'milestone_id', 'system_id'),
  edgesOf('milestone_line', 'milestone_id', 'line_id'),
  edgesOf('milestone_milestone', 'milestone_id', 'needs_id'),
  edgesOf('line_system', 'line_id', 'system_id'),
  edgesOf('line_feed', 'line_id', 'fed_by_id'),
];
const ranks = { table: 'node_rank', call: 'guard_ranks()' };

const guarded: Guarded[] = [dependency, ...links, ranks].flatMap((guard) =>
  (['INSERT', 'UPDATE'] as const).map((on) => ({ ...guard, on })),
);

const nameOf = ({ on }: Guarded) => `guard_ranks_${on.toLowerCase()}`;

const triggerOf = (guard: Guarded) => `
CREATE TRIGGER ${nameOf(guard)} AFTER ${guard.on} ON blackstart.${guard.table} REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.${guard.call};
ALTER TABLE blackstart.${guard.table} ENABLE ALWAYS TRIGGER ${nameOf(guard)}`;

/** No cycles: every node has a rank, and whoever waits has a higher one than what it waits for. */
export class RankGuard1795400000011 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [nodeKey, guardEdges, guardRanks, ...guarded.map(triggerOf)]) {
      await queryRunner.query(statements);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const guard of guarded) {
      await queryRunner.query(`DROP TRIGGER ${nameOf(guard)} ON blackstart.${guard.table}`);
    }
    await queryRunner.query(`
      DROP FUNCTION blackstart.guard_ranks(), blackstart.guard_edges(), blackstart.node_key(uuid, uuid)`);
  }
}
