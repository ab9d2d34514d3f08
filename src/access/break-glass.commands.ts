import { type Refusal, refuse } from '../domain/refusal';
import type { AccessFact } from './access-log.append';
import { openedByGlass, removeBreakGlass, storeBreakGlass } from './break-glass.store';
import { BreakGlassRecord } from './break-glass.record';
import { type AccessContext, type AccessOutcome, changeDirectory, refused } from './change';
import type { PrincipalEntry } from './directory.entry';
import { storeTokenEnd } from './directory.store';
import { knownPrincipal, noPrincipal, refuseTracker, refuseUnlessMay } from './known';
import { hashPassword, newPassword } from './passwords';
import { newTotpSecret, otpauthUri } from './totp';

export interface CreateBreakGlassInput {
  /** UUID or handle. */
  principal: string;
  password?: string;
}

export interface DeleteBreakGlassInput {
  /** UUID or handle. */
  principal: string;
}

/** What is shown once: the password where it was made up here, and the secret of the codes. */
export interface BreakGlassOutcome extends AccessOutcome {
  password: string | null;
  totpSecret: string | null;
  otpauthUri: string | null;
}

const shortest = 12;
const longest = 128;

/** Makes an account for when the issuer is away: FORBIDDEN but for an ADMIN, ALREADY_EXISTS for who has one; for active people only. */
export async function createBreakGlassAccount(
  context: AccessContext,
  input: CreateBreakGlassInput,
): Promise<BreakGlassOutcome> {
  const forbidden = refuseUnlessMay(context.viewer, 'createBreakGlassAccount', 'break-glass accounts');
  if (forbidden) return nothing(refused(forbidden));
  const principal = await knownPrincipal(context.directory, input.principal);
  if (!principal) return nothing(refused(noPrincipal(input.principal)));
  const fault = refuseTracker(principal) ?? refuseOther(principal) ?? refusePassword(input.password);
  if (fault) return nothing(refused(fault));
  const [password, totpSecret] = [input.password ?? newPassword(), newTotpSecret()];
  const account = { principalId: principal.id, passwordHash: await hashPassword(password), totpSecret };
  const outcome = await changeDirectory(context, { principalId: principal.id }, async (tx) => {
    if (await tx.existsBy(BreakGlassRecord, { principalId: principal.id })) {
      return refuse('ALREADY_EXISTS', `${principal.handle} has a break-glass account.`, ['principal']);
    }
    await storeBreakGlass(tx, account);
    return [{ type: 'BREAK_GLASS_CREATED', principalId: principal.id }];
  });
  if (outcome.refusals.length > 0) return nothing(outcome);
  const shown = input.password === undefined ? password : null;
  return { ...outcome, password: shown, totpSecret, otpauthUri: otpauthUri(totpSecret, principal.handle) };
}

/** Takes that account away and ends what is open by it: FORBIDDEN but for an ADMIN, NOT_FOUND where there is none. */
export async function deleteBreakGlassAccount(
  context: AccessContext,
  input: DeleteBreakGlassInput,
): Promise<BreakGlassOutcome> {
  const forbidden = refuseUnlessMay(context.viewer, 'deleteBreakGlassAccount', 'break-glass accounts');
  if (forbidden) return nothing(refused(forbidden));
  const principal = await knownPrincipal(context.directory, input.principal);
  if (!principal) return nothing(refused(noPrincipal(input.principal)));
  const outcome = await changeDirectory(context, { principalId: principal.id }, async (tx) => {
    if (!(await removeBreakGlass(tx, principal.id))) {
      return refuse('NOT_FOUND', `${principal.handle} has no break-glass account.`, ['principal']);
    }
    const facts: AccessFact[] = [{ type: 'BREAK_GLASS_DELETED', principalId: principal.id }];
    for (const id of await openedByGlass(tx, principal.id)) {
      await storeTokenEnd(tx, id);
      facts.push({ type: 'TOKEN_REVOKED', principalId: principal.id, tokenId: id });
    }
    return facts;
  });
  return nothing(outcome);
}

function nothing(outcome: AccessOutcome): BreakGlassOutcome {
  return { ...outcome, password: null, totpSecret: null, otpauthUri: null };
}

function refuseOther({ active, kind, handle }: PrincipalEntry): Refusal | null {
  if (active && kind === 'HUMAN') return null;
  return refuse('INVALID_INPUT', `Break-glass accounts are for active people; ${handle} is none.`, ['principal']);
}

function refusePassword(password: string | undefined): Refusal | null {
  if (password === undefined || (password.length >= shortest && password.length <= longest)) return null;
  return refuse('INVALID_INPUT', `A password has ${shortest} to ${longest} characters.`, ['password']);
}
