import type { MigrationInterface, QueryRunner } from 'typeorm';

// Keys are compared byte by byte, whatever the database's language.
const key = `key text COLLATE "C" NOT NULL CHECK (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$')`;

/*
 * In each table one index begins with the incident, the others with the column that tells rows apart. With statistics of an
 * emptied table the planner takes any index that begins with the incident for as good as the right one: a second import
 * of 300,000 dependencies after a failed first one then read all systems for each foreign key.
 */
const incident = `
CREATE TABLE blackstart.incident (
  incident_id uuid PRIMARY KEY,
  id uuid NOT NULL CONSTRAINT incident_id_is_incident CHECK (id = incident_id),
  ${key} CONSTRAINT incident_key_unique UNIQUE,
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
)`;

const team = `
CREATE TABLE blackstart.team (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  ${key},
  name text NOT NULL,
  capacity int NOT NULL CHECK (capacity > 0),
  contact text,
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT team_key_unique UNIQUE (key, incident_id)
)`;

const plant = `
CREATE TABLE blackstart.plant (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  ${key},
  name text NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT plant_key_unique UNIQUE (key, incident_id)
)`;

// The topological rank of each system, line and milestone. Its rows may come after their nodes, hence the deferred keys on it.
const nodeRank = `
CREATE TABLE blackstart.node_rank (
  incident_id uuid NOT NULL,
  node_id uuid NOT NULL,
  rank int NOT NULL CHECK (rank >= 0),
  version int NOT NULL,
  PRIMARY KEY (incident_id, node_id)
) WITH (fillfactor = 70)`;

const ranked = (table: string) => `
  CONSTRAINT ${table}_rank FOREIGN KEY (incident_id, id) REFERENCES blackstart.node_rank (incident_id, node_id)
    DEFERRABLE INITIALLY DEFERRED`;
const atPlant = (table: string) => `
  CONSTRAINT ${table}_plant FOREIGN KEY (incident_id, plant_id) REFERENCES blackstart.plant (incident_id, id)`;

const line = `
CREATE TABLE blackstart.line (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  ${key},
  name text NOT NULL,
  plant_id uuid NOT NULL,
  running boolean NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (incident_id, id),
  CONSTRAINT line_key_unique UNIQUE (key, incident_id),${ranked('line')},${atPlant('line')}
);
CREATE INDEX line_by_plant ON blackstart.line (plant_id)`;

const milestone = `
CREATE TABLE blackstart.milestone (
  incident_id uuid NOT NULL,
  id uuid NOT NULL,
  ${key},
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
  CONSTRAINT milestone_voided CHECK (NOT voided OR achieved_at IS NOT NULL),${ranked('milestone')},${atPlant('milestone')}
);
CREATE INDEX milestone_by_plant ON blackstart.milestone (plant_id)`;

const tables = { incident, team, plant, node_rank: nodeRank, line, milestone };

/** The incident, its teams, plants, lines and milestones, and the ranks of the graph's nodes. */
export class PlanTables1795400000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of Object.values(tables)) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of Object.keys(tables).reverse()) await queryRunner.query(`DROP TABLE blackstart.${table}`);
  }
}
