-- Who may give rise to an event: the table "Who may" of the domain, by the type of the event.

-- Whether somebody is active and has one of these roles, given or claimed, for the incident or for the plant of it.
CREATE FUNCTION blackstart.has_role(who uuid, roles text[], of_incident uuid, of_plant uuid, by_a_human boolean)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM blackstart.principal p JOIN blackstart.access_grant g ON g.principal_id = p.id
    WHERE p.id = who AND p.active AND (p.kind = 'HUMAN' OR NOT by_a_human) AND g.role = ANY (roles)
      AND (g.incident_id IS NULL OR g.incident_id = of_incident)
      AND (g.plant_id IS NULL OR g.plant_id = of_plant));
END $$;

-- The roles for a type of event; null where no role is enough: the tracker's own, and what is judged by the object.
CREATE FUNCTION blackstart.roles_for(type text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE
    WHEN type IN ('NOTE_ADDED', 'CHECK_RECORDED', 'HOLD_PLACED', 'CONTAINMENT_REVOKED') THEN '{ENGINEER,VERIFIER,COMMANDER}'
    WHEN type IN ('RESTORE_STARTED', 'SYSTEM_RESTORED', 'VALIDATION_PASSED', 'VALIDATION_FAILED', 'SYSTEM_ONLINE',
      'SYSTEM_OFFLINE', 'SYSTEM_UPDATED', 'LINE_RUNNING', 'LINE_STOPPED', 'OVERRIDE_REQUESTED') THEN '{ENGINEER,COMMANDER}'
    WHEN type = 'CONTAINMENT_VERIFIED' THEN '{VERIFIER}'
    WHEN type IN ('VERIFICATION_EXPIRED', 'OVERRIDE_EXPIRED') THEN NULL
    ELSE '{COMMANDER}'
  END;
END $$;

CREATE FUNCTION blackstart.is_for_humans(type text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN type IN ('INCIDENT_DECLARED', 'INCIDENT_CLOSED', 'INCIDENT_ABANDONED', 'CONTAINMENT_VERIFIED', 'CHECK_WAIVED',
    'OVERRIDE_APPROVED', 'MILESTONE_ACHIEVED', 'HOLD_RELEASED');
END $$;

/*
 * The actor of an event may do what it tells, at the plant of its object; to another tier only a commander moves a system. A
 * cascade revokes at plants that its actor has no role for, so a role at any plant of the incident is enough there. Who placed a
 * hold may release it, and who requested an override reject it: asked before the row goes.
 */
CREATE FUNCTION blackstart.refuse_actor(fact blackstart.event, rows jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  tracker constant uuid := '00000000-0000-4000-8000-00000000b1ac';
  roles text[] := blackstart.roles_for(fact.type);
  is_own boolean := false;
BEGIN
  IF fact.actor_id = tracker THEN
    IF fact.type IN ('VERIFICATION_EXPIRED', 'OVERRIDE_EXPIRED') OR fact.type = 'MILESTONE_ACHIEVED'
        AND EXISTS (SELECT FROM blackstart.milestone m
          WHERE m.incident_id = fact.incident_id AND m.id = fact.milestone_id AND NOT m.gate) THEN
      RETURN true;
    END IF;
    RAISE EXCEPTION 'Event % is of type %, which is never the tracker''s own', fact.position, fact.type USING ERRCODE = 'BS021';
  END IF;
  IF fact.type = 'MILESTONE_ACHIEVED' AND NOT EXISTS (SELECT FROM blackstart.milestone m
      WHERE m.incident_id = fact.incident_id AND m.id = fact.milestone_id AND m.gate) THEN
    RAISE EXCEPTION 'Event % declares a milestone that is no gate', fact.position USING ERRCODE = 'BS021';
  END IF;
  IF fact.type = 'SYSTEM_UPDATED' AND rows @> '[{"table":"system"}]'
      AND EXISTS (SELECT FROM jsonb_array_elements(rows) c WHERE c.value -> 'row' ? 'tier') THEN
    roles := '{COMMANDER}';
  END IF;
  IF fact.type = 'HOLD_RELEASED' THEN
    is_own := jsonb_array_length(rows) = 1 AND EXISTS (SELECT FROM blackstart.hold h JOIN blackstart.principal p ON p.id = h.placed_by
      WHERE h.incident_id = fact.incident_id AND h.id = (rows #>> '{0,row,id}')::uuid
        AND h.placed_by = fact.actor_id AND p.active AND p.kind = 'HUMAN');
  ELSIF fact.type = 'OVERRIDE_REJECTED' THEN
    is_own := jsonb_array_length(rows) = 1 AND EXISTS (SELECT FROM blackstart.override o JOIN blackstart.principal p ON p.id = o.requested_by
      WHERE o.incident_id = fact.incident_id AND o.id = (rows #>> '{0,row,id}')::uuid
        AND o.requested_by = fact.actor_id AND p.active);
  END IF;
  IF is_own OR blackstart.has_role(fact.actor_id, roles, fact.incident_id, fact.plant_id,
      blackstart.is_for_humans(fact.type)) THEN
    RETURN true;
  END IF;
  IF fact.type = 'CONTAINMENT_REVOKED' AND EXISTS (SELECT FROM blackstart.principal p
      JOIN blackstart.access_grant g ON g.principal_id = p.id
      WHERE p.id = fact.actor_id AND p.active AND g.role = ANY (roles) AND g.incident_id = fact.incident_id) THEN
    RETURN true;
  END IF;
  RAISE EXCEPTION 'The actor of event % (%) has no role for it here', fact.position, fact.type USING ERRCODE = 'BS021';
END $$;
