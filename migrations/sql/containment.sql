-- A signature: every required check passed or waived, by a verifier who neither waived, restored nor weakened.

CREATE FUNCTION blackstart.required_checks(of_incident uuid, of_system uuid) RETURNS text[] LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(DISTINCT kind ORDER BY kind), '{}')
    FROM blackstart.incident i
    JOIN blackstart.system s ON s.incident_id = i.incident_id AND s.id = of_system
    CROSS JOIN jsonb_array_elements(i.rules) rule
    CROSS JOIN jsonb_array_elements_text(rule -> 'require') kind
    WHERE i.incident_id = of_incident
      AND (coalesce(rule -> 'zones', '[]') = '[]' OR rule -> 'zones' ? s.zone)
      AND s.tier >= coalesce((rule ->> 'minTier')::int, s.tier)
      AND s.tier <= coalesce((rule ->> 'maxTier')::int, s.tier)
      AND (s.safety OR NOT coalesce((rule ->> 'safetyOnly')::boolean, false)));
END $$;

CREATE FUNCTION blackstart.refuse_signature(fact blackstart.event) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  system blackstart.system;
  policy blackstart.incident;
  required text[];
  culprit text;
  minutes int;
BEGIN
  SELECT * INTO policy FROM blackstart.incident i WHERE i.incident_id = fact.incident_id;
  SELECT * INTO system FROM blackstart.system s WHERE s.incident_id = fact.incident_id AND s.id = fact.system_id;
  IF system.version IS NULL OR system.version < fact.position OR system.verified_by IS DISTINCT FROM fact.actor_id
      OR system.verified_at > fact.at THEN
    RAISE EXCEPTION 'Event % signs a system that does not carry this signature', fact.position USING ERRCODE = 'BS009';
  END IF;
  required := blackstart.required_checks(fact.incident_id, system.id);
  IF NOT (system.required_at_signing @> required AND required @> system.required_at_signing) THEN
    RAISE EXCEPTION 'The signature of % names other checks than the policy requires', system.key
      USING ERRCODE = 'BS009';
  END IF;
  SELECT kind INTO culprit FROM unnest(required) kind
    WHERE NOT EXISTS (SELECT FROM blackstart.containment_check c WHERE c.incident_id = fact.incident_id
      AND c.system_id = system.id AND c.kind = kind.kind AND c.outcome IN ('PASSED', 'WAIVED'))
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% is signed while % is neither passed nor waived', system.key, culprit USING ERRCODE = 'BS009';
  END IF;
  SELECT c.kind INTO culprit FROM blackstart.containment_check c WHERE c.incident_id = fact.incident_id
    AND c.system_id = system.id AND c.kind = ANY (required) AND c.recorded_at > system.verified_at LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The signature of % is dated before its check %', system.key, culprit USING ERRCODE = 'BS009';
  END IF;
  minutes := CASE WHEN system.zone IN ('L2', 'L1', 'L0') THEN policy.ot_verification_minutes
    ELSE policy.verification_minutes END;
  IF (system.expires_at > blackstart.now()
      AND (minutes IS NULL OR system.expires_at <= system.verified_at + make_interval(mins => minutes)))
      IS NOT TRUE AND NOT (system.expires_at IS NULL AND minutes IS NULL) THEN
    RAISE EXCEPTION 'The signature of % expires at %, which the policy does not allow', system.key, system.expires_at
      USING ERRCODE = 'BS009';
  END IF;
  IF EXISTS (SELECT FROM blackstart.containment_check c WHERE c.incident_id = fact.incident_id
      AND c.system_id = system.id AND c.outcome = 'WAIVED' AND c.recorded_by = fact.actor_id) THEN
    RAISE EXCEPTION 'Who signed % waived one of its checks', system.key USING ERRCODE = 'BS007';
  END IF;
  IF policy.separation_of_duties
      AND (system.restored_by = fact.actor_id OR fact.actor_id = ANY (system.weakened_by)) THEN
    RAISE EXCEPTION 'Who signed % restored it or weakened its rules', system.key USING ERRCODE = 'BS007';
  END IF;
END $$;

-- A renewal: what a signature has rested on must be looked at again, and a waiver given again, since it was given.
CREATE FUNCTION blackstart.refuse_renewal(fact blackstart.event) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  culprit text;
BEGIN
  SELECT c.kind INTO culprit FROM blackstart.system s
    JOIN blackstart.containment_check c ON c.incident_id = s.incident_id AND c.system_id = s.id
    WHERE s.incident_id = fact.incident_id AND s.id = fact.system_id AND s.verified_at IS NOT NULL
      AND c.recorded_at <= s.verified_at
      AND (c.outcome = 'WAIVED' OR c.kind IN ('IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'CONTROL_LOGIC_MATCHED'))
      AND c.kind = ANY (blackstart.required_checks(fact.incident_id, fact.system_id))
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The signature is renewed on % from before it', culprit USING ERRCODE = 'BS009';
  END IF;
END $$;
