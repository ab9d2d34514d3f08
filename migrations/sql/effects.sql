/*
 * The closed list of what each type of event may change: the columns that it may update in a table; an empty list where it may
 * insert or delete whole rows there; null where it may not. `change` is the operation and the table.
 */
CREATE FUNCTION blackstart.columns_changed(type text, change text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  signature constant text[] := '{verifiedAt,verifiedBy,expiresAt,requiredAtSigning,expiryLogged}';
BEGIN
  RETURN CASE type
    WHEN 'INCIDENT_DECLARED' THEN CASE WHEN change IN (
      'insert incident', 'insert team', 'insert plant', 'insert line', 'insert system', 'insert milestone', 'insert node_rank',
      'insert dependency', 'insert system_after', 'insert milestone_system', 'insert milestone_line',
      'insert milestone_milestone', 'insert line_system', 'insert line_feed') THEN '{}'::text[] END
    WHEN 'PLAN_APPLIED' THEN CASE
      WHEN change IN (
        'insert team', 'insert plant', 'insert line', 'insert system', 'insert milestone', 'insert node_rank',
        'insert dependency', 'insert system_after', 'insert milestone_system', 'insert milestone_line',
        'insert milestone_milestone', 'insert line_system', 'insert line_feed',
        'delete team', 'delete plant', 'delete line', 'delete system', 'delete milestone', 'delete node_rank',
        'delete dependency', 'delete system_after', 'delete milestone_system', 'delete milestone_line',
        'delete milestone_milestone', 'delete line_system', 'delete line_feed') THEN '{}'::text[]
      WHEN change = 'update incident' THEN '{id,title,compromisedSince,separationOfDuties,verificationMinutes,
        otVerificationMinutes,overrideApprovals,overrideMinutes,neverWaive,rules}'::text[]
      WHEN change = 'update team' THEN '{id,name,capacity,contact}'::text[]
      WHEN change = 'update plant' THEN '{id,name}'::text[]
      WHEN change = 'update line' THEN '{id,name,plantId}'::text[]
      WHEN change = 'update system' THEN '{id,name,description,tier,zone,plantId,teamId,essential,safety,tags,links,
        rtoMinutes,mtdMinutes,optimistic,likely,pessimistic,workaround,weakenedBy}'::text[]
      WHEN change = 'update milestone' THEN '{id,name,plantId,gate,linesMustRun,dueAt}'::text[]
      WHEN change = 'update node_rank' THEN '{nodeId,rank}'::text[]
      WHEN change = 'update dependency' THEN '{id,strength,kind,requiredState,reason}'::text[] END
    WHEN 'INCIDENT_CLOSED' THEN CASE change WHEN 'update incident' THEN '{id,status,closedAt}'::text[] END
    WHEN 'INCIDENT_ABANDONED' THEN CASE change WHEN 'update incident' THEN '{id,status,closedAt}'::text[] END
    WHEN 'INCIDENT_REOPENED' THEN CASE change WHEN 'update incident' THEN '{id,status,closedAt}'::text[] END
    WHEN 'RESTORE_STARTED' THEN CASE change
      WHEN 'update system' THEN '{id,state,stateSince,firstStartedAt}'::text[] || signature
      WHEN 'delete containment_check' THEN '{}'::text[] END
    WHEN 'SYSTEM_RESTORED' THEN CASE change
      WHEN 'update system' THEN
        '{id,state,stateSince,firstStartedAt,restoredBy,restoredAt,restorePoint,restorePointAt}'::text[] || signature
      WHEN 'delete containment_check' THEN '{}'::text[] END
    WHEN 'VALIDATION_PASSED' THEN CASE change WHEN 'update system' THEN '{id,state,stateSince,lastValidation}'::text[] END
    WHEN 'VALIDATION_FAILED' THEN CASE change
      WHEN 'update system' THEN '{id,state,stateSince,lastValidation,iteration}'::text[] || signature
      WHEN 'delete containment_check' THEN '{}'::text[] END
    WHEN 'SYSTEM_ONLINE' THEN CASE change
      WHEN 'update system' THEN '{id,state,stateSince,serviceLevel,onlineUnder}'::text[]
      WHEN 'update override' THEN '{id,status}'::text[] END
    WHEN 'SYSTEM_OFFLINE' THEN CASE change
      WHEN 'update system' THEN '{id,state,stateSince,serviceLevel,onlineUnder}'::text[] END
    WHEN 'SYSTEM_RETIRED' THEN CASE
      WHEN change = 'update system' THEN '{id,state,stateSince,serviceLevel,weakenedBy}'::text[]
      WHEN change = 'update dependency' THEN '{id,strength,requiredState}'::text[]
      WHEN change = 'update node_rank' THEN '{nodeId,rank}'::text[]
      WHEN change IN ('insert dependency', 'delete dependency', 'insert line_system', 'delete line_system',
        'insert milestone_system', 'delete milestone_system') THEN '{}'::text[] END
    WHEN 'SYSTEM_REINSTATED' THEN CASE change WHEN 'update system' THEN '{id,state,stateSince}'::text[] END
    WHEN 'SYSTEM_UPDATED' THEN CASE change WHEN 'update system' THEN '{id,name,description,teamId,tier,rtoMinutes,
      mtdMinutes,optimistic,likely,pessimistic,serviceLevel,workaround,tags,weakenedBy}'::text[] END
    WHEN 'DEPENDENCY_ADDED' THEN CASE change
      WHEN 'update system' THEN '{id}'::text[]
      WHEN 'update node_rank' THEN '{nodeId,rank}'::text[]
      WHEN 'insert dependency' THEN '{}'::text[] END
    WHEN 'DEPENDENCY_REMOVED' THEN CASE change
      WHEN 'update system' THEN '{id,weakenedBy}'::text[]
      WHEN 'delete dependency' THEN '{}'::text[] END
    WHEN 'CHECK_RECORDED' THEN CASE
      WHEN change = 'update system' THEN '{id}'::text[]
      WHEN change = 'update containment_check' THEN '{systemId,kind,outcome,evidence,note,recordedAt,recordedBy}'::text[]
      WHEN change IN ('insert containment_check', 'delete containment_check') THEN '{}'::text[] END
    WHEN 'CHECK_WAIVED' THEN CASE change
      WHEN 'update system' THEN '{id}'::text[]
      WHEN 'update containment_check' THEN '{systemId,kind,outcome,evidence,note,recordedAt,recordedBy}'::text[]
      WHEN 'insert containment_check' THEN '{}'::text[] END
    WHEN 'CONTAINMENT_VERIFIED' THEN CASE change
      WHEN 'update system' THEN '{id,revokedAt,revokedReason}'::text[] || signature END
    WHEN 'CONTAINMENT_REVOKED' THEN CASE change
      WHEN 'update system' THEN '{id,state,stateSince,serviceLevel,onlineUnder,revokedAt,revokedReason}'::text[] || signature
      WHEN 'update milestone' THEN '{id,voided}'::text[]
      WHEN 'delete containment_check' THEN '{}'::text[] END
    WHEN 'VERIFICATION_EXPIRED' THEN CASE change WHEN 'update system' THEN '{id,expiryLogged}'::text[] END
    WHEN 'HOLD_PLACED' THEN CASE change WHEN 'insert hold' THEN '{}'::text[] END
    WHEN 'HOLD_RELEASED' THEN CASE change WHEN 'delete hold' THEN '{}'::text[] END
    WHEN 'OVERRIDE_REQUESTED' THEN CASE change WHEN 'insert override' THEN '{}'::text[] END
    WHEN 'OVERRIDE_APPROVED' THEN CASE change
      WHEN 'insert override_approval' THEN '{}'::text[]
      WHEN 'update override' THEN '{id,status,expiresAt}'::text[] END
    WHEN 'OVERRIDE_REJECTED' THEN CASE change WHEN 'update override' THEN '{id,status}'::text[] END
    WHEN 'OVERRIDE_EXPIRED' THEN CASE change WHEN 'update override' THEN '{id,status}'::text[] END
    WHEN 'LINE_RUNNING' THEN CASE change WHEN 'update line' THEN '{id,running}'::text[] END
    WHEN 'LINE_STOPPED' THEN CASE change WHEN 'update line' THEN '{id,running}'::text[] END
    WHEN 'MILESTONE_ACHIEVED' THEN CASE change WHEN 'update milestone' THEN '{id,achievedAt,achievedBy,voided}'::text[] END
    WHEN 'MILESTONE_REOPENED' THEN CASE change WHEN 'update milestone' THEN '{id,achievedAt,achievedBy,voided}'::text[] END
    WHEN 'NOTE_ADDED' THEN CASE change WHEN 'insert note' THEN '{}'::text[] END
  END;
END $$;

/*
 * Whether a change of a row is one that this event may make: of the columns of its type, and, but for plans and retirements, of
 * the object that it is about.
 */
CREATE FUNCTION blackstart.may_change(fact blackstart.event, change text, changed jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  columns constant text[] := blackstart.columns_changed(fact.type, change);
BEGIN
  IF columns IS NULL OR change LIKE 'update %' AND changed - columns <> '{}' THEN RETURN false; END IF;
  IF fact.type IN ('INCIDENT_DECLARED', 'PLAN_APPLIED') THEN RETURN true; END IF;
  RETURN CASE change
    WHEN 'update system' THEN changed ->> 'id' = fact.system_id::text
      OR fact.type = 'SYSTEM_RETIRED' AND changed - '{id,weakenedBy}'::text[] = '{}'
    WHEN 'insert containment_check' THEN changed ->> 'systemId' = fact.system_id::text
      AND changed ->> 'recordedBy' = fact.actor_id::text AND changed ->> 'recordedAt' <= blackstart.told_time(fact.at)
    WHEN 'update containment_check' THEN changed ->> 'systemId' = fact.system_id::text
      AND changed ->> 'recordedBy' = fact.actor_id::text AND changed ->> 'recordedAt' <= blackstart.told_time(fact.at)
    WHEN 'delete containment_check' THEN changed ->> 'systemId' = fact.system_id::text
    WHEN 'insert dependency' THEN changed ->> 'systemId' = fact.system_id::text OR fact.type = 'SYSTEM_RETIRED'
    WHEN 'delete dependency' THEN fact.type = 'SYSTEM_RETIRED' OR EXISTS (SELECT FROM blackstart.dependency d
      WHERE d.incident_id = fact.incident_id AND d.id = (changed ->> 'id')::uuid AND d.system_id = fact.system_id)
    WHEN 'update line' THEN changed ->> 'id' = fact.line_id::text
    WHEN 'update milestone' THEN changed ->> 'id' = fact.milestone_id::text
      OR fact.type = 'CONTAINMENT_REVOKED' AND changed -> 'voided' = 'true'
    WHEN 'insert override' THEN changed ->> 'systemId' = fact.system_id::text
    WHEN 'insert note' THEN changed ->> 'systemId' IS NOT DISTINCT FROM fact.system_id::text
      AND changed ->> 'by' = fact.actor_id::text
    WHEN 'insert hold' THEN changed ->> 'systemId' IS NOT DISTINCT FROM fact.system_id::text
      AND (fact.system_id IS NOT NULL OR changed ->> 'plantId' IS NOT DISTINCT FROM fact.plant_id::text)
      AND changed ->> 'placedBy' = fact.actor_id::text
    WHEN 'delete hold' THEN EXISTS (SELECT FROM blackstart.hold h
      WHERE h.incident_id = fact.incident_id AND h.id = (changed ->> 'id')::uuid
        AND h.system_id IS NOT DISTINCT FROM fact.system_id
        AND (fact.system_id IS NOT NULL OR h.plant_id IS NOT DISTINCT FROM fact.plant_id))
    ELSE true
  END IS TRUE;
END $$;
