import canonicalize from 'canonicalize';
import { blackstartPrincipalId } from '../domain/event';
import type { Uuid } from '../domain/rows';

/** A connection that reads: of the owner, the application, or anybody who may look. */
export interface Reader {
  query<R extends object>(text: string, values?: unknown[]): Promise<{ rows: R[] }>;
}

/** What the log says there is: the last word on each principal and on each token, as canonical text. */
export interface Folded {
  principals: Map<Uuid, string>;
  tokens: Map<Uuid, string>;
}

export function foldedNothing(): Folded {
  return { principals: new Map(), tokens: new Map() };
}

/** Takes over what one entry says. */
export function foldEntry(
  folded: Folded,
  principalId: Uuid,
  tokenId: Uuid | null,
  data: Record<string, unknown>,
): void {
  folded.principals.set(principalId, textOf(data.principal));
  if (tokenId !== null) folded.tokens.set(tokenId, textOf(data.token));
}

// Written out once more: what the database's own functions say proves nothing about a database that was tampered with.
const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const principalsNow = `
SELECT p.id, p.handle AS name, jsonb_build_object('handle', p.handle, 'name', p.name, 'kind', p.kind, 'active', p.active,
  'grants', (SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'incident', g.incident_id, 'plant', g.plant_id,
      'source', g.source) ORDER BY g.role COLLATE "C", g.incident_id NULLS FIRST, g.plant_id NULLS FIRST, g.source), '[]')
    FROM blackstart.access_grant g WHERE g.principal_id = p.id),
  'subjects', (SELECT coalesce(jsonb_agg(jsonb_build_object('issuer', s.issuer, 'subject', s.subject)
      ORDER BY s.issuer, s.subject), '[]')
    FROM blackstart.principal_subject s WHERE s.principal_id = p.id),
  'breakGlassSince', (SELECT ${utc('b.created_at')} FROM blackstart.break_glass_account b WHERE b.principal_id = p.id)) AS now
FROM blackstart.principal p WHERE p.id <> $1 ORDER BY p.handle`;
const tokensNow = `
SELECT t.id, t.label AS name, jsonb_build_object('id', t.id, 'label', t.label, 'origin', t.origin,
  'createdAt', ${utc('t.created_at')}, 'expiresAt', ${utc('t.expires_at')}, 'revokedAt', ${utc('t.revoked_at')}) AS now
FROM blackstart.access_token t ORDER BY t.created_at, t.id`;

interface Found {
  id: Uuid;
  name: string;
  now: unknown;
}

/** Where the tables hold something else than the log says, one sentence each. */
export async function* differencesFromTables(client: Reader, folded: Folded): AsyncGenerator<string, void, void> {
  const { rows: principals } = await client.query<Found>(principalsNow, [blackstartPrincipalId]);
  const { rows: tokens } = await client.query<Found>(tokensNow);
  yield* differences('principal', principals, folded.principals);
  yield* differences('token', tokens, folded.tokens);
}

function* differences(what: string, rows: readonly Found[], said: ReadonlyMap<Uuid, string>) {
  for (const { id, name, now } of rows) {
    const told = said.get(id);
    if (told === undefined) yield `The ${what} ${name} (${id}) is not in the access log.`;
    else if (told !== textOf(now)) yield `The ${what} ${name} (${id}) is not as the access log left it.`;
  }
  const there = new Set(rows.map(({ id }) => id));
  for (const id of said.keys()) {
    if (!there.has(id)) yield `The ${what} ${id} of the access log is gone.`;
  }
}

function textOf(value: unknown): string {
  return canonicalize(value) ?? 'nothing';
}
