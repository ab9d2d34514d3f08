import { blackstartPrincipalId } from '../domain/event';
import { mayUse } from '../domain/permission';
import { type MutationName, fieldAccess } from '../domain/permission.table';
import { type Refusal, refuse } from '../domain/refusal';
import type { Actor } from '../domain/world';
import type { Directory } from './directory';
import type { PrincipalEntry } from './directory.entry';

/** What another process has just made may not be known here yet. */
export async function known<T>(directory: Directory, find: () => T | undefined): Promise<T | undefined> {
  const found = find();
  if (found) return found;
  await directory.reload();
  return find();
}

/** A principal by its UUID or handle. */
export function knownPrincipal(directory: Directory, name: string): Promise<PrincipalEntry | undefined> {
  return known(directory, () => directory.principal(name.toLowerCase()) ?? directory.byHandle(name));
}

/** The refusal where there is none. */
export function noPrincipal(name: string): Refusal {
  return refuse('NOT_FOUND', `There is no principal ${name.slice(0, 100)}.`, ['principal']);
}

/** Refuses a change of the directory to who may not make it, by the table; `isOwn`: it is about themselves. */
export function refuseUnlessMay(
  viewer: Actor,
  mutation: MutationName,
  what: string,
  isOwn: boolean = false,
): Refusal | null {
  if (mayUse(viewer, fieldAccess.Mutation[mutation], isOwn)) return null;
  return refuse('FORBIDDEN', `Only the role ADMIN, for all incidents, manages ${what}.`);
}

/** Nobody changes the tracker's own principal. */
export function refuseTracker({ id }: PrincipalEntry): Refusal | null {
  if (id !== blackstartPrincipalId) return null;
  return refuse('INVALID_INPUT', 'blackstart is the tracker itself and stays as it is.', ['principal']);
}
