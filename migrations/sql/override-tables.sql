-- What an override names stays as it was requested; the key of an approval counts people, so nobody approves twice.

CREATE TABLE blackstart.override (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  system_id uuid NOT NULL,
  status text NOT NULL CONSTRAINT override_status
    CHECK (status IN ('REQUESTED', 'APPROVED', 'REJECTED', 'EXPIRED', 'USED')),
  reason text NOT NULL,
  blockers jsonb NOT NULL CONSTRAINT override_blockers CHECK (jsonb_array_length(blockers) > 0
    AND NOT blockers @? '$[*].kind ? (@ != "DEPENDENCY" && @ != "DEPENDENCY_UNTRUSTED" && @ != "MILESTONE")'),
  requested_by uuid NOT NULL,
  requested_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL CONSTRAINT override_expires_later CHECK (expires_at > requested_at),
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT override_system FOREIGN KEY (incident_id, system_id) REFERENCES blackstart.system (incident_id, id)
);
CREATE INDEX override_by_system ON blackstart.override (system_id);
CREATE UNIQUE INDEX override_one_open ON blackstart.override (system_id, incident_id)
  WHERE status IN ('REQUESTED', 'APPROVED');
CREATE TABLE blackstart.override_approval (
  incident_id uuid NOT NULL,
  override_id uuid NOT NULL,
  principal_id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, override_id, principal_id),
  CONSTRAINT override_approval_override FOREIGN KEY (incident_id, override_id)
    REFERENCES blackstart.override (incident_id, id)
);
CREATE TABLE blackstart.note (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  system_id uuid,
  text text NOT NULL,
  by uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (id, incident_id),
  CONSTRAINT note_system FOREIGN KEY (incident_id, system_id) REFERENCES blackstart.system (incident_id, id)
);
CREATE INDEX note_by_incident ON blackstart.note (incident_id, version);
CREATE INDEX note_by_system ON blackstart.note (system_id, version) WHERE system_id IS NOT NULL;

ALTER TABLE blackstart.system ADD CONSTRAINT system_online_under
  FOREIGN KEY (incident_id, online_under) REFERENCES blackstart.override (incident_id, id);
