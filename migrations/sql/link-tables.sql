-- The edges of the graph beside dependencies: the first of the two waits for the second.

CREATE TABLE blackstart.system_after (
  incident_id uuid NOT NULL,
  system_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, system_id, milestone_id),
  CONSTRAINT system_after_waiting FOREIGN KEY (incident_id, system_id) REFERENCES blackstart.system (incident_id, id),
  CONSTRAINT system_after_awaited FOREIGN KEY (incident_id, milestone_id) REFERENCES blackstart.milestone (incident_id, id)
);
CREATE INDEX system_after_by_awaited ON blackstart.system_after (milestone_id);
CREATE TABLE blackstart.milestone_system (
  incident_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  system_id uuid NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, milestone_id, system_id),
  CONSTRAINT milestone_system_waiting FOREIGN KEY (incident_id, milestone_id) REFERENCES blackstart.milestone (incident_id, id),
  CONSTRAINT milestone_system_awaited FOREIGN KEY (incident_id, system_id) REFERENCES blackstart.system (incident_id, id)
);
CREATE INDEX milestone_system_by_awaited ON blackstart.milestone_system (system_id);
CREATE TABLE blackstart.milestone_line (
  incident_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  line_id uuid NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, milestone_id, line_id),
  CONSTRAINT milestone_line_waiting FOREIGN KEY (incident_id, milestone_id) REFERENCES blackstart.milestone (incident_id, id),
  CONSTRAINT milestone_line_awaited FOREIGN KEY (incident_id, line_id) REFERENCES blackstart.line (incident_id, id)
);
CREATE INDEX milestone_line_by_awaited ON blackstart.milestone_line (line_id);
CREATE TABLE blackstart.milestone_milestone (
  incident_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  needs_id uuid NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, milestone_id, needs_id),
  CONSTRAINT milestone_milestone_waiting FOREIGN KEY (incident_id, milestone_id) REFERENCES blackstart.milestone (incident_id, id),
  CONSTRAINT milestone_milestone_awaited FOREIGN KEY (incident_id, needs_id) REFERENCES blackstart.milestone (incident_id, id)
);
CREATE INDEX milestone_milestone_by_awaited ON blackstart.milestone_milestone (needs_id);
CREATE TABLE blackstart.line_system (
  incident_id uuid NOT NULL,
  line_id uuid NOT NULL,
  system_id uuid NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, line_id, system_id),
  CONSTRAINT line_system_waiting FOREIGN KEY (incident_id, line_id) REFERENCES blackstart.line (incident_id, id),
  CONSTRAINT line_system_awaited FOREIGN KEY (incident_id, system_id) REFERENCES blackstart.system (incident_id, id)
);
CREATE INDEX line_system_by_awaited ON blackstart.line_system (system_id);
CREATE TABLE blackstart.line_feed (
  incident_id uuid NOT NULL,
  line_id uuid NOT NULL,
  fed_by_id uuid NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, line_id, fed_by_id),
  CONSTRAINT line_feed_waiting FOREIGN KEY (incident_id, line_id) REFERENCES blackstart.line (incident_id, id),
  CONSTRAINT line_feed_awaited FOREIGN KEY (incident_id, fed_by_id) REFERENCES blackstart.line (incident_id, id)
);
CREATE INDEX line_feed_by_awaited ON blackstart.line_feed (fed_by_id);
