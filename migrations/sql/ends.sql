-- What ends: a system is retired, an incident is closed; both judged by what the tables say after the event.

CREATE FUNCTION blackstart.refuse_retired(fact blackstart.event) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  of_incident constant uuid := fact.incident_id;
  retired constant uuid[] := ARRAY[fact.system_id];
  culprit text;
BEGIN
  SELECT s.key INTO culprit FROM unnest(retired) r
    JOIN blackstart.dependency d ON d.incident_id = of_incident AND d.depends_on_id = r
    JOIN blackstart.system s ON s.incident_id = of_incident AND s.id = d.system_id AND s.state <> 'RETIRED'
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% depends on what was retired', culprit USING ERRCODE = 'BS017';
  END IF;
  SELECT l.key INTO culprit FROM unnest(retired) r
    JOIN blackstart.line_system n ON n.incident_id = of_incident AND n.system_id = r
    JOIN blackstart.line l ON l.incident_id = of_incident AND l.id = n.line_id
    WHERE NOT
      EXISTS (SELECT FROM blackstart.line_system c
        JOIN blackstart.system s ON s.incident_id = of_incident AND s.id = c.system_id AND s.state <> 'RETIRED'
        WHERE c.incident_id = of_incident AND c.line_id = l.id)
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Nothing is left of line %', culprit USING ERRCODE = 'BS017';
  END IF;
  SELECT m.key INTO culprit FROM unnest(retired) r
    JOIN blackstart.milestone_system n ON n.incident_id = of_incident AND n.system_id = r
    JOIN blackstart.milestone m ON m.incident_id = of_incident AND m.id = n.milestone_id
    WHERE NOT
      EXISTS (SELECT FROM blackstart.milestone_system c
        JOIN blackstart.system s ON s.incident_id = of_incident AND s.id = c.system_id AND s.state <> 'RETIRED'
        WHERE c.incident_id = of_incident AND c.milestone_id = m.id)
      AND NOT EXISTS (SELECT FROM blackstart.milestone_line c WHERE c.incident_id = of_incident AND c.milestone_id = m.id)
      AND NOT EXISTS (SELECT FROM blackstart.milestone_milestone c
        WHERE c.incident_id = of_incident AND c.milestone_id = m.id)
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Nothing is left of milestone %', culprit USING ERRCODE = 'BS017';
  END IF;
END $$;

CREATE FUNCTION blackstart.refuse_closing(fact blackstart.event) RETURNS void LANGUAGE plpgsql
SET search_path = blackstart, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  of_incident constant uuid := fact.incident_id;
  culprit text;
BEGIN
  SELECT s.key || ' is ' || s.state INTO culprit FROM blackstart.system s
    WHERE s.incident_id = of_incident AND s.state NOT IN ('ONLINE', 'RETIRED') LIMIT 1;
  IF NOT FOUND THEN
    culprit := 'milestone ' || blackstart.unmet_milestone(of_incident,
        (SELECT array_agg(m.id) FROM blackstart.milestone m WHERE m.incident_id = of_incident))
      || ' is not achieved, or its criteria are not met now';
  END IF;
  culprit := coalesce(culprit,
    (SELECT 'override ' || o.id || ' is ' || o.status FROM blackstart.override o
      WHERE o.incident_id = of_incident AND o.status IN ('REQUESTED', 'APPROVED') LIMIT 1),
    (SELECT 'there is a hold: ' || h.reason FROM blackstart.hold h WHERE h.incident_id = of_incident LIMIT 1));
  IF culprit IS NOT NULL THEN
    RAISE EXCEPTION 'The recovery is not over: %', culprit USING ERRCODE = 'BS018';
  END IF;
END $$;
