/** Where a cell points: what it names lies there. */
export const targets = ['own incident', 'other incident', 'own plant', 'other plant'] as const;
export type Target = (typeof targets)[number];

export type Role = 'OBSERVER' | 'ENGINEER' | 'VERIFIER' | 'COMMANDER' | 'ADMIN';

/** Who asks: nobody, or by one grant that reaches this far. */
export interface Asker {
  name: string;
  role: Role | null;
  reach: 'nothing' | 'own incident' | 'own plant' | 'everything';
}

const roles: Role[] = ['OBSERVER', 'ENGINEER', 'VERIFIER', 'COMMANDER', 'ADMIN'];
const asker = (role: Role, reach: Asker['reach']): Asker => ({ name: `${role} of ${reach}`, role, reach });

export const askers: Asker[] = [
  { name: 'nobody', role: null, reach: 'nothing' },
  ...roles.map((role) => asker(role, 'own incident')),
  ...(['ENGINEER', 'VERIFIER', 'COMMANDER'] as const).map((role) => asker(role, 'own plant')),
  ...(['COMMANDER', 'ADMIN'] as const).map((role) => asker(role, 'everything')),
];

/** How a cell must come out; ABSENT: as what is not there at all. */
export type Outcome = 'UNAUTHENTICATED' | 'ELSEWHERE' | 'ABSENT' | 'FORBIDDEN' | 'NULL' | 'ALLOWED';

// "Who may", as it is written in the rules, by field; this copy is on purpose none of the program's table.
const rows: [fields: string, roles: string][] = [
  ['addNote recordContainmentCheck recordContainmentChecks placeHold revokeContainment', 'ENGINEER VERIFIER COMMANDER'],
  ['startRestore startRestores markSystemRestored markSystemsRestored recordValidation', 'ENGINEER COMMANDER'],
  ['bringSystemOnline bringSystemsOnline takeSystemOffline updateSystem', 'ENGINEER COMMANDER'],
  ['markLineRunning markLineStopped requestOverride', 'ENGINEER COMMANDER'],
  ['verifyContainment', 'VERIFIER'],
  ['waiveContainmentCheck releaseHold approveOverride rejectOverride achieveMilestone reopenMilestone', 'COMMANDER'],
  ['addDependency removeDependency retireSystem reinstateSystem', 'COMMANDER'],
  ['applyPlan closeIncident reopenIncident', 'COMMANDER'],
];
const onObjects = new Map(rows.flatMap(([fields, may]) => fields.split(' ').map((field) => [field, may.split(' ')])));
const onIncidents = ['applyPlan', 'closeIncident', 'reopenIncident'];
const onLines = ['markLineRunning', 'markLineStopped'];
const forAdmins = [
  ...['principals', 'accessLog', 'createPrincipal', 'updatePrincipal', 'linkSubject', 'unlinkSubject'],
  ...['createBreakGlassAccount', 'deleteBreakGlassAccount'],
];
const forOneself = ['createAccessToken', 'revokeAccessToken'];
const forCommandersOfAll = ['declareIncident'];
const forLeaders = ['breakGlass'];
const aboutOneself = ['viewer', 'checkPlan'];
const aboutIncidents = [
  ...['node', 'incident', 'incidents', 'system', 'plant', 'milestone'],
  ...['incidentEvents', 'incidentProgress', 'systemChanged'],
];

/** The fields that the rules speak of. */
export const ruled: string[] = [
  ...[...onObjects.keys(), ...forAdmins, ...forOneself, ...forCommandersOfAll, ...forLeaders],
  ...[...aboutOneself, ...aboutIncidents],
];

/** Whether what a field names is something that the asker may know of. */
export function sees({ reach }: Asker, target: Target): boolean {
  return reach === 'everything' || (reach !== 'nothing' && target !== 'other incident');
}

/** How one cell must come out over a transport that carries the field. */
export function outcomeOf(who: Asker, root: string, field: string, target: Target): Outcome {
  if (who.reach === 'nothing') return 'UNAUTHENTICATED';
  const ofAll = (role: Role) => who.role === role && who.reach === 'everything';
  const or = (may: boolean, otherwise: Outcome): Outcome => (may ? 'ALLOWED' : otherwise);
  if (aboutOneself.includes(field)) return 'ALLOWED';
  if (aboutIncidents.includes(field)) return or(sees(who, target), 'ABSENT');
  if (forLeaders.includes(field)) return or(who.role === 'COMMANDER' || who.role === 'ADMIN', 'NULL');
  if (forAdmins.includes(field)) return or(ofAll('ADMIN'), root === 'Query' ? 'NULL' : 'FORBIDDEN');
  if (forOneself.includes(field)) return or(ofAll('ADMIN') || target === 'own incident', 'FORBIDDEN');
  if (forCommandersOfAll.includes(field)) return or(ofAll('COMMANDER'), 'FORBIDDEN');
  if (!sees(who, target)) return 'ABSENT';
  return or(onObjects.get(field)?.includes(who.role ?? '') === true && covers(who, field, target), 'FORBIDDEN');
}

// A grant for a plant covers what lies in it; each line lies in some plant, and the one of the own incident in the own one.
function covers({ reach }: Asker, field: string, target: Target): boolean {
  if (reach !== 'own plant') return true;
  if (onIncidents.includes(field)) return false;
  return target === 'own plant' || (onLines.includes(field) && target === 'own incident');
}
