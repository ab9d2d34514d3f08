import { type CommandName, type FieldAccess, humansOnly, whoMay } from './permission.table';
import { type Refusal, refuse } from './refusal';
import type { Uuid } from './rows';
import type { Role } from './words';
import type { Actor, Grant } from './world';

/** The role that a command is first of all for. */
export function roleFor(command: CommandName): Role {
  return whoMay[command][0];
}

/** Where a command writes: an object of an incident, of a plant where plantId is given; a null incident = all of them. */
export interface Place {
  incidentId: Uuid | null;
  plantId: Uuid | null;
}

function covers(grant: Grant, place: Place): boolean {
  if (grant.incidentId !== null && grant.incidentId !== place.incidentId) return false;
  return grant.plantId === null || grant.plantId === place.plantId;
}

/** Whether the actor's grants cover a command at a place. */
export function mayDo(actor: Actor, command: CommandName, place: Place): boolean {
  if (actor.kind === 'SERVICE' && humansOnly.includes(command)) return false;
  const allowed: readonly Role[] = whoMay[command];
  return actor.grants.some((grant) => allowed.includes(grant.role) && covers(grant, place));
}

/** Refuses a command that the actor's grants do not cover: FORBIDDEN, with the roles that may. */
export function refuseForbidden(actor: Actor, command: CommandName, place: Place): Refusal | null {
  if (mayDo(actor, command, place)) return null;
  const people = humansOnly.includes(command) ? ' by a human' : '';
  return refuse('FORBIDDEN', `This needs the role ${whoMay[command].join(' or ')} here${people}.`);
}

/** Whether the actor may see an incident; reading is limited by incident, not by plant. */
export function mayRead({ grants }: Pick<Actor, 'grants'>, incidentId: Uuid): boolean {
  return grants.some((grant) => grant.incidentId === null || grant.incidentId === incidentId);
}

/** Whether the actor holds the role ADMIN for everything. */
export function isAdmin(actor: Actor): boolean {
  return mayEverywhere(actor, 'managePrincipals');
}

function mayEverywhere(actor: Actor, command: CommandName): boolean {
  return mayDo(actor, command, { incidentId: null, plantId: null });
}

/** Whether any grant of the actor's, whatever it covers, is for a command. */
function mayAnywhere({ grants }: Actor, command: CommandName): boolean {
  const allowed: readonly Role[] = whoMay[command];
  return grants.some(({ role }) => allowed.includes(role));
}

/**
 * Whether the actor may use a field of the API at all, as far as that is no matter of the object that it is about; `isOwn`:
 * it is about what is the actor's own.
 */
export function mayUse(actor: Actor, access: FieldAccess, isOwn = false): boolean {
  if (typeof access === 'string' || access.scope === 'HERE' || (access.orOwn && isOwn)) return true;
  const may = access.scope === 'ANYWHERE' ? mayAnywhere : mayEverywhere;
  return access.commands.every((command) => may(actor, command));
}
