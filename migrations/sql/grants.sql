/*
 * What the application's role may: read everything, add to the logs and move their heads. It has no right to write a recovery table:
 * the rows of an event are applied by the owner's trigger.
 */

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA blackstart FROM PUBLIC;
GRANT USAGE ON SCHEMA blackstart TO blackstart_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA blackstart TO blackstart_app;
-- As triggers of a table of its own they would write for the role what no log tells. A trigger that is there needs no such right.
REVOKE EXECUTE ON FUNCTION blackstart.record_events, blackstart.record_rows, blackstart.guard_commit,
  blackstart.guard_directory_commit FROM blackstart_app;
GRANT SELECT ON blackstart.incident, blackstart.team, blackstart.plant, blackstart.line, blackstart.system, blackstart.milestone, blackstart.node_rank, blackstart.dependency, blackstart.system_after, blackstart.milestone_system, blackstart.milestone_line, blackstart.milestone_milestone, blackstart.line_system, blackstart.line_feed, blackstart.containment_check, blackstart.hold, blackstart.override, blackstart.override_approval, blackstart.note, blackstart.incident_head, blackstart.event, blackstart.event_rows, blackstart.clock TO blackstart_app;
GRANT SELECT ON blackstart.principal, blackstart.access_grant, blackstart.access_token, blackstart.directory_head, blackstart.idempotency TO blackstart_app;
GRANT INSERT (incident_id, position, log_head), UPDATE (position, log_head) ON blackstart.incident_head TO blackstart_app;
GRANT INSERT ON blackstart.event, blackstart.event_rows TO blackstart_app;
GRANT INSERT, UPDATE, DELETE ON blackstart.idempotency TO blackstart_app;
GRANT INSERT, UPDATE ON blackstart.principal, blackstart.access_token TO blackstart_app;
GRANT INSERT, DELETE ON blackstart.access_grant TO blackstart_app;
GRANT UPDATE (version, log_position, log_head) ON blackstart.directory_head TO blackstart_app;
GRANT SELECT, INSERT ON blackstart.access_log TO blackstart_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON blackstart.principal_subject, blackstart.break_glass_account,
  blackstart.break_glass_attempt TO blackstart_app;
