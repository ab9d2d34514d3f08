import { spawn } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SignJWT } from 'jose';

export const audience = 'https://blackstart.test';

export interface SigningKey {
  kid: string;
  alg: string;
  key: KeyObject;
}

/** A new key, to be published by an issuer or to be held by somebody else. */
export function newKey(kid: string, alg: 'RS256' | 'ES256' = 'RS256'): SigningKey {
  const { privateKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid, alg, key: privateKey };
}

export interface Issuer {
  readonly url: string;
  /** A token that the issuer signs, for whomever, with these claims. */
  token(subject: string, claims?: object, seconds?: number): Promise<string>;
  kill(): Promise<void>;
}

/** A real issuer in a process of its own; the first key signs. */
export async function startIssuer(port: number, ...keys: SigningKey[]): Promise<Issuer> {
  const published = keys.map(({ kid, alg, key }) => ({ ...key.export({ format: 'jwk' }), kid, alg, use: 'sig' }));
  const child = spawn(
    process.execPath,
    [join(__dirname, 'oidc-provider.mjs'), String(port), JSON.stringify(published)],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
  for await (const chunk of child.stdout) if (String(chunk).includes('listening')) break;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    token: (subject, claims = {}, seconds = 3600) => askToken(url, subject, claims, seconds),
    kill: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function askToken(url: string, subject: string, claims: object, seconds: number): Promise<string> {
  const form = { grant_type: 'urn:test:for-somebody', client_id: 'test', client_secret: 'test-secret', subject };
  const body = new URLSearchParams({ ...form, claims: JSON.stringify(claims), seconds: String(seconds) });
  const response = await fetch(`${url}/token`, { method: 'POST', body });
  const answer = (await response.json()) as { access_token?: string };
  if (answer.access_token === undefined) throw new Error(JSON.stringify(answer));
  return answer.access_token;
}

/** A token as somebody signs it who has a key: what is given stands for what the issuer would write. */
export function forgeToken(
  issuer: string,
  { kid, alg, key }: Omit<SigningKey, 'key'> & { key: KeyObject | Uint8Array },
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const usual = { iss: issuer, aud: audience, sub: 'forged', iat: now, exp: now + 600, groups: ['admins'] };
  return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header }).sign(key);
}

/** A port that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
