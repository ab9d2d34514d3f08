/**
 * The same recovery as a team would keep it without guards: one id a row, a foreign key and an index for each way that is
 * asked, a stored containment status, a row for each required check, and an event with each change of a state.
 */
const tables = `
CREATE SCHEMA peer;
CREATE TABLE peer.incident (
  id uuid PRIMARY KEY,
  key text COLLATE "C" NOT NULL UNIQUE,
  title text NOT NULL,
  declared_at timestamptz NOT NULL
);
CREATE TABLE peer.plant (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES peer.incident,
  key text COLLATE "C" NOT NULL,
  name text NOT NULL,
  UNIQUE (incident_id, key)
);
CREATE TABLE peer.system (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES peer.incident,
  plant_id uuid REFERENCES peer.plant,
  key text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  description text,
  tier int NOT NULL,
  zone text NOT NULL,
  state text NOT NULL,
  state_since timestamptz NOT NULL,
  containment_status text NOT NULL,
  version int NOT NULL,
  UNIQUE (incident_id, key)
) WITH (fillfactor = 70);
CREATE TABLE peer.dependency (
  id uuid PRIMARY KEY,
  system_id uuid NOT NULL REFERENCES peer.system,
  depends_on_id uuid NOT NULL REFERENCES peer.system,
  strength text NOT NULL,
  kind text NOT NULL,
  required_state text NOT NULL
);
CREATE TABLE peer.containment_check (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  system_id uuid NOT NULL REFERENCES peer.system,
  kind text COLLATE "C" NOT NULL,
  outcome text NOT NULL,
  recorded_at timestamptz
);
CREATE TABLE peer.milestone (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES peer.incident,
  key text COLLATE "C" NOT NULL,
  name text NOT NULL,
  gate boolean NOT NULL,
  achieved_at timestamptz,
  UNIQUE (incident_id, key)
);
CREATE TABLE peer.milestone_system (
  milestone_id uuid NOT NULL REFERENCES peer.milestone,
  system_id uuid NOT NULL REFERENCES peer.system,
  PRIMARY KEY (milestone_id, system_id)
);
CREATE TABLE peer.event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES peer.incident,
  system_id uuid NOT NULL REFERENCES peer.system,
  plant_id uuid,
  type text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  data jsonb NOT NULL
)`;

const rows = `
INSERT INTO peer.incident SELECT id, key, title, declared_at FROM blackstart.incident;
INSERT INTO peer.plant SELECT id, incident_id, key, name FROM blackstart.plant;
INSERT INTO peer.system SELECT id, incident_id, plant_id, key, name, description, tier, zone, state, state_since,
    CASE WHEN verified_at IS NOT NULL THEN 'VERIFIED' WHEN revoked_at IS NOT NULL THEN 'REVOKED' ELSE 'UNVERIFIED' END, version
  FROM blackstart.system s;
INSERT INTO peer.dependency SELECT id, system_id, depends_on_id, strength, kind, required_state FROM blackstart.dependency;
INSERT INTO peer.containment_check (system_id, kind, outcome, recorded_at)
  SELECT s.id, k.kind, coalesce(c.outcome, 'PENDING'), c.recorded_at
    FROM blackstart.system s CROSS JOIN unnest('{ISOLATION_IN_FORCE,EVIDENCE_PRESERVED,BASELINE_MATCHED}'::text[]) k (kind)
    LEFT JOIN blackstart.containment_check c ON c.incident_id = s.incident_id AND c.system_id = s.id AND c.kind = k.kind;
INSERT INTO peer.milestone SELECT id, incident_id, key, name, gate, achieved_at FROM blackstart.milestone;
INSERT INTO peer.milestone_system SELECT milestone_id, system_id FROM blackstart.milestone_system`;

const indexes = `
CREATE INDEX system_page ON peer.system (plant_id, tier, key);
CREATE INDEX system_by_name ON peer.system (plant_id, name);
CREATE INDEX dependency_of_system ON peer.dependency (system_id);
CREATE INDEX dependency_on_system ON peer.dependency (depends_on_id);
CREATE UNIQUE INDEX check_of_system ON peer.containment_check (system_id, kind);
CREATE INDEX milestone_of_system ON peer.milestone_system (system_id);
CREATE INDEX event_of_incident ON peer.event (incident_id, id)`;

// What a careful team does for a change of a state: it counts only from the state that was looked at, and leaves an event.
const functions = `
CREATE FUNCTION peer.change_state(system_id uuid, from_state text, to_state text) RETURNS peer.system
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  changed peer.system;
BEGIN
  UPDATE peer.system s SET state = to_state, state_since = now(), version = s.version + 1
    WHERE s.id = system_id AND s.state = from_state RETURNING s.* INTO changed;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the system is not %', from_state USING ERRCODE = 'P0001';
  END IF;
  INSERT INTO peer.event (incident_id, system_id, plant_id, type, actor, data)
    VALUES (changed.incident_id, changed.id, changed.plant_id, to_state, current_user,
      jsonb_build_object('from', from_state, 'to', to_state));
  RETURN changed;
END $$;
CREATE FUNCTION peer.change_states(system_ids uuid[], from_state text, to_state text) RETURNS SETOF peer.system
LANGUAGE sql VOLATILE AS $$
  SELECT changed.* FROM unnest(system_ids) AS one (id), peer.change_state(one.id, from_state, to_state) AS changed
$$`;

// Dashboards of PostGraphile hear of a change by this notice: it carries what they show, so that none has to ask again.
const notices = `
CREATE FUNCTION peer.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('plant:' || e.plant_id, json_build_object('position', e.id, 'type', e.type, 'id', s.id, 'key', s.key,
      'name', s.name, 'state', s.state, 'tier', s.tier, 'version', s.version,
      'containment_status', s.containment_status)::text)
    FROM (SELECT NEW.*) e JOIN peer.system s ON s.id = e.system_id;
  RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT ON peer.event FOR EACH ROW EXECUTE FUNCTION peer.tell();
ALTER TABLE peer.event DISABLE TRIGGER tell`;

const comments = `
COMMENT ON TABLE peer.event IS E'@behavior -*';
COMMENT ON FUNCTION peer.tell() IS E'@behavior -*';
COMMENT ON CONSTRAINT dependency_system_id_fkey ON peer.dependency IS E'@foreignFieldName dependencies\\n@fieldName system';
COMMENT ON CONSTRAINT dependency_depends_on_id_fkey ON peer.dependency IS E'@foreignFieldName dependents\\n@fieldName dependsOn';
COMMENT ON CONSTRAINT containment_check_system_id_fkey ON peer.containment_check IS E'@foreignFieldName checks';
COMMENT ON CONSTRAINT system_plant_id_fkey ON peer.system IS E'@foreignFieldName systems\\n@fieldName plant';
COMMENT ON CONSTRAINT milestone_system_system_id_fkey ON peer.milestone_system IS E'@foreignFieldName milestoneSystems';
COMMENT ON CONSTRAINT milestone_system_milestone_id_fkey ON peer.milestone_system IS E'@fieldName milestone'`;

const rights = `
GRANT USAGE ON SCHEMA peer TO peer_login;
GRANT SELECT ON ALL TABLES IN SCHEMA peer TO peer_login;
GRANT UPDATE ON peer.system TO peer_login;
GRANT INSERT ON peer.event TO peer_login`;

/** Statements that make the schema `peer` out of what Blackstart's tables hold; for a role that may make roles. */
export function peerSchema(password: string): string[] {
  const role = `CREATE ROLE peer_login LOGIN PASSWORD '${password}'`;
  return [role, tables, rows, indexes, functions, notices, comments, rights];
}
