import { randomUUID } from 'node:crypto';
import { blackstartPrincipalId } from '../domain/event';
import type { MutationName } from '../domain/permission.table';
import { type Refusal, refuse } from '../domain/refusal';
import type { Instant, Uuid } from '../domain/rows';
import type { PrincipalKind } from '../domain/words';
import type { Actor } from '../domain/world';
import { type AccessContext, type AccessOutcome, changeDirectory, refused } from './change';
import type { PrincipalEntry } from './directory.entry';
import { leavesAdmin, storePatch, storePrincipal, storeToken, storeTokenEnd } from './directory.store';
import { type GrantInput, readGrants } from './grants';
import { known, knownPrincipal, noPrincipal, refuseTracker, refuseUnlessMay } from './known';
import { refuseHandle, refuseLine } from './names';
import { PrincipalRecord } from './principal.record';
import { hashOf, newSecret } from './tokens';

export interface CreatePrincipalInput {
  handle: string;
  name: string;
  kind?: PrincipalKind;
  grants: readonly GrantInput[];
}

export interface UpdatePrincipalInput {
  /** UUID or handle. */
  principal: string;
  name?: string;
  active?: boolean;
  grants?: readonly GrantInput[];
}

export interface CreateAccessTokenInput {
  /** UUID or handle. */
  principal: string;
  label: string;
  expiresAt?: Instant | null;
}

export interface RevokeAccessTokenInput {
  token: Uuid;
}

/** Makes a person or a service known, with what they may: FORBIDDEN but for an ADMIN, ALREADY_EXISTS for a taken handle. */
export async function createPrincipal(context: AccessContext, input: CreatePrincipalInput): Promise<AccessOutcome> {
  const forbidden = refuseUnlessMay(context.viewer, 'createPrincipal', 'principals');
  if (forbidden) return refused(forbidden);
  const fault = refuseHandle(input.handle) ?? refuseLine(input.name, 'name');
  if (fault) return refused(fault);
  const grants = await readGrants(input.grants, context.keeper);
  if ('code' in grants) return refused(grants);
  const { handle, name, kind = 'HUMAN' } = input;
  const entry = { id: randomUUID(), handle, name, kind, active: true, grants };
  return changeDirectory(context, { principalId: entry.id }, async (tx) => {
    if (await tx.existsBy(PrincipalRecord, { handle }))
      return refuse('ALREADY_EXISTS', `There is a principal ${handle}.`, ['handle']);
    await storePrincipal(tx, entry);
    return [{ type: 'PRINCIPAL_CREATED', principalId: entry.id }];
  });
}

/**
 * Changes a principal's name, whether it is let in, and (as a whole) what it may: FORBIDDEN but for an ADMIN, IN_USE where no
 * active ADMIN would be left. Open sockets close within five seconds.
 */
export async function updatePrincipal(context: AccessContext, input: UpdatePrincipalInput): Promise<AccessOutcome> {
  const forbidden = refuseUnlessMay(context.viewer, 'updatePrincipal', 'principals');
  if (forbidden) return refused(forbidden);
  const principal = await knownPrincipal(context.directory, input.principal);
  if (!principal) return refused(noPrincipal(input.principal));
  const { name, active } = input;
  const fault = refuseTracker(principal) ?? (name === undefined ? null : refuseLine(name, 'name'));
  if (fault) return refused(fault);
  const grants = input.grants && (await readGrants(input.grants, context.keeper));
  if (grants && 'code' in grants) return refused(grants);
  const patch = { name, active, grants };
  return changeDirectory(context, { principalId: principal.id }, async (tx) => {
    if (!(await leavesAdmin(tx, principal.id, patch))) return refuseLastAdmin(principal);
    const changed = await storePatch(tx, principal.id, patch);
    return changed.length === 0 ? [] : [{ type: 'PRINCIPAL_UPDATED', principalId: principal.id, facts: { changed } }];
  });
}

/** Makes a token that carries its principal's grants: for oneself, or by an ADMIN. Its secret is in this outcome only. */
export async function createAccessToken(context: AccessContext, input: CreateAccessTokenInput): Promise<AccessOutcome> {
  const { directory, viewer } = context;
  const principal = await knownPrincipal(directory, input.principal);
  const forbidden = refuseOthers(viewer, 'createAccessToken', principal?.id);
  if (forbidden) return refused(forbidden);
  if (!principal) return refused(noPrincipal(input.principal));
  const fault =
    refuseOutliving(context, principal.id) ??
    refuseLine(input.label, 'label') ??
    refuseEnded(input.expiresAt ?? null, directory.now()) ??
    refuseTokenless(principal);
  if (fault) return refused(fault);
  const secret = newSecret();
  const token = { id: randomUUID(), principalId: principal.id, label: input.label, secretHash: hashOf(secret) };
  const made = { principalId: principal.id, tokenId: token.id, secret };
  return changeDirectory(context, made, async (tx) => {
    await storeToken(tx, { ...token, expiresAt: input.expiresAt ?? null });
    return [{ type: 'TOKEN_CREATED', principalId: principal.id, tokenId: token.id }];
  });
}

/** Ends a token, one's own or by an ADMIN; one that has ended stays as it is. Open sockets close within five seconds. */
export async function revokeAccessToken(context: AccessContext, input: RevokeAccessTokenInput): Promise<AccessOutcome> {
  const token = await known(context.directory, () => context.directory.token(input.token));
  const forbidden = refuseOthers(context.viewer, 'revokeAccessToken', token?.principalId);
  if (forbidden) return refused(forbidden);
  if (!token) return refused(refuse('NOT_FOUND', `There is no token ${input.token}.`, ['token']));
  return changeDirectory(context, { principalId: token.principalId, tokenId: token.id }, async (tx) => {
    const ended = await storeTokenEnd(tx, token.id);
    return ended ? [{ type: 'TOKEN_REVOKED', principalId: token.principalId, tokenId: token.id }] : [];
  });
}

/** The same answer for what is another's and for what is not there: nobody finds out by trying who has which handle. */
function refuseOthers(viewer: Actor, mutation: MutationName, principalId: Uuid | undefined): Refusal | null {
  return refuseUnlessMay(viewer, mutation, "others' tokens", viewer.id === principalId);
}

/** Who broke the glass is in for some hours; a token of one's own would be for longer. */
function refuseOutliving({ directory, viewer }: AccessContext, principalId: Uuid): Refusal | null {
  if (viewer.id !== principalId || directory.token(viewer.tokenId ?? '')?.origin !== 'BREAK_GLASS') return null;
  return refuse('FORBIDDEN', 'Who came in by a break-glass account makes no token for themselves.');
}

function refuseEnded(expiresAt: Instant | null, now: Instant): Refusal | null {
  if (expiresAt === null || expiresAt > now) return null;
  return refuse('INVALID_INPUT', `expiresAt is ${expiresAt}, and it is already ${now}.`, ['expiresAt']);
}

function refuseLastAdmin({ handle }: PrincipalEntry): Refusal {
  return refuse('IN_USE', `${handle} is the last active ADMIN; make somebody else ADMIN first.`, ['principal']);
}

function refuseTokenless(principal: PrincipalEntry): Refusal | null {
  if (principal.id === blackstartPrincipalId) {
    return refuse('INVALID_INPUT', 'blackstart is the tracker itself and has no tokens.', ['principal']);
  }
  return principal.active ? null : refuse('INVALID_INPUT', `${principal.handle} is not active.`, ['principal']);
}
