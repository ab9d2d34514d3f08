// The closed lists of the glossary: the same words in the domain, in GraphQL and in Postgres' CHECK constraints.

export const incidentModes = ['LIVE', 'EXERCISE'] as const;
export type IncidentMode = (typeof incidentModes)[number];

export const incidentStatuses = ['OPEN', 'CLOSED', 'ABANDONED'] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

export const systemStates = ['STOPPING', 'OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED', 'ONLINE', 'RETIRED'] as const;
export type SystemState = (typeof systemStates)[number];

// From which states on a dependency can be good enough.
export const requirableStates = ['RESTORED', 'VALIDATED', 'ONLINE'] as const satisfies readonly SystemState[];

export const zones = ['L5', 'L4', 'L3_5', 'L3', 'L2', 'L1', 'L0', 'IRE', 'CLOUD', 'EXTERNAL'] as const;
export type Zone = (typeof zones)[number];

export const serviceLevels = ['NONE', 'WORKAROUND', 'DEGRADED', 'FULL'] as const;
export type ServiceLevel = (typeof serviceLevels)[number];

export const dependencyStrengths = ['HARD', 'SOFT'] as const;
export type DependencyStrength = (typeof dependencyStrengths)[number];

export const dependencyKinds = ['TECHNICAL', 'TRUST', 'DATA'] as const;
export type DependencyKind = (typeof dependencyKinds)[number];

export const checkKinds = [
  'SCOPE_ASSESSED',
  'ISOLATION_IN_FORCE',
  'EVIDENCE_PRESERVED',
  'ROOT_CAUSE_CLOSED',
  'PERSISTENCE_REMOVED',
  'CREDENTIALS_ROTATED',
  'IOC_SWEEP_CLEAN',
  'TELEMETRY_LIVE',
  'RESTORE_POINT_CLEAN',
  'BASELINE_MATCHED',
  'CONDUITS_REVIEWED',
  'VENDOR_ACCESS_REVIEWED',
  'CONTROL_LOGIC_MATCHED',
  'SAFETY_TESTED',
  'ENGINEERING_STATION_CLEAN',
  'DRY_RUN_PASSED',
  'WALKDOWN_DONE',
  'SUPPLIER_ATTESTED',
  'VULNERABILITIES_CLOSED',
  'RECOVERY_COPY_TAKEN',
  'LEGAL_HOLD_CONFIRMED',
  'OTHER',
] as const;
export type CheckKind = (typeof checkKinds)[number];

export const checkOutcomes = ['PENDING', 'PASSED', 'FAILED', 'WAIVED'] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

export const containmentStatuses = ['VERIFIED', 'EXPIRED', 'READY_TO_VERIFY', 'REVOKED', 'UNVERIFIED'] as const;
export type ContainmentStatus = (typeof containmentStatuses)[number];

export const milestoneStatuses = ['PENDING', 'READY', 'ACHIEVED', 'REGRESSED'] as const;
export type MilestoneStatus = (typeof milestoneStatuses)[number];

export const roles = ['OBSERVER', 'ENGINEER', 'VERIFIER', 'COMMANDER', 'ADMIN'] as const;
export type Role = (typeof roles)[number];

export const principalKinds = ['HUMAN', 'SERVICE'] as const;
export type PrincipalKind = (typeof principalKinds)[number];

export const grantSources = ['GIVEN', 'CLAIMED'] as const;
export type GrantSource = (typeof grantSources)[number];

export const tokenOrigins = ['MADE', 'BREAK_GLASS'] as const;
export type TokenOrigin = (typeof tokenOrigins)[number];

// What an entry of the access log says happened.
export const accessLogTypes = [
  'PRINCIPAL_CREATED',
  'PRINCIPAL_UPDATED',
  'TOKEN_CREATED',
  'TOKEN_REVOKED',
  'SUBJECT_LINKED',
  'SUBJECT_UNLINKED',
  'FIRST_LOGIN',
  'CLAIMS_CHANGED',
  'BREAK_GLASS_CREATED',
  'BREAK_GLASS_DELETED',
  'BREAK_GLASS_USED',
  'BREAK_GLASS_LOCKED',
] as const;
export type AccessLogType = (typeof accessLogTypes)[number];

export const blockerKinds = [
  'STATE',
  'CONTAINMENT',
  'DEPENDENCY',
  'DEPENDENCY_UNTRUSTED',
  'MILESTONE',
  'HOLD',
  'INCIDENT',
  'LINE',
  'OVERRIDE',
] as const;
export type BlockerKind = (typeof blockerKinds)[number];

// What an override can pass.
export const passableKinds = [
  'DEPENDENCY',
  'DEPENDENCY_UNTRUSTED',
  'MILESTONE',
] as const satisfies readonly BlockerKind[];

export const eventTypes = [
  'INCIDENT_DECLARED',
  'PLAN_APPLIED',
  'INCIDENT_CLOSED',
  'INCIDENT_ABANDONED',
  'INCIDENT_REOPENED',
  'RESTORE_STARTED',
  'SYSTEM_RESTORED',
  'VALIDATION_PASSED',
  'VALIDATION_FAILED',
  'SYSTEM_ONLINE',
  'SYSTEM_OFFLINE',
  'SYSTEM_RETIRED',
  'SYSTEM_REINSTATED',
  'SYSTEM_UPDATED',
  'DEPENDENCY_ADDED',
  'DEPENDENCY_REMOVED',
  'CHECK_RECORDED',
  'CHECK_WAIVED',
  'CONTAINMENT_VERIFIED',
  'CONTAINMENT_REVOKED',
  'VERIFICATION_EXPIRED',
  'HOLD_PLACED',
  'HOLD_RELEASED',
  'OVERRIDE_REQUESTED',
  'OVERRIDE_APPROVED',
  'OVERRIDE_REJECTED',
  'OVERRIDE_EXPIRED',
  'LINE_RUNNING',
  'LINE_STOPPED',
  'MILESTONE_ACHIEVED',
  'MILESTONE_REOPENED',
  'NOTE_ADDED',
] as const;
export type EventType = (typeof eventTypes)[number];

export const refusalCodes = [
  'FORBIDDEN',
  'BLOCKED',
  'INVALID_TRANSITION',
  'CHECKS_INCOMPLETE',
  'SEPARATION_OF_DUTIES',
  'CYCLE',
  'STALE_VERSION',
  'IDEMPOTENCY_MISMATCH',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'INVALID_INPUT',
  'INCIDENT_CLOSED',
  'NOT_OVERRIDABLE',
  'NOT_WAIVABLE',
  'OVERRIDE_EXPIRED',
  'CRITERIA_NOT_MET',
  'IN_USE',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export const lineStatuses = ['BLOCKED', 'RUNNING', 'STARVED', 'READY'] as const;
export type LineStatus = (typeof lineStatuses)[number];

export const plantStatuses = ['HALTED', 'PARTIAL', 'READY'] as const;
export type PlantStatus = (typeof plantStatuses)[number];

export const overrideStatuses = ['REQUESTED', 'APPROVED', 'USED', 'REJECTED', 'EXPIRED'] as const;
export type OverrideStatus = (typeof overrideStatuses)[number];

export const riskKinds = [
  'DEPENDENCY_BELOW_REQUIRED',
  'DEPENDENCY_UNTRUSTED',
  'DEPENDENCY_SOFT',
  'VERIFICATION_EXPIRED',
  'ONLINE_UNDER_OVERRIDE',
  'HELD',
  'CHECK_WAIVED',
  'RULES_WEAKENED',
  'RUNNING_WITHOUT_SYSTEM',
] as const;
export type RiskKind = (typeof riskKinds)[number];

export const systemActions = [
  'UPDATE',
  'ADD_DEPENDENCY',
  'START_RESTORE',
  'MARK_RESTORED',
  'RECORD_VALIDATION',
  'BRING_ONLINE',
  'TAKE_OFFLINE',
  'RETIRE',
  'REINSTATE',
  'RECORD_CHECK',
  'WAIVE_CHECK',
  'VERIFY_CONTAINMENT',
  'REVOKE_CONTAINMENT',
  'PLACE_HOLD',
  'RELEASE_HOLD',
  'REQUEST_OVERRIDE',
] as const;
export type SystemAction = (typeof systemActions)[number];
