CREATE TABLE blackstart.incident (
  incident_id uuid PRIMARY KEY,
  id uuid NOT NULL CONSTRAINT incident_id_is_incident CHECK (id = incident_id),
  key text COLLATE "C" NOT NULL CHECK (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$') CONSTRAINT incident_key_unique UNIQUE,
  title text NOT NULL,
  mode text NOT NULL CONSTRAINT incident_mode CHECK (mode IN ('LIVE', 'EXERCISE')),
  status text NOT NULL CONSTRAINT incident_status CHECK (status IN ('OPEN', 'CLOSED', 'ABANDONED')),
  declared_at timestamptz(3) NOT NULL,
  compromised_since timestamptz(3),
  closed_at timestamptz(3),
  separation_of_duties boolean NOT NULL,
  verification_minutes int CHECK (verification_minutes > 0),
  ot_verification_minutes int CHECK (ot_verification_minutes > 0),
  override_approvals int NOT NULL CHECK (override_approvals BETWEEN 1 AND 5),
  override_minutes int NOT NULL CHECK (override_minutes > 0),
  never_waive text[] NOT NULL,
  rules jsonb NOT NULL,
  version int NOT NULL
);
CREATE TABLE blackstart.team (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  key text COLLATE "C" NOT NULL CHECK (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
  name text NOT NULL,
  capacity int NOT NULL CHECK (capacity > 0),
  contact text,
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT team_key_unique UNIQUE (key, incident_id)
);
CREATE TABLE blackstart.plant (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  key text COLLATE "C" NOT NULL CHECK (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
  name text NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT plant_key_unique UNIQUE (key, incident_id)
);
CREATE TABLE blackstart.node_rank (
  incident_id uuid NOT NULL,
  node_id uuid NOT NULL,
  rank int NOT NULL CHECK (rank >= 0),
  version int NOT NULL,
  PRIMARY KEY (incident_id, node_id)
) WITH (fillfactor = 70);
CREATE TABLE blackstart.line (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  key text COLLATE "C" NOT NULL CHECK (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
  name text NOT NULL,
  plant_id uuid NOT NULL,
  running boolean NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT line_key_unique UNIQUE (key, incident_id),
  CONSTRAINT line_rank FOREIGN KEY (incident_id, id) REFERENCES blackstart.node_rank (incident_id, node_id)
    DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT line_plant FOREIGN KEY (incident_id, plant_id) REFERENCES blackstart.plant (incident_id, id)
);
CREATE INDEX line_by_plant ON blackstart.line (plant_id);
CREATE TABLE blackstart.milestone (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  key text COLLATE "C" NOT NULL CHECK (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
  name text NOT NULL,
  plant_id uuid,
  gate boolean NOT NULL,
  lines_must_run boolean NOT NULL,
  due_at timestamptz(3),
  achieved_at timestamptz(3),
  achieved_by uuid,
  voided boolean NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT milestone_key_unique UNIQUE (key, incident_id),
  CONSTRAINT milestone_achieved CHECK ((achieved_at IS NULL) = (achieved_by IS NULL)),
  CONSTRAINT milestone_voided CHECK (NOT voided OR achieved_at IS NOT NULL),
  CONSTRAINT milestone_rank FOREIGN KEY (incident_id, id) REFERENCES blackstart.node_rank (incident_id, node_id)
    DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT milestone_plant FOREIGN KEY (incident_id, plant_id) REFERENCES blackstart.plant (incident_id, id)
);
CREATE INDEX milestone_by_plant ON blackstart.milestone (plant_id);
