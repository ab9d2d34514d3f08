import type { JWK } from 'jose';

const patienceMilliseconds = 3000;
const mostBytes = 512 * 1024;
const publicParts = ['kty', 'kid', 'use', 'alg', 'n', 'e', 'crv', 'x', 'y'] as const;
const signingTypes = ['RSA', 'EC', 'OKP'];

/** The public signing keys that an issuer publishes now; throws where it can't be reached, or says what it should not. */
export async function fetchKeys(issuer: string): Promise<JWK[]> {
  const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = (await fetchJson(place)) as { issuer?: unknown; jwks_uri?: unknown };
  if (found.issuer !== issuer) throw new Error(`${place} speaks for ${String(found.issuer)}, not for ${issuer}`);
  const uri = new URL(String(found.jwks_uri));
  if (uri.protocol !== 'https:' && new URL(issuer).protocol === 'https:') {
    throw new Error(`the keys of ${issuer} are not behind TLS`);
  }
  const { keys } = (await fetchJson(uri.href)) as { keys?: unknown };
  const usable = publicKeys(keys);
  if (usable.length === 0) throw new Error(`${uri.href} names no key that signs`);
  return usable;
}

/** Of what claims to be a list of keys: those that sign, with their public parts alone. */
export function publicKeys(keys: unknown): JWK[] {
  if (!Array.isArray(keys)) return [];
  return (keys as (Record<string, unknown> | null)[]).flatMap((key) => {
    const signs = signingTypes.includes(String(key?.kty)) && (key?.use ?? 'sig') === 'sig';
    if (!key || !signs || typeof key.kid !== 'string') return [];
    return [Object.fromEntries(publicParts.filter((part) => part in key).map((part) => [part, key[part]]))];
  });
}

async function fetchJson(url: string): Promise<unknown> {
  const signal = AbortSignal.timeout(patienceMilliseconds);
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > mostBytes) throw new Error(`${url} answers more than ${mostBytes} bytes`);
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
}
