import { resolve } from 'node:path';
import { z } from 'zod';

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const text = z.string().trim().min(1).optional();
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ }).optional();
const words = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean),
  );

const variables = z.object({
  /** Port of the HTTP server; 0 takes any free one. */
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  /** Address to bind; a first start should stay on the loopback. */
  HOST: z.string().trim().min(1).default('127.0.0.1'),
  /** The application's role. A privileged role here, without an owner's URL, makes the application's role itself. */
  DATABASE_URL: postgresUrl,
  /** The role that owns the tables and runs the migrations. */
  DATABASE_OWNER_URL: postgresUrl,
  /** Folder with initdb, pg_ctl and postgres, for the embedded server. */
  PG_BIN: text,
  /** Folder of the embedded Postgres and of the owner's token. */
  BLACKSTART_DATA_DIR: z.string().trim().min(1).default('.blackstart'),
  /** Presets the owner's token on the first start. */
  BLACKSTART_ADMIN_TOKEN: text,
  /** Issuer and audience of an OpenID Connect provider. */
  OIDC_ISSUER: text,
  OIDC_AUDIENCE: text,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Origins of pages that browsers may call from, separated by commas. */
  ALLOWED_ORIGINS: words,

  /** `off` cuts LISTEN and NOTIFY; what other processes write is then found by the poll alone. */
  BLACKSTART_LISTEN: z.enum(['on', 'off']).default('on'),
  /** Milliseconds between two looks at the heads of the logs. */
  BLACKSTART_POLL_MS: count(1000),
  /** Connections for commands and reads of one process. */
  BLACKSTART_POOL_SIZE: count(8),
  /** Milliseconds to wait for a connection, then the database counts as unavailable. */
  BLACKSTART_CONNECT_MS: count(1000),
  /** Milliseconds that one statement may take; with the wait for a connection it stays under 3 s. */
  BLACKSTART_QUERY_MS: count(1800),
  /** The same for the statements of large plans and of loading boards. */
  BLACKSTART_PATIENT_QUERY_MS: count(120_000),

  /** Tokens of a GraphQL document. */
  BLACKSTART_LIMIT_TOKENS: count(2000),
  BLACKSTART_LIMIT_DEPTH: count(16),
  BLACKSTART_LIMIT_ALIASES: count(30),
  BLACKSTART_LIMIT_DIRECTIVES: count(50),
  /** Fields that stand again in the same braces under the same name, all together. */
  BLACKSTART_LIMIT_REPEATS: count(100),
  /** Fields that an answer may come to: each counts once for each object that it is asked of. */
  BLACKSTART_LIMIT_COST: count(125_000),
  /** Objects that one request may answer with. */
  BLACKSTART_LIMIT_OBJECTS: count(200_000),
  /** Bytes of a request body. */
  BLACKSTART_LIMIT_BODY: count(1024 * 1024),
  /** Bytes of a plan document, after authentication. */
  BLACKSTART_LIMIT_PLAN: count(64 * 1024 * 1024),
  /** Bytes of one frame from a socket. */
  BLACKSTART_LIMIT_FRAME: count(64 * 1024),
  BLACKSTART_LIMIT_SUBSCRIPTIONS: count(10),
  /** Sockets and streams that a principal may have open with one process. */
  BLACKSTART_LIMIT_CONNECTIONS: count(2500),
  /** Requests a minute of one principal, to one process. */
  BLACKSTART_RATE_PRINCIPAL: count(12_000),
  /** Requests a minute from one address, whoever sends them. */
  BLACKSTART_RATE_ADDRESS: count(60_000),
  /** Requests a minute without a valid token from one address. */
  BLACKSTART_RATE_STRANGER: count(600),
});

function limitsOf(env: z.output<typeof variables>) {
  return {
    tokens: env.BLACKSTART_LIMIT_TOKENS,
    depth: env.BLACKSTART_LIMIT_DEPTH,
    aliases: env.BLACKSTART_LIMIT_ALIASES,
    directives: env.BLACKSTART_LIMIT_DIRECTIVES,
    repeats: env.BLACKSTART_LIMIT_REPEATS,
    cost: env.BLACKSTART_LIMIT_COST,
    objectBudget: env.BLACKSTART_LIMIT_OBJECTS,
    bodyBytes: env.BLACKSTART_LIMIT_BODY,
    planBytes: env.BLACKSTART_LIMIT_PLAN,
    frameBytes: env.BLACKSTART_LIMIT_FRAME,
    subscriptionsPerSocket: env.BLACKSTART_LIMIT_SUBSCRIPTIONS,
    connectionsPerPrincipal: env.BLACKSTART_LIMIT_CONNECTIONS,
    principalPerMinute: env.BLACKSTART_RATE_PRINCIPAL,
    addressPerMinute: env.BLACKSTART_RATE_ADDRESS,
    strangerPerMinute: env.BLACKSTART_RATE_STRANGER,
  };
}

function poolOf(env: z.output<typeof variables>) {
  return {
    size: env.BLACKSTART_POOL_SIZE,
    connectMilliseconds: env.BLACKSTART_CONNECT_MS,
    queryMilliseconds: env.BLACKSTART_QUERY_MS,
    patientMilliseconds: env.BLACKSTART_PATIENT_QUERY_MS,
  };
}

function configOf(env: z.output<typeof variables>) {
  return {
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    postgresBinaries: env.PG_BIN,
    dataDir: resolve(env.BLACKSTART_DATA_DIR),
    adminToken: env.BLACKSTART_ADMIN_TOKEN,
    oidcIssuer: env.OIDC_ISSUER,
    oidcAudience: env.OIDC_AUDIENCE,
    logLevel: env.LOG_LEVEL,
    allowedOrigins: env.ALLOWED_ORIGINS,
    listen: env.BLACKSTART_LISTEN === 'on',
    pollMilliseconds: env.BLACKSTART_POLL_MS,
    pool: poolOf(env),
    limits: limitsOf(env),
  };
}

export type Config = ReturnType<typeof configOf>;

/** Reads and checks the settings; an Error names each variable that is wrong. Empty variables count as unset. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  if (parsed.success) return configOf(parsed.data);
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is wrong. ${faults.join('; ')}`);
}

/** The owner's URL alone, for the TypeORM command line, which must not fail on settings that it does not need. */
export function migrationUrl(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.DATABASE_OWNER_URL || env.DATABASE_URL || undefined;
}
