import type { Role } from './words';

/** The table "Who may": the roles that may give a command. */
export const whoMay = {
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
  seeBreakGlass: ['ADMIN', 'COMMANDER'],
  managePrincipals: ['ADMIN'],
} as const satisfies Record<string, readonly Role[]>;

export type CommandName = keyof typeof whoMay;

/** What only a person may answer for. */
export const humansOnly: readonly CommandName[] = [
  'verifyContainment',
  'waiveContainmentCheck',
  'approveOverride',
  'releaseAnothersHold',
  'closeIncident',
  'achieveMilestone',
  'declareIncident',
];

/**
 * Who may use a field at the root of the API. EVERYBODY: who is let in. READ: who is let in, and incidents that they may not
 * read do not exist for them. Else those who may give its commands: HERE = at the object that it is about, EVERYWHERE = by a
 * grant for all incidents, ANYWHERE = by any grant; and, where `orOwn`, with what is one's own.
 */
export type FieldAccess = 'EVERYBODY' | 'READ' | CommandAccess;

export interface CommandAccess {
  commands: readonly CommandName[];
  scope: 'HERE' | 'EVERYWHERE' | 'ANYWHERE';
  orOwn: boolean;
}

const here = (...commands: CommandName[]): CommandAccess => ({ commands, scope: 'HERE', orOwn: false });
const everywhere = (command: CommandName): CommandAccess => ({
  commands: [command],
  scope: 'EVERYWHERE',
  orOwn: false,
});
const anywhere = (command: CommandName): CommandAccess => ({ commands: [command], scope: 'ANYWHERE', orOwn: false });
const orOwn = (access: CommandAccess): CommandAccess => ({ ...access, orOwn: true });

/** Every field at the root of the API; the schema is not built where one is missing here, or one here is not there. */
export const fieldAccess = {
  Query: {
    viewer: 'EVERYBODY',
    checkPlan: 'EVERYBODY',
    node: 'READ',
    incident: 'READ',
    incidents: 'READ',
    system: 'READ',
    plant: 'READ',
    milestone: 'READ',
    breakGlass: anywhere('seeBreakGlass'),
    accessLog: everywhere('managePrincipals'),
    principals: everywhere('managePrincipals'),
  },
  Mutation: {
    addNote: here('addNote'),
    recordContainmentCheck: here('recordContainmentCheck'),
    recordContainmentChecks: here('recordContainmentCheck'),
    placeHold: here('placeHold'),
    releaseHold: orOwn(here('releaseAnothersHold')),
    revokeContainment: here('revokeContainment'),
    verifyContainment: here('verifyContainment'),
    waiveContainmentCheck: here('waiveContainmentCheck'),
    startRestore: here('startRestore'),
    startRestores: here('startRestore'),
    markSystemRestored: here('markSystemRestored'),
    markSystemsRestored: here('markSystemRestored'),
    recordValidation: here('recordValidation'),
    bringSystemOnline: here('bringSystemOnline'),
    bringSystemsOnline: here('bringSystemOnline'),
    takeSystemOffline: here('takeSystemOffline'),
    updateSystem: here('updateSystem', 'changeTier'),
    addDependency: here('addDependency'),
    removeDependency: here('removeDependency'),
    retireSystem: here('retireSystem'),
    reinstateSystem: here('reinstateSystem'),
    markLineRunning: here('markLineRunning'),
    markLineStopped: here('markLineStopped'),
    achieveMilestone: here('achieveMilestone'),
    reopenMilestone: here('reopenMilestone'),
    requestOverride: here('requestOverride'),
    approveOverride: here('approveOverride'),
    rejectOverride: orOwn(here('rejectOverride')),
    applyPlan: here('applyPlan'),
    closeIncident: here('closeIncident'),
    reopenIncident: here('reopenIncident'),
    declareIncident: everywhere('declareIncident'),
    createPrincipal: everywhere('managePrincipals'),
    updatePrincipal: everywhere('managePrincipals'),
    createAccessToken: orOwn(everywhere('managePrincipals')),
    revokeAccessToken: orOwn(everywhere('managePrincipals')),
    linkSubject: everywhere('managePrincipals'),
    unlinkSubject: everywhere('managePrincipals'),
    createBreakGlassAccount: everywhere('managePrincipals'),
    deleteBreakGlassAccount: everywhere('managePrincipals'),
  },
  Subscription: {
    incidentEvents: 'READ',
    incidentProgress: 'READ',
    systemChanged: 'READ',
  },
} as const satisfies Record<'Query' | 'Mutation' | 'Subscription', Record<string, FieldAccess>>;

export type MutationName = keyof (typeof fieldAccess)['Mutation'];
