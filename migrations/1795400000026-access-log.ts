import type { MigrationInterface, QueryRunner } from 'typeorm';

// Its lock orders all changes of who may what; with every change its log goes on, in the same transaction.
const head = `
ALTER TABLE blackstart.directory_head
  ADD log_position int NOT NULL DEFAULT 0,
  ADD log_head text COLLATE "C" NOT NULL DEFAULT repeat('0', 64),
  ADD base int NOT NULL DEFAULT 0,
  ADD txid xid8`;

const log = `
CREATE TABLE blackstart.access_log (
  position int PRIMARY KEY CONSTRAINT access_log_position CHECK (position > 0),
  id uuid NOT NULL CONSTRAINT access_log_id_unique UNIQUE,
  type text COLLATE "C" NOT NULL CONSTRAINT access_log_type CHECK (type IN (
    'DIRECTORY_FOUND', 'PRINCIPAL_CREATED', 'PRINCIPAL_UPDATED', 'TOKEN_CREATED', 'TOKEN_REVOKED', 'SUBJECT_LINKED',
    'SUBJECT_UNLINKED', 'FIRST_LOGIN', 'CLAIMS_CHANGED', 'BREAK_GLASS_CREATED', 'BREAK_GLASS_DELETED',
    'BREAK_GLASS_USED', 'BREAK_GLASS_LOCKED')),
  at timestamptz(3) NOT NULL,
  actor_id uuid NOT NULL,
  principal_id uuid NOT NULL,
  token_id uuid,
  text text NOT NULL,
  previous_hash text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL
);
CREATE INDEX access_log_by_type ON blackstart.access_log (type, position);
CREATE INDEX access_log_by_principal ON blackstart.access_log (principal_id, position)`;

// A grant is given by an ADMIN, or by the last claims of the issuer; a token is made on request, or by breaking the glass.
const origins = `
ALTER TABLE blackstart.access_grant
  ADD source text COLLATE "C" NOT NULL DEFAULT 'GIVEN' CONSTRAINT access_grant_source CHECK (source IN ('GIVEN', 'CLAIMED')),
  DROP CONSTRAINT access_grant_unique,
  ADD CONSTRAINT access_grant_unique UNIQUE NULLS NOT DISTINCT (principal_id, role, incident_id, plant_id, source);
ALTER TABLE blackstart.access_token
  ADD origin text COLLATE "C" NOT NULL DEFAULT 'MADE' CONSTRAINT access_token_origin CHECK (origin IN ('MADE', 'BREAK_GLASS')),
  ADD CONSTRAINT access_token_break_glass_ends CHECK (origin = 'MADE' OR expires_at IS NOT NULL)`;

// One principal for each subject of an issuer, and one subject of an issuer for each principal.
const subjects = `
CREATE TABLE blackstart.principal_subject (
  issuer text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  principal_id uuid NOT NULL CONSTRAINT principal_subject_principal REFERENCES blackstart.principal,
  linked_at timestamptz(3) NOT NULL,
  claims_at timestamptz(3),
  PRIMARY KEY (issuer, subject),
  CONSTRAINT principal_subject_once UNIQUE (principal_id, issuer)
)`;

// Attempts are counted for every name that is tried, known or not, so that the count tells nothing.
const breakGlass = `
CREATE TABLE blackstart.break_glass_account (
  principal_id uuid PRIMARY KEY CONSTRAINT break_glass_account_principal REFERENCES blackstart.principal,
  password_hash text NOT NULL,
  totp_secret text NOT NULL,
  totp_step int,
  created_at timestamptz(3) NOT NULL
);
CREATE TABLE blackstart.break_glass_attempt (
  name_hash text COLLATE "C" PRIMARY KEY,
  attempts int NOT NULL,
  since timestamptz(3) NOT NULL
);
CREATE INDEX break_glass_attempt_by_age ON blackstart.break_glass_attempt (since)`;

const undo = `
DROP TABLE blackstart.break_glass_attempt, blackstart.break_glass_account, blackstart.principal_subject, blackstart.access_log;
ALTER TABLE blackstart.access_token DROP CONSTRAINT access_token_break_glass_ends, DROP origin;
DELETE FROM blackstart.access_grant WHERE source <> 'GIVEN';
ALTER TABLE blackstart.access_grant DROP CONSTRAINT access_grant_unique, DROP source,
  ADD CONSTRAINT access_grant_unique UNIQUE NULLS NOT DISTINCT (principal_id, role, incident_id, plant_id);
ALTER TABLE blackstart.directory_head DROP log_position, DROP log_head, DROP base, DROP txid`;

/** The log of who may what, logins of an issuer's subjects, and the accounts for when the issuer is away. */
export class AccessLog1795400000026 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statements of [head, log, origins, subjects, breakGlass]) await queryRunner.query(statements);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(undo);
  }
}
