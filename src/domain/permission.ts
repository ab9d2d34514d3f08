import { type Refusal, refuse } from './refusal';
import type { Uuid } from './rows';
import type { Role } from './words';
import type { Actor, Grant } from './world';

/** The table "Who may": the roles that may give a command. */
const whoMay = {
  addNote: ['ENGINEER', 'VERIFIER', 'COMMANDER'],
  recordContainmentCheck: ['ENGINEER', 'VERIFIER', 'COMMANDER'],
  placeHold: ['ENGINEER', 'VERIFIER', 'COMMANDER'],
  revokeContainment: ['ENGINEER', 'VERIFIER', 'COMMANDER'],
  startRestore: ['ENGINEER', 'COMMANDER'],
  markSystemRestored: ['ENGINEER', 'COMMANDER'],
  recordValidation: ['ENGINEER', 'COMMANDER'],
  bringSystemOnline: ['ENGINEER', 'COMMANDER'],
  takeSystemOffline: ['ENGINEER', 'COMMANDER'],
  markLineRunning: ['ENGINEER', 'COMMANDER'],
  markLineStopped: ['ENGINEER', 'COMMANDER'],
  requestOverride: ['ENGINEER', 'COMMANDER'],
  updateSystem: ['ENGINEER', 'COMMANDER'],
  verifyContainment: ['VERIFIER'],
  waiveContainmentCheck: ['COMMANDER'],
  releaseAnothersHold: ['COMMANDER'],
  achieveMilestone: ['COMMANDER'],
  reopenMilestone: ['COMMANDER'],
  addDependency: ['COMMANDER'],
  removeDependency: ['COMMANDER'],
  changeTier: ['COMMANDER'],
  approveOverride: ['COMMANDER'],
  rejectOverride: ['COMMANDER'],
  retireSystem: ['COMMANDER'],
  reinstateSystem: ['COMMANDER'],
  closeIncident: ['COMMANDER'],
  reopenIncident: ['COMMANDER'],
  applyPlan: ['COMMANDER'],
  declareIncident: ['COMMANDER'],
  managePrincipals: ['ADMIN'],
} as const satisfies Record<string, readonly Role[]>;

export type CommandName = keyof typeof whoMay;

/** The role that a command is first of all for. */
export function roleFor(command: CommandName): Role {
  return whoMay[command][0];
}

// What only a person may answer for.
const humansOnly: readonly CommandName[] = [
  'verifyContainment',
  'waiveContainmentCheck',
  'approveOverride',
  'releaseAnothersHold',
  'closeIncident',
  'achieveMilestone',
  'declareIncident',
];

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
export function mayRead(actor: Actor, incidentId: Uuid): boolean {
  return actor.grants.some((grant) => grant.incidentId === null || grant.incidentId === incidentId);
}

/** Whether the actor holds the role ADMIN for everything. */
export function isAdmin(actor: Actor): boolean {
  return mayDo(actor, 'managePrincipals', { incidentId: null, plantId: null });
}

/** Whether the actor leads anything: uses of broken glass are shown to every ADMIN and COMMANDER. */
export function seesBreakGlass(actor: Actor): boolean {
  return actor.grants.some(({ role }) => role === 'ADMIN' || role === 'COMMANDER');
}
