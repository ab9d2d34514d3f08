import { type Refusal, refuse } from '../domain/refusal';
import { refuseText } from '../domain/text';
import { type AccessContext, type AccessOutcome, changeDirectory, refused } from './change';
import { knownPrincipal, noPrincipal, refuseTracker, refuseUnlessMay } from './known';
import { SubjectRecord } from './subject.record';
import { readSubject, removeSubject, storeSubject } from './subject.store';

export interface SubjectInput {
  /** UUID or handle. */
  principal: string;
  issuer: string;
  subject: string;
}

const longest = 255;

/**
 * Makes a subject of an issuer one and the same as a principal, so that its logins are that principal's: FORBIDDEN but for an
 * ADMIN, ALREADY_EXISTS where either is linked otherwise.
 */
export async function linkSubject(context: AccessContext, input: SubjectInput): Promise<AccessOutcome> {
  const forbidden = refuseUnlessMay(context.viewer, 'linkSubject', 'the subjects of principals');
  if (forbidden) return refused(forbidden);
  const principal = await knownPrincipal(context.directory, input.principal);
  if (!principal) return refused(noPrincipal(input.principal));
  const { issuer, subject } = input;
  const fault = refuseTracker(principal) ?? refuseName(issuer, 'issuer') ?? refuseName(subject, 'subject');
  if (fault) return refused(fault);
  return changeDirectory(context, { principalId: principal.id }, async (tx) => {
    const link = await readSubject(tx, input);
    if (link?.principalId === principal.id) return [];
    if (link) return refuse('ALREADY_EXISTS', `That subject is linked to another principal.`, ['subject']);
    if (await tx.existsBy(SubjectRecord, { principalId: principal.id, issuer })) {
      return refuse('ALREADY_EXISTS', `${principal.handle} is another subject of that issuer.`, ['principal']);
    }
    await storeSubject(tx, { issuer, subject, principalId: principal.id, claimsAt: null });
    return [{ type: 'SUBJECT_LINKED', principalId: principal.id, facts: { issuer, subject } }];
  });
}

/**
 * Takes a subject from its principal, and with it what its claims gave; what is open by its logins closes within five seconds.
 * FORBIDDEN but for an ADMIN, NOT_FOUND where they are not linked.
 */
export async function unlinkSubject(context: AccessContext, input: SubjectInput): Promise<AccessOutcome> {
  const forbidden = refuseUnlessMay(context.viewer, 'unlinkSubject', 'the subjects of principals');
  if (forbidden) return refused(forbidden);
  const principal = await knownPrincipal(context.directory, input.principal);
  if (!principal) return refused(noPrincipal(input.principal));
  const { issuer, subject } = input;
  return changeDirectory(context, { principalId: principal.id }, async (tx) => {
    const link = await readSubject(tx, input);
    if (link?.principalId !== principal.id) {
      return refuse('NOT_FOUND', `${principal.handle} is not linked to that subject.`, ['subject']);
    }
    await removeSubject(tx, link);
    return [{ type: 'SUBJECT_UNLINKED', principalId: principal.id, facts: { issuer, subject } }];
  });
}

function refuseName(text: string, field: string): Refusal | null {
  if (text.trim() === '') return refuse('INVALID_INPUT', `The ${field} is empty.`, [field]);
  return refuseText(text, [field], longest);
}
