import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { applicationRole } from '../../migrations/recovery-tables';
import { withClient } from './client';
import { largeObjectFunctions } from './exposure';
import { scramVerifier } from './scram';
import { mendSettings } from './settings';
import { SQLSTATE, sqlStateOf } from './sqlstate';

const POWERLESS = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';

/** The application's URL where only the owner's is known. Every process derives the same password from it. */
export function applicationUrl(ownerUrl: string, dataDir: string): string {
  const url = new URL(ownerUrl);
  const secret = decodeURIComponent(url.password) || keptSecret(dataDir);
  url.password = createHmac('sha256', secret).update(applicationRole).digest('base64url');
  url.username = applicationRole;
  return url.toString();
}

/** For an owner who logs in without a password: processes that share the data folder agree on this one. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'role-secret');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}

/**
 * Makes sure that the application can log in with this URL: as the role that the migrations grant to, or as a member
 * of it. A role and a password that already work are kept. Returns what a role had changed of itself, one sentence each.
 */
export async function prepareLogin(owner: Client, appUrl: string): Promise<string[]> {
  return prepare(owner, appUrl).catch((error: unknown) => {
    if (sqlStateOf(error) !== SQLSTATE.insufficientPrivilege) throw error;
    const advice = `let the owner have CREATEROLE, or make ${applicationRole} by hand and name its login in DATABASE_URL`;
    throw new Error(`The owner may not prepare the application's role: ${advice}`, { cause: error });
  });
}

async function prepare(owner: Client, appUrl: string): Promise<string[]> {
  const { username, password } = new URL(appUrl);
  const login = decodeURIComponent(username);
  await createRole(owner, applicationRole);
  await createRole(owner, login);
  if (login !== applicationRole) await grantMembership(owner, login);
  await restrictDatabase(owner);
  const mended = await mendSettings(owner, [...new Set([applicationRole, login])]);
  if (await canLogIn(appUrl)) return mended;
  const verifier = escapeLiteral(scramVerifier(decodeURIComponent(password)));
  const change = `ALTER ROLE ${escapeIdentifier(login)} LOGIN PASSWORD ${verifier}`;
  await owner.query(change).catch(ignoring(SQLSTATE.internalError)); // another process sets the same password just now
  await withClient(appUrl, (client) => client.query('SELECT 1'));
  return mended;
}

async function createRole(owner: Client, name: string): Promise<void> {
  const found = await owner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  if (found.rowCount !== 0) return;
  const raced = ignoring(SQLSTATE.duplicateObject, SQLSTATE.uniqueViolation);
  await owner.query(`CREATE ROLE ${escapeIdentifier(name)} NOLOGIN ${POWERLESS}`).catch(raced);
}

async function grantMembership(owner: Client, login: string): Promise<void> {
  const found = await owner.query(`SELECT pg_has_role($1, $2, 'USAGE') AS member`, [login, applicationRole]);
  const [row] = found.rows as { member: boolean }[];
  if (!row?.member) await owner.query(`GRANT ${applicationRole} TO ${escapeIdentifier(login)}`);
}

/**
 * Rights on a database are not copied with a template: to be repeated for each. A temporary table could shadow ours; and whoever
 * may connect can send notices. Large objects can be closed by a superuser only.
 */
export async function restrictDatabase(owner: Client): Promise<void> {
  const found = await owner.query<{ name: string }>('SELECT current_database() AS name');
  const database = escapeIdentifier(found.rows[0]?.name ?? '');
  await owner.query(`GRANT CONNECT ON DATABASE ${database} TO ${applicationRole}`); // first: a server may be connecting just now
  await owner.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await owner.query(`REVOKE CREATE, TEMPORARY ON DATABASE ${database} FROM ${applicationRole}`);
  const open = await owner.query(`SELECT 1 WHERE to_regnamespace('public') IS NOT NULL`);
  if (open.rowCount === 1) await owner.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
  await closeLargeObjects(owner);
}

async function closeLargeObjects(owner: Client): Promise<void> {
  const found = await owner.query('SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper');
  if (found.rowCount === 0) return;
  for (const name of await largeObjectFunctions(owner, applicationRole)) {
    await owner.query(`REVOKE EXECUTE ON FUNCTION ${name} FROM PUBLIC, ${applicationRole}`);
  }
}

async function canLogIn(appUrl: string): Promise<boolean> {
  const refused: (string | undefined)[] = [SQLSTATE.invalidPassword, SQLSTATE.invalidAuthorization];
  return withClient(appUrl, () => Promise.resolve(true)).catch((error: unknown) => {
    if (refused.includes(sqlStateOf(error))) return false;
    throw error;
  });
}

/** Roles belong to the whole server: another process may prepare another database of it at the same moment. */
function ignoring(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!codes.includes(sqlStateOf(error) ?? '')) throw error;
  };
}
