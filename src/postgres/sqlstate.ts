/** Every SQLSTATE that Blackstart looks at. */
export const SQLSTATE = {
  /** Raised by the guards: an event was written without the incident's head, or after its transaction was judged. */
  headNotTaken: 'BS000',
  /** A system would go ONLINE although: its containment is not verified now, */
  gateContainment: 'BS001',
  /** a HARD dependency is below its required state, */
  gateDependency: 'BS002',
  /** a dependency cannot be trusted, itself or something below it, */
  gateUntrusted: 'BS003',
  /** a milestone that it waits for is not achieved or not met now, */
  gateMilestone: 'BS004',
  /** there is a hold, */
  gateHold: 'BS005',
  /** or the incident is not open. */
  gateIncident: 'BS006',
  /** The same person did both steps, or the record of who did the first was changed. */
  separationOfDuties: 'BS007',
  /** A state that the state machine does not lead to, or without the event of the step. */
  stepNotAllowed: 'BS008',
  /** A signature that was not given as the rules ask. */
  signatureNotAllowed: 'BS009',
  /** An edge or a rank that would let a cycle in. */
  rankNotHigher: 'BS010',
  /** The head moved otherwise than up, twice in a transaction, or at another isolation than READ COMMITTED. */
  headNotRaised: 'BS011',
  /** The log is not whole, or was to be rewritten. */
  logBroken: 'BS012',
  waiverNotAllowed: 'BS013',
  milestoneNotAchieved: 'BS014',
  /** An override that was not requested, approved, decided or used as the rules ask. */
  overrideNotAllowed: 'BS015',
  /** A line marked, or an expiry told, without its event. */
  markNotAllowed: 'BS016',
  /** Something that counts would depend on a retired system, or be left empty by it. */
  retirementNotAllowed: 'BS017',
  /** An incident would be closed before its recovery is over. */
  closingNotAllowed: 'BS018',
  /** Who may what would change without, or otherwise than, its log tells. */
  accessNotTold: 'BS019',
  /** An event whose rows are not what its type may change, or not what the tables can hold. */
  eventNotApplied: 'BS020',
  /** An event by somebody who has no role for it there. */
  actorNotAllowed: 'BS021',
  /** A statement that did not change as many rows as it had to. */
  rowsMissing: 'BS022',
  uniqueViolation: '23505',
  checkViolation: '23514',
  foreignKeyViolation: '23503',
  insufficientPrivilege: '42501',
  duplicateDatabase: '42P04',
  duplicateObject: '42710',
  invalidPassword: '28P01',
  invalidAuthorization: '28000',
  undefinedTable: '42P01',
  undefinedSchema: '3F000',
  internalError: 'XX000',
  serializationFailure: '40001',
  deadlock: '40P01',
  lockNotAvailable: '55P03',
  queryCanceled: '57014',
  adminShutdown: '57P01',
  crashShutdown: '57P02',
  cannotConnectNow: '57P03',
  databaseDropped: '57P04',
  noSuchDatabase: '3D000',
  idleSessionTimeout: '57P05',
  idleInTransactionTimeout: '25P03',
  tooManyConnections: '53300',
} as const;

const unavailable: ReadonlySet<string> = new Set([
  SQLSTATE.adminShutdown,
  SQLSTATE.crashShutdown,
  SQLSTATE.cannotConnectNow,
  SQLSTATE.databaseDropped,
  SQLSTATE.noSuchDatabase,
  SQLSTATE.idleSessionTimeout,
  SQLSTATE.idleInTransactionTimeout,
  SQLSTATE.tooManyConnections,
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);

const busy: ReadonlySet<string> = new Set([
  SQLSTATE.lockNotAvailable,
  SQLSTATE.deadlock,
  SQLSTATE.serializationFailure,
  SQLSTATE.queryCanceled,
]);

/** What `pg` says without a code when a connection is gone, does not come, or does not answer in time. */
const lostConnection =
  /^(Connection terminated|timeout exceeded|timeout expired|Query read timeout|Client has encountered|Client was closed)/;

/** The code of an error from `pg` or the socket under it, through TypeORM's wrapping; undefined for any other. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'driverError' in error ? sqlStateOf(error.driverError) : undefined;
}

/** True when the database could not be asked, as opposed to having said no. The outcome of a COMMIT is then unknown. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  const code = sqlStateOf(error);
  if (code !== undefined) return unavailable.has(code) || code.startsWith('08');
  return error instanceof Error && lostConnection.test(error.message);
}

/** True when another transaction was in the way; the same command may succeed a moment later. */
export function isBusy(error: unknown): boolean {
  return busy.has(sqlStateOf(error) ?? '');
}

const overtaken: ReadonlySet<string> = new Set([
  SQLSTATE.gateContainment,
  SQLSTATE.gateUntrusted,
  SQLSTATE.overrideNotAllowed,
]);

/** True when a guard judged by a later clock than the decision: a signature or an override may have expired in between. */
export function isOvertaken(error: unknown): boolean {
  return overtaken.has(sqlStateOf(error) ?? '');
}
