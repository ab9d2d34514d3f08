import type { EntityManager } from 'typeorm';
import type { Instant, Uuid } from '../domain/rows';
import type { Grant } from '../domain/world';
import { replaceGrants } from './directory.store';
import { SubjectRecord } from './subject.record';

export interface SubjectLink {
  issuer: string;
  subject: string;
  principalId: Uuid;
  claimsAt: Instant | null;
}

/** The link of a subject as it stands in this transaction. */
export async function readSubject(
  tx: EntityManager,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<SubjectLink | null> {
  const row = await tx.findOneBy(SubjectRecord, { issuer, subject });
  if (!row) return null;
  const claimsAt = row.claimsAt && new Date(row.claimsAt).toISOString();
  return { issuer, subject, principalId: row.principalId, claimsAt };
}

/** Links a subject to a principal; the rules of the table let neither be linked twice. */
export async function storeSubject(
  tx: EntityManager,
  { issuer, subject, principalId, claimsAt }: SubjectLink,
): Promise<void> {
  const times = { linkedAt: () => 'blackstart.now()', claimsAt: claimsAt && new Date(claimsAt) };
  await tx.insert(SubjectRecord, { issuer, subject, principalId, ...times });
}

/** Takes over what the claims of a login give, in place of what those before gave. */
export async function storeClaims(
  tx: EntityManager,
  { issuer, subject, principalId }: SubjectLink,
  issuedAt: Instant,
  grants: readonly Grant[],
): Promise<void> {
  await tx.update(SubjectRecord, { issuer, subject }, { claimsAt: new Date(issuedAt) });
  await replaceGrants(tx, principalId, grants, 'CLAIMED');
}

/** Unlinks a subject, and takes away what its claims gave. */
export async function removeSubject(tx: EntityManager, { issuer, subject, principalId }: SubjectLink): Promise<void> {
  await tx.delete(SubjectRecord, { issuer, subject });
  await replaceGrants(tx, principalId, [], 'CLAIMED');
}
