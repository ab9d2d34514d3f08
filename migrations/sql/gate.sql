/*
 * The gate once more, whoever writes: systems that go ONLINE by events one after the other, judged by what the tables say after
 * them. What goes online is no reason against what goes online with it, and cannot be a reason for itself: no edge closes a
 * circle. Nested loops over indexes only: right after an import there are no statistics, and one hash join over all
 * dependencies for each step of the recursion would take minutes. OFFSET 0 keeps the order of the recursion: from what waits to
 * its dependencies to their rows, whatever the planner counts.
 */

CREATE FUNCTION blackstart.refuse_gate(of_incident uuid, above integer, up_to integer) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp AS $$
DECLARE
  risen uuid[];
BEGIN
  SELECT array_agg(DISTINCT e.system_id) INTO risen FROM blackstart.event e WHERE e.incident_id = of_incident
    AND e.position > above AND e.position <= up_to AND e.type = 'SYSTEM_ONLINE';
  IF risen IS NULL THEN RETURN; END IF;
  PERFORM blackstart.refuse_risen(of_incident, above, up_to, risen);
  PERFORM blackstart.refuse_overrides(of_incident, above, up_to, risen);
  PERFORM blackstart.refuse_dependencies(of_incident, risen);
  PERFORM blackstart.refuse_milestones(of_incident, risen);
END $$;

CREATE FUNCTION blackstart.refuse_risen(of_incident uuid, above integer, up_to integer, risen uuid[]) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
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
END $$;

CREATE FUNCTION blackstart.refuse_overrides(of_incident uuid, above integer, up_to integer, risen uuid[]) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  culprit text;
BEGIN
  SELECT s.key INTO culprit FROM unnest(risen) r
    CROSS JOIN LATERAL (SELECT s.id, s.key, s.online_under FROM blackstart.system s
      WHERE s.incident_id = of_incident AND s.id = r OFFSET 0) s
    CROSS JOIN LATERAL (SELECT e.position FROM blackstart.event e WHERE s.online_under IS NOT NULL
      AND e.incident_id = of_incident AND e.position > above AND e.position <= up_to
      AND e.type = 'SYSTEM_ONLINE' AND e.system_id = s.id OFFSET 0) e
    LEFT JOIN blackstart.override o ON o.incident_id = of_incident AND o.id = s.online_under
    WHERE s.online_under IS NOT NULL
      AND (o.system_id = s.id AND o.status = 'USED' AND o.version = e.position AND o.expires_at > blackstart.now()
        AND blackstart.is_approved(of_incident, o.id)) IS NOT TRUE
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% goes online under an override that is not its own, not approved, expired or spent before', culprit
      USING ERRCODE = 'BS015';
  END IF;
  SELECT s.key INTO culprit FROM unnest(risen) r
    CROSS JOIN LATERAL (SELECT s.id, s.key, s.online_under FROM blackstart.system s
      WHERE s.incident_id = of_incident AND s.id = r OFFSET 0) s
    JOIN blackstart.override o ON o.incident_id = of_incident AND o.system_id = r
    WHERE o.id IS DISTINCT FROM s.online_under
      AND (o.status = 'USED' AND o.version > above AND o.version <= up_to
        OR o.status = 'APPROVED' AND o.expires_at > blackstart.now() AND blackstart.is_approved(of_incident, o.id))
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% goes online and does not say under which override', culprit USING ERRCODE = 'BS015';
  END IF;
END $$;

CREATE FUNCTION blackstart.refuse_dependencies(of_incident uuid, risen uuid[]) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  wrong record;
  faulty uuid;
BEGIN
  SELECT e.waits, e.target, e.state, e.is_below INTO wrong FROM (
    SELECT s.key AS waits, t.id, t.key AS target, t.state, t.is_below, t.is_unverified,
        NOT t.safety AND t.revoked_at IS NULL AND s.online_under IS NOT NULL
        AND EXISTS (SELECT FROM blackstart.override o WHERE o.incident_id = of_incident AND o.id = s.online_under
          AND o.blockers @> jsonb_build_array(jsonb_build_object('kind', CASE WHEN t.is_below THEN 'DEPENDENCY' ELSE 'DEPENDENCY_UNTRUSTED' END, 'systemId', t.id))) AS is_excused
      FROM unnest(risen) r
    CROSS JOIN LATERAL (SELECT s.id, s.key, s.online_under FROM blackstart.system s
      WHERE s.incident_id = of_incident AND s.id = r OFFSET 0) s
      CROSS JOIN LATERAL (SELECT d.depends_on_id, d.required_state FROM blackstart.dependency d
        WHERE d.incident_id = of_incident AND d.system_id = r AND d.strength = 'HARD' OFFSET 0) d
      CROSS JOIN LATERAL (SELECT t.id, t.key, t.state, t.safety, t.revoked_at, NOT (t.state = 'ONLINE' OR t.state = d.required_state
    OR t.state = 'VALIDATED' AND d.required_state = 'RESTORED') AS is_below,
          t.verified_at IS NULL OR t.revoked_at IS NOT NULL OR t.expires_at <= blackstart.now() AS is_unverified
        FROM blackstart.system t WHERE t.incident_id = of_incident AND t.id = d.depends_on_id OFFSET 0) t) e
    WHERE NOT e.is_excused AND (e.is_below OR e.is_unverified)
    ORDER BY e.is_below DESC LIMIT 1;
  IF wrong.is_below THEN
    RAISE EXCEPTION '% waits for %, which is %', wrong.waits, wrong.target, wrong.state USING ERRCODE = 'BS002';
  ELSIF wrong.target IS NOT NULL THEN
    RAISE EXCEPTION '% rests on %, whose containment is not verified now', wrong.waits, wrong.target
      USING ERRCODE = 'BS003';
  END IF;
  WITH RECURSIVE closure (id, is_excused, is_faulty) AS (
    SELECT e.id, e.is_excused, false FROM (
    SELECT s.key AS waits, t.id, t.key AS target, t.state, t.is_below, t.is_unverified,
        NOT t.safety AND t.revoked_at IS NULL AND s.online_under IS NOT NULL
        AND EXISTS (SELECT FROM blackstart.override o WHERE o.incident_id = of_incident AND o.id = s.online_under
          AND o.blockers @> jsonb_build_array(jsonb_build_object('kind', CASE WHEN t.is_below THEN 'DEPENDENCY' ELSE 'DEPENDENCY_UNTRUSTED' END, 'systemId', t.id))) AS is_excused
      FROM unnest(risen) r
    CROSS JOIN LATERAL (SELECT s.id, s.key, s.online_under FROM blackstart.system s
      WHERE s.incident_id = of_incident AND s.id = r OFFSET 0) s
      CROSS JOIN LATERAL (SELECT d.depends_on_id, d.required_state FROM blackstart.dependency d
        WHERE d.incident_id = of_incident AND d.system_id = r AND d.strength = 'HARD' OFFSET 0) d
      CROSS JOIN LATERAL (SELECT t.id, t.key, t.state, t.safety, t.revoked_at, NOT (t.state = 'ONLINE' OR t.state = d.required_state
    OR t.state = 'VALIDATED' AND d.required_state = 'RESTORED') AS is_below,
          t.verified_at IS NULL OR t.revoked_at IS NOT NULL OR t.expires_at <= blackstart.now() AS is_unverified
        FROM blackstart.system t WHERE t.incident_id = of_incident AND t.id = d.depends_on_id OFFSET 0) t) e
    UNION
    SELECT t.id, c.is_excused, t.is_faulty FROM closure c
      CROSS JOIN LATERAL (SELECT d.depends_on_id, d.required_state FROM blackstart.dependency d
        WHERE d.incident_id = of_incident AND d.system_id = c.id AND d.strength = 'HARD' OFFSET 0) d
      CROSS JOIN LATERAL (SELECT s.id, s.revoked_at IS NOT NULL OR NOT c.is_excused AND NOT (s.state = 'ONLINE' OR s.state = d.required_state
    OR s.state = 'VALIDATED' AND d.required_state = 'RESTORED') AS is_faulty
        FROM blackstart.system s WHERE s.incident_id = of_incident AND s.id = d.depends_on_id OFFSET 0) t)
  SELECT c.id INTO faulty FROM closure c WHERE c.is_faulty LIMIT 1;
  IF FOUND THEN
    SELECT t.key, t.state INTO wrong FROM blackstart.system t WHERE t.incident_id = of_incident AND t.id = faulty;
    RAISE EXCEPTION 'What goes online rests on %, which is % or was revoked and not signed since', wrong.key, wrong.state
      USING ERRCODE = 'BS003';
  END IF;
END $$;

CREATE FUNCTION blackstart.refuse_milestones(of_incident uuid, risen uuid[]) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  culprit text;
BEGIN
  culprit := blackstart.unmet_milestone(of_incident, (
    SELECT array_agg(DISTINCT a.milestone_id) FROM unnest(risen) r
    CROSS JOIN LATERAL (SELECT s.id, s.key, s.online_under FROM blackstart.system s
      WHERE s.incident_id = of_incident AND s.id = r OFFSET 0) s
      JOIN blackstart.system_after a ON a.incident_id = of_incident AND a.system_id = r
      WHERE (s.online_under IS NOT NULL
        AND EXISTS (SELECT FROM blackstart.override o WHERE o.incident_id = of_incident AND o.id = s.online_under
          AND o.blockers @> jsonb_build_array(jsonb_build_object('kind', 'MILESTONE', 'milestoneId', a.milestone_id)))) IS NOT TRUE));
  IF culprit IS NOT NULL THEN
    RAISE EXCEPTION 'Milestone % is not achieved, or its criteria are not met now', culprit USING ERRCODE = 'BS004';
  END IF;
END $$;

CREATE FUNCTION blackstart.unmet_milestone(of_incident uuid, milestones uuid[]) RETURNS text LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
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
END $$;

/*
 * Whether what these systems rest on is the same for each of them at its own place in the order as after all of them: they may then
 * be judged together. It is not where one of them rests, however deep, on one that comes after it, or waits for a milestone that
 * only they meet.
 */
CREATE FUNCTION blackstart.rises_in_order(of_incident uuid, risen uuid[]) RETURNS boolean LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
  IF cardinality(risen) < 2 THEN RETURN true; END IF;
  IF (SELECT count(DISTINCT r) FROM unnest(risen) r) < cardinality(risen) THEN RETURN false; END IF;
  IF EXISTS (WITH RECURSIVE closure (id) AS (
    SELECT r FROM unnest(risen) r
    UNION
    SELECT d.depends_on_id FROM closure c
      CROSS JOIN LATERAL (SELECT d.depends_on_id FROM blackstart.dependency d
        WHERE d.incident_id = of_incident AND d.system_id = c.id AND d.strength = 'HARD' OFFSET 0) d),
  place (id, at) AS MATERIALIZED (SELECT r.id, r.at FROM unnest(risen) WITH ORDINALITY r(id, at))
  SELECT FROM place awaited
    CROSS JOIN LATERAL (SELECT d.system_id FROM blackstart.dependency d WHERE d.incident_id = of_incident
      AND d.depends_on_id = awaited.id AND d.strength = 'HARD' AND d.required_state = 'ONLINE' OFFSET 0) d
    LEFT JOIN place waiting ON waiting.id = d.system_id
    WHERE (awaited.at < waiting.at) IS NOT TRUE AND EXISTS (SELECT FROM closure c WHERE c.id = d.system_id)) THEN
    RETURN false;
  END IF;
  RETURN blackstart.unmet_milestone(of_incident, (SELECT array_agg(DISTINCT a.milestone_id) FROM unnest(risen) r
    JOIN blackstart.system_after a ON a.incident_id = of_incident AND a.system_id = r)) IS NULL;
END $$;
