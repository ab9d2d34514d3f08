-- Principals with what they may, their tokens and logins, the log of all that, and the answers kept for retries.

CREATE TABLE blackstart.principal (
  id uuid PRIMARY KEY,
  handle text COLLATE "C" NOT NULL CONSTRAINT principal_handle_unique UNIQUE,
  name text NOT NULL,
  kind text NOT NULL CONSTRAINT principal_kind CHECK (kind IN ('HUMAN', 'SERVICE')),
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz(3) NOT NULL
);
INSERT INTO blackstart.principal (id, handle, name, kind, created_at)
VALUES ('00000000-0000-4000-8000-00000000b1ac', 'blackstart', 'Blackstart', 'SERVICE', blackstart.now());
CREATE TABLE blackstart.access_grant (
  id uuid PRIMARY KEY,
  principal_id uuid NOT NULL CONSTRAINT access_grant_principal REFERENCES blackstart.principal,
  role text NOT NULL CONSTRAINT access_grant_role
    CHECK (role IN ('OBSERVER', 'ENGINEER', 'VERIFIER', 'COMMANDER', 'ADMIN')),
  incident_id uuid,
  plant_id uuid CONSTRAINT access_grant_plant_in_incident CHECK (plant_id IS NULL OR incident_id IS NOT NULL),
  source text COLLATE "C" NOT NULL DEFAULT 'GIVEN' CONSTRAINT access_grant_source CHECK (source IN ('GIVEN', 'CLAIMED')),
  CONSTRAINT access_grant_unique UNIQUE NULLS NOT DISTINCT (principal_id, role, incident_id, plant_id, source)
);
CREATE TABLE blackstart.access_token (
  id uuid PRIMARY KEY,
  principal_id uuid NOT NULL CONSTRAINT access_token_principal REFERENCES blackstart.principal,
  label text NOT NULL,
  secret_hash text COLLATE "C" NOT NULL CONSTRAINT access_token_secret_hash_unique UNIQUE,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  origin text COLLATE "C" NOT NULL DEFAULT 'MADE' CONSTRAINT access_token_origin CHECK (origin IN ('MADE', 'BREAK_GLASS')),
  CONSTRAINT access_token_break_glass_ends CHECK (origin = 'MADE' OR expires_at IS NOT NULL)
);
CREATE INDEX access_token_by_principal ON blackstart.access_token (principal_id);
CREATE TABLE blackstart.directory_head (
  id int PRIMARY KEY DEFAULT 1 CONSTRAINT directory_head_one_row CHECK (id = 1),
  version int NOT NULL DEFAULT 0,
  log_position int NOT NULL DEFAULT 0,
  log_head text COLLATE "C" NOT NULL DEFAULT repeat('0', 64),
  base int NOT NULL DEFAULT 0,
  txid xid8,
  judged boolean NOT NULL DEFAULT false
);
INSERT INTO blackstart.directory_head DEFAULT VALUES;
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
CREATE INDEX idempotency_by_age ON blackstart.idempotency (at);
CREATE TABLE blackstart.access_log (
  position int PRIMARY KEY CONSTRAINT access_log_position CHECK (position > 0),
  id uuid NOT NULL CONSTRAINT access_log_id_unique UNIQUE,
  type text COLLATE "C" NOT NULL CONSTRAINT access_log_type CHECK (type IN (
    'PRINCIPAL_CREATED', 'PRINCIPAL_UPDATED', 'TOKEN_CREATED', 'TOKEN_REVOKED', 'SUBJECT_LINKED',
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
CREATE INDEX access_log_by_principal ON blackstart.access_log (principal_id, position);
CREATE TABLE blackstart.principal_subject (
  issuer text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  principal_id uuid NOT NULL CONSTRAINT principal_subject_principal REFERENCES blackstart.principal,
  linked_at timestamptz(3) NOT NULL,
  claims_at timestamptz(3),
  PRIMARY KEY (issuer, subject),
  CONSTRAINT principal_subject_once UNIQUE (principal_id, issuer)
);
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
CREATE INDEX break_glass_attempt_by_age ON blackstart.break_glass_attempt (since);
