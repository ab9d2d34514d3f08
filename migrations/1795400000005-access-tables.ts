import type { MigrationInterface, QueryRunner } from 'typeorm';

const principal = `
CREATE TABLE blackstart.principal (
  id uuid PRIMARY KEY,
  handle text COLLATE "C" NOT NULL CONSTRAINT principal_handle_unique UNIQUE,
  name text NOT NULL,
  kind text NOT NULL CONSTRAINT principal_kind CHECK (kind IN ('HUMAN', 'SERVICE')),
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz(3) NOT NULL
);
INSERT INTO blackstart.principal (id, handle, name, kind, created_at)
VALUES ('00000000-0000-4000-8000-00000000b1ac', 'blackstart', 'Blackstart', 'SERVICE', blackstart.now())`;

const grant = `
CREATE TABLE blackstart.access_grant (
  id uuid PRIMARY KEY,
  principal_id uuid NOT NULL CONSTRAINT access_grant_principal REFERENCES blackstart.principal,
  role text NOT NULL CONSTRAINT access_grant_role
    CHECK (role IN ('OBSERVER', 'ENGINEER', 'VERIFIER', 'COMMANDER', 'ADMIN')),
  incident_id uuid,
  plant_id uuid CONSTRAINT access_grant_plant_in_incident CHECK (plant_id IS NULL OR incident_id IS NOT NULL),
  CONSTRAINT access_grant_unique UNIQUE NULLS NOT DISTINCT (principal_id, role, incident_id, plant_id)
)`;

const token = `
CREATE TABLE blackstart.access_token (
  id uuid PRIMARY KEY,
  principal_id uuid NOT NULL CONSTRAINT access_token_principal REFERENCES blackstart.principal,
  label text NOT NULL,
  secret_hash text COLLATE "C" NOT NULL CONSTRAINT access_token_secret_hash_unique UNIQUE,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
CREATE INDEX access_token_by_principal ON blackstart.access_token (principal_id)`;

// Its version moves with every change of who may what: other processes then read the directory anew.
const directoryHead = `
CREATE TABLE blackstart.directory_head (
  id int PRIMARY KEY DEFAULT 1 CONSTRAINT directory_head_one_row CHECK (id = 1),
  version int NOT NULL DEFAULT 0
);
INSERT INTO blackstart.directory_head DEFAULT VALUES`;

const idempotency = `
CREATE TABLE blackstart.idempotency (
  principal_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  incident_id uuid,
  mutation text NOT NULL,
  input_hash text COLLATE "C" NOT NULL,
  first_position int,
  last_position int,
  answer jsonb,
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (principal_id, key)
);
CREATE INDEX idempotency_by_age ON blackstart.idempotency (at)`;

const tables = { principal, access_grant: grant, access_token: token, directory_head: directoryHead, idempotency };

/** Principals with what they may and their tokens, and the answers kept for retries. */
export class AccessTables1795400000005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of Object.values(tables)) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of Object.keys(tables).reverse()) await queryRunner.query(`DROP TABLE blackstart.${table}`);
  }
}
