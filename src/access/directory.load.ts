import type { DataSource } from 'typeorm';
import type { Instant, Uuid } from '../domain/rows';
import type { Grant } from '../domain/world';
import type { GrantSource } from '../domain/words';
import type { PrincipalEntry, SubjectEntry, TokenEntry } from './directory.entry';

/** Everything about who may what, as of one version. */
export interface DirectorySnapshot {
  version: number;
  principals: ReadonlyMap<Uuid, PrincipalEntry>;
  principalByHandle: ReadonlyMap<string, PrincipalEntry>;
  principalBySubject: ReadonlyMap<string, PrincipalEntry>;
  tokens: ReadonlyMap<Uuid, TokenEntry>;
  tokensOf: ReadonlyMap<Uuid, readonly TokenEntry[]>;
  tokenByHash: ReadonlyMap<string, Uuid>;
}

export const emptySnapshot: DirectorySnapshot = snapshotOf(-1, {
  principals: [],
  grants: [],
  subjects: [],
  tokens: [],
});

type Owned<T> = T & { principalId: Uuid };
interface DirectoryRows {
  principals: Omit<PrincipalEntry, 'grants' | 'claimed' | 'subjects'>[];
  grants: Owned<Grant & { source: GrantSource }>[];
  subjects: Owned<SubjectEntry>[];
  tokens: (TokenEntry & { secretHash: string })[];
}

/** The version that Postgres has. */
export async function readVersion(records: DataSource): Promise<number> {
  const [row] = await records.query<{ version: number }[]>('SELECT version FROM blackstart.directory_head');
  if (!row) throw new Error('directory_head has no row');
  return row.version;
}

/** Reads the whole directory in one statement, so that its parts are of one moment. */
export async function readDirectory(records: DataSource): Promise<DirectorySnapshot> {
  const [row] = await records.query<({ version: number } & DirectoryRows)[]>(wholeDirectory);
  if (!row) throw new Error('directory_head has no row');
  return snapshotOf(row.version, row);
}

const wholeDirectory = `
SELECT version,
  (SELECT coalesce(json_agg(p ORDER BY p.handle), '[]') FROM (
     SELECT id, handle, name, kind, active, b.created_at AS "breakGlassSince"
       FROM blackstart.principal LEFT JOIN blackstart.break_glass_account b ON b.principal_id = id) p) AS principals,
  (SELECT coalesce(json_agg(g ORDER BY g.role, g."incidentId", g."plantId"), '[]') FROM (
     SELECT principal_id AS "principalId", role, incident_id AS "incidentId", plant_id AS "plantId", source
       FROM blackstart.access_grant) g) AS grants,
  (SELECT coalesce(json_agg(s ORDER BY s.issuer, s.subject), '[]') FROM (
     SELECT principal_id AS "principalId", issuer, subject, linked_at AS "linkedAt", claims_at AS "claimsAt"
       FROM blackstart.principal_subject) s) AS subjects,
  (SELECT coalesce(json_agg(t ORDER BY t."createdAt", t.id), '[]') FROM (
     SELECT id, principal_id AS "principalId", label, origin, secret_hash AS "secretHash", created_at AS "createdAt",
            expires_at AS "expiresAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
       FROM blackstart.access_token) t) AS tokens
FROM blackstart.directory_head`;

function snapshotOf(version: number, rows: DirectoryRows): DirectorySnapshot {
  const grantsFrom = (source: GrantSource) => grouped(rows.grants.filter((grant) => grant.source === source));
  const [given, claimed, subjects] = [grantsFrom('GIVEN'), grantsFrom('CLAIMED'), grouped(rows.subjects)];
  const principals = rows.principals.map((row) => ({
    ...row,
    grants: (given.get(row.id) ?? []).map(grantOf),
    claimed: (claimed.get(row.id) ?? []).map(grantOf),
    subjects: (subjects.get(row.id) ?? []).map(subjectOf),
    breakGlassSince: optional(row.breakGlassSince),
  }));
  const linked = principals.flatMap((entry) => entry.subjects.map((link) => [link, entry] as const));
  const tokens = rows.tokens.map(tokenOf);
  return {
    version,
    principals: new Map(principals.map((entry) => [entry.id, entry])),
    principalByHandle: new Map(principals.map((entry) => [entry.handle, entry])),
    principalBySubject: new Map(linked.map(([{ issuer, subject }, entry]) => [subjectKey(issuer, subject), entry])),
    tokens: new Map(tokens.map((entry) => [entry.id, entry])),
    tokensOf: grouped(tokens),
    tokenByHash: new Map(rows.tokens.map(({ secretHash, id }) => [secretHash, id])),
  };
}

function grantOf({ role, incidentId, plantId }: Owned<Grant>): Grant {
  return { role, incidentId, plantId };
}

function subjectOf({ issuer, subject, linkedAt, claimsAt }: SubjectEntry): SubjectEntry {
  return { issuer, subject, linkedAt: toInstant(linkedAt), claimsAt: optional(claimsAt) };
}

/** What names a subject among those of all issuers. */
export function subjectKey(issuer: string, subject: string): string {
  return JSON.stringify([issuer, subject]);
}

function tokenOf({ id, principalId, label, origin, ...times }: TokenEntry): TokenEntry {
  return {
    id,
    principalId,
    label,
    origin,
    createdAt: toInstant(times.createdAt),
    expiresAt: optional(times.expiresAt),
    lastUsedAt: optional(times.lastUsedAt),
    revokedAt: optional(times.revokedAt),
  };
}

function grouped<T extends { principalId: Uuid }>(items: readonly T[]): Map<Uuid, T[]> {
  const groups = new Map<Uuid, T[]>();
  for (const item of items) {
    const group = groups.get(item.principalId);
    if (group) group.push(item);
    else groups.set(item.principalId, [item]);
  }
  return groups;
}

function optional(time: Instant | null): Instant | null {
  return time === null ? null : toInstant(time);
}

/** Postgres writes times inside JSON with its own offset and digits. */
function toInstant(time: string): Instant {
  return new Date(time).toISOString();
}
