import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { count, limitVariables, limitsOf } from './config.limits';

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

const name = z.string().trim().min(1);
const mapping = z.strictObject({
  claim: name.default('groups'),
  grants: z.record(
    name,
    z.array(
      z
        .strictObject({
          role: z.enum(['OBSERVER', 'ENGINEER', 'VERIFIER', 'COMMANDER', 'ADMIN']),
          incident: name.optional(),
          plant: name.optional(),
        })
        .refine(({ incident, plant }) => incident !== undefined || plant === undefined, 'a plant needs its incident'),
    ),
  ),
});

function readMapping(value: string | undefined, context: z.RefinementCtx): z.output<typeof mapping> {
  if (value === undefined) return { claim: 'groups', grants: {} };
  try {
    const json: unknown = JSON.parse(value.startsWith('{') ? value : readFileSync(value, 'utf8'));
    const parsed = mapping.safeParse(json);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) context.addIssue(`${path.join('.')}: ${message}`);
  } catch (error) {
    context.addIssue((error as Error).message);
  }
  return z.NEVER;
}

function isIssuer(url: string): boolean {
  const { protocol, hostname, search, hash } = URL.canParse(url) ? new URL(url) : new URL('none:');
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return search === '' && hash === '' && (protocol === 'https:' || (protocol === 'http:' && isHere));
}

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
  /** Folder for signed checkpoints of the logs, which must be there; `checkpoints` in the data folder if unset; `off`: none. */
  BLACKSTART_CHECKPOINT_DIR: text,
  /** Presets the owner's token on the first start. */
  BLACKSTART_ADMIN_TOKEN: text,
  /** Issuer of an OpenID Connect provider, as its tokens name it: behind TLS, but for one on this machine. */
  OIDC_ISSUER: text.refine((url) => url === undefined || isIssuer(url), 'https://…, or http:// on this machine'),
  /** Whom its tokens must be meant for. */
  OIDC_AUDIENCE: text,
  /** Which claims give which grants: JSON, or the path of a file with it. */
  BLACKSTART_OIDC_GRANTS: text.transform(readMapping),
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
  /** Threads that work out forecasts. */
  BLACKSTART_PLANNING_THREADS: count(2),

  ...limitVariables,
});

/** Null where no issuer is named: then tokens and break-glass accounts are the only ways in. */
function oidcOf(env: z.output<typeof variables>) {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = env;
  if (issuer === undefined && audience === undefined) return null;
  if (issuer === undefined || audience === undefined) throw new Error('OIDC_ISSUER and OIDC_AUDIENCE go together.');
  return { issuer, audience, mapping: env.BLACKSTART_OIDC_GRANTS };
}

function poolOf(env: z.output<typeof variables>) {
  return {
    size: env.BLACKSTART_POOL_SIZE,
    connectMilliseconds: env.BLACKSTART_CONNECT_MS,
    queryMilliseconds: env.BLACKSTART_QUERY_MS,
    patientMilliseconds: env.BLACKSTART_PATIENT_QUERY_MS,
  };
}

/** A folder that was named is never made: it may be a disk that is not mounted just now. */
function checkpointsOf(env: z.output<typeof variables>): { folder: string; mayMake: boolean } | null {
  const given = env.BLACKSTART_CHECKPOINT_DIR;
  if (given === undefined) return { folder: join(resolve(env.BLACKSTART_DATA_DIR), 'checkpoints'), mayMake: true };
  return given === 'off' ? null : { folder: resolve(given), mayMake: false };
}

function configOf(env: z.output<typeof variables>) {
  return {
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    postgresBinaries: env.PG_BIN,
    dataDir: resolve(env.BLACKSTART_DATA_DIR),
    checkpoints: checkpointsOf(env),
    adminToken: env.BLACKSTART_ADMIN_TOKEN,
    oidc: oidcOf(env),
    logLevel: env.LOG_LEVEL,
    allowedOrigins: env.ALLOWED_ORIGINS,
    listen: env.BLACKSTART_LISTEN === 'on',
    pollMilliseconds: env.BLACKSTART_POLL_MS,
    planningThreads: env.BLACKSTART_PLANNING_THREADS,
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

/** The environment for a program that this process starts: its own, and what is given where it says nothing itself. */
export function environmentWith(
  given: Record<string, string>,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  return { ...given, ...env };
}
