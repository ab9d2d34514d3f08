-- No cycles: every node has a rank, and whoever waits has a higher one than what it waits for.

CREATE FUNCTION blackstart.node_key(of_incident uuid, node uuid) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = blackstart, pg_temp AS $$
BEGIN
  RETURN coalesce(
    (SELECT s.key FROM blackstart.system s WHERE s.incident_id = of_incident AND s.id = node),
    (SELECT l.key FROM blackstart.line l WHERE l.incident_id = of_incident AND l.id = node),
    (SELECT m.key FROM blackstart.milestone m WHERE m.incident_id = of_incident AND m.id = node),
    node::text);
END $$;

/*
 * Few rows are looked up one by one in the indexes, many are joined as wholes, whatever the statistics say: after an import
 * there are none. EXECUTE, so that no plan is kept from one to the other. The arguments of the trigger: the waiting column,
 * the awaited one, and which rows are edges.
 */

CREATE FUNCTION blackstart.guard_edges() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  wrong record;
BEGIN
  IF (SELECT count(*) FROM written) > 5000 THEN
    SET LOCAL enable_nestloop = off;
    SET LOCAL enable_hashjoin = on;
    SET LOCAL enable_seqscan = on;
  END IF;
  EXECUTE format('WITH edges AS (SELECT * FROM written WHERE %3$s),
    wrong AS MATERIALIZED (
      SELECT e.incident_id, e.%1$I AS waiting, e.%2$I AS awaited FROM edges e
        LEFT JOIN blackstart.node_rank waits ON waits.incident_id = e.incident_id AND waits.node_id = e.%1$I
        LEFT JOIN blackstart.node_rank first ON first.incident_id = e.incident_id AND first.node_id = e.%2$I
        WHERE (waits.rank > first.rank) IS NOT TRUE)
    SELECT * FROM wrong LIMIT 1',
    TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]) INTO wrong;
  IF wrong.incident_id IS NOT NULL THEN
    RAISE EXCEPTION '% may not wait for %: its rank is not the higher one',
      blackstart.node_key(wrong.incident_id, wrong.waiting), blackstart.node_key(wrong.incident_id, wrong.awaited)
      USING ERRCODE = 'BS010';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION blackstart.guard_ranks() RETURNS trigger LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  wrong record;
BEGIN
  IF (SELECT count(*) FROM written) > 5000 THEN
    SET LOCAL enable_nestloop = off;
    SET LOCAL enable_hashjoin = on;
    SET LOCAL enable_seqscan = on;
  END IF;
  EXECUTE 'WITH edge AS NOT MATERIALIZED (
      SELECT incident_id, system_id AS waiting_id, depends_on_id AS awaited_id, strength FROM blackstart.dependency
      UNION ALL SELECT incident_id, system_id, milestone_id, ''HARD'' FROM blackstart.system_after
      UNION ALL SELECT incident_id, milestone_id, system_id, ''HARD'' FROM blackstart.milestone_system
      UNION ALL SELECT incident_id, milestone_id, line_id, ''HARD'' FROM blackstart.milestone_line
      UNION ALL SELECT incident_id, milestone_id, needs_id, ''HARD'' FROM blackstart.milestone_milestone
      UNION ALL SELECT incident_id, line_id, system_id, ''HARD'' FROM blackstart.line_system
      UNION ALL SELECT incident_id, line_id, fed_by_id, ''HARD'' FROM blackstart.line_feed),
    touched AS (
      SELECT e.* FROM written w JOIN edge e ON e.incident_id = w.incident_id AND e.waiting_id = w.node_id AND e.strength = ''HARD''
      UNION ALL
      SELECT e.* FROM written w JOIN edge e ON e.incident_id = w.incident_id AND e.awaited_id = w.node_id AND e.strength = ''HARD''),
    
    wrong AS MATERIALIZED (
      SELECT e.incident_id, e.waiting_id AS waiting, e.awaited_id AS awaited FROM touched e
        LEFT JOIN blackstart.node_rank waits ON waits.incident_id = e.incident_id AND waits.node_id = e.waiting_id
        LEFT JOIN blackstart.node_rank first ON first.incident_id = e.incident_id AND first.node_id = e.awaited_id
        WHERE (waits.rank > first.rank) IS NOT TRUE)
    SELECT * FROM wrong LIMIT 1' INTO wrong;
  IF wrong.incident_id IS NOT NULL THEN
    RAISE EXCEPTION '% may not wait for %: its rank is not the higher one',
      blackstart.node_key(wrong.incident_id, wrong.waiting), blackstart.node_key(wrong.incident_id, wrong.awaited)
      USING ERRCODE = 'BS010';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER guard_ranks_insert AFTER INSERT ON blackstart.dependency REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('system_id', 'depends_on_id', 'strength = ''HARD''');
ALTER TABLE blackstart.dependency ENABLE ALWAYS TRIGGER guard_ranks_insert;
CREATE TRIGGER guard_ranks_update AFTER UPDATE ON blackstart.dependency REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('system_id', 'depends_on_id', 'strength = ''HARD''');
ALTER TABLE blackstart.dependency ENABLE ALWAYS TRIGGER guard_ranks_update;

CREATE TRIGGER guard_ranks_insert AFTER INSERT ON blackstart.system_after REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('system_id', 'milestone_id', 'true');
ALTER TABLE blackstart.system_after ENABLE ALWAYS TRIGGER guard_ranks_insert;
CREATE TRIGGER guard_ranks_update AFTER UPDATE ON blackstart.system_after REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('system_id', 'milestone_id', 'true');
ALTER TABLE blackstart.system_after ENABLE ALWAYS TRIGGER guard_ranks_update;

CREATE TRIGGER guard_ranks_insert AFTER INSERT ON blackstart.milestone_system REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('milestone_id', 'system_id', 'true');
ALTER TABLE blackstart.milestone_system ENABLE ALWAYS TRIGGER guard_ranks_insert;
CREATE TRIGGER guard_ranks_update AFTER UPDATE ON blackstart.milestone_system REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('milestone_id', 'system_id', 'true');
ALTER TABLE blackstart.milestone_system ENABLE ALWAYS TRIGGER guard_ranks_update;

CREATE TRIGGER guard_ranks_insert AFTER INSERT ON blackstart.milestone_line REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('milestone_id', 'line_id', 'true');
ALTER TABLE blackstart.milestone_line ENABLE ALWAYS TRIGGER guard_ranks_insert;
CREATE TRIGGER guard_ranks_update AFTER UPDATE ON blackstart.milestone_line REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('milestone_id', 'line_id', 'true');
ALTER TABLE blackstart.milestone_line ENABLE ALWAYS TRIGGER guard_ranks_update;

CREATE TRIGGER guard_ranks_insert AFTER INSERT ON blackstart.milestone_milestone REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('milestone_id', 'needs_id', 'true');
ALTER TABLE blackstart.milestone_milestone ENABLE ALWAYS TRIGGER guard_ranks_insert;
CREATE TRIGGER guard_ranks_update AFTER UPDATE ON blackstart.milestone_milestone REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('milestone_id', 'needs_id', 'true');
ALTER TABLE blackstart.milestone_milestone ENABLE ALWAYS TRIGGER guard_ranks_update;

CREATE TRIGGER guard_ranks_insert AFTER INSERT ON blackstart.line_system REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('line_id', 'system_id', 'true');
ALTER TABLE blackstart.line_system ENABLE ALWAYS TRIGGER guard_ranks_insert;
CREATE TRIGGER guard_ranks_update AFTER UPDATE ON blackstart.line_system REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('line_id', 'system_id', 'true');
ALTER TABLE blackstart.line_system ENABLE ALWAYS TRIGGER guard_ranks_update;

CREATE TRIGGER guard_ranks_insert AFTER INSERT ON blackstart.line_feed REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('line_id', 'fed_by_id', 'true');
ALTER TABLE blackstart.line_feed ENABLE ALWAYS TRIGGER guard_ranks_insert;
CREATE TRIGGER guard_ranks_update AFTER UPDATE ON blackstart.line_feed REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_edges('line_id', 'fed_by_id', 'true');
ALTER TABLE blackstart.line_feed ENABLE ALWAYS TRIGGER guard_ranks_update;

CREATE TRIGGER guard_ranks_insert AFTER INSERT ON blackstart.node_rank REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_ranks();
ALTER TABLE blackstart.node_rank ENABLE ALWAYS TRIGGER guard_ranks_insert;
CREATE TRIGGER guard_ranks_update AFTER UPDATE ON blackstart.node_rank REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION blackstart.guard_ranks();
ALTER TABLE blackstart.node_rank ENABLE ALWAYS TRIGGER guard_ranks_update;
