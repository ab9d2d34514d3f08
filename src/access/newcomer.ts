import { createHash, randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Uuid } from '../domain/rows';
import type { PrincipalKind } from '../domain/words';
import type { Grant } from '../domain/world';
import type { AccessFact } from './access-log.append';
import type { Claims } from './claims';
import { storePrincipal } from './directory.store';
import { refuseHandle, refuseLine } from './names';
import { PrincipalRecord } from './principal.record';
import { readSubject, storeClaims, storeSubject } from './subject.store';

export interface Newcomer {
  id: Uuid;
  name: string;
  kind: PrincipalKind;
  /** Handles to try, in this order: a taken one stays with whom it belongs to. */
  handles: string[];
}

const longestHandle = 80;

/** Whom a first login brings. The claims choose a name that is free; they never choose who somebody is. */
export function newcomer({ issuer, subject, payload }: Claims): Newcomer {
  const mark = createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');
  const wanted = handleFrom(payload.preferred_username);
  const handles = [...(wanted === null ? [] : [wanted, `${wanted}-${mark.slice(0, 6)}`]), `login-${mark.slice(0, 16)}`];
  const name =
    typeof payload.name === 'string' && !refuseLine(payload.name, 'name') ? payload.name : (handles[0] ?? '');
  return { id: randomUUID(), name, kind: kindOf(payload, subject), handles };
}

/** Made known in one transaction with what the claims give; nothing where another process was quicker. */
export async function storeNewcomer(
  tx: EntityManager,
  { handles, ...person }: Newcomer,
  { issuer, subject, issuedAt }: Claims,
  grants: readonly Grant[],
): Promise<AccessFact[]> {
  if (await readSubject(tx, { issuer, subject })) return [];
  const link = { issuer, subject, principalId: person.id, claimsAt: issuedAt };
  await storePrincipal(tx, { ...person, handle: await freeHandle(tx, handles), active: true, grants: [] });
  await storeSubject(tx, link);
  await storeClaims(tx, link, issuedAt, grants);
  return [{ type: 'FIRST_LOGIN', principalId: person.id, facts: { issuer, subject } }];
}

async function freeHandle(tx: EntityManager, handles: readonly string[]): Promise<string> {
  for (const handle of handles) if (!(await tx.existsBy(PrincipalRecord, { handle }))) return handle;
  throw new Error(`every handle of a newcomer is taken, ${handles.at(-1)} too`);
}

function handleFrom(username: unknown): string | null {
  if (typeof username !== 'string') return null;
  const handle = username.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, longestHandle);
  return refuseHandle(handle) ? null : handle;
}

/** A client that acts for itself is its own subject (RFC 9068, section 2.2): a program, which never signs or approves. */
function kindOf(payload: Claims['payload'], subject: string): PrincipalKind {
  return [payload.client_id, payload.azp].includes(subject) ? 'SERVICE' : 'HUMAN';
}
