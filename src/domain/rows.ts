import type {
  CheckKind,
  CheckOutcome,
  DependencyKind,
  DependencyStrength,
  IncidentMode,
  IncidentStatus,
  ServiceLevel,
  SystemState,
  Zone,
} from './words';

/** A moment in UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`: always this form, so that two of them compare as strings. */
export type Instant = string;
export type Uuid = string;

export interface Evidence {
  label: string;
  uri: string | null;
  /** Lower-case hex. */
  sha256: string | null;
  tool: string | null;
  collectedAt: Instant | null;
}

export interface Link {
  label: string;
  url: string;
}

/** Which checks matching systems need; `zones` empty = all zones, a null tier bound = none. */
export interface ContainmentRule {
  zones: Zone[];
  minTier: number | null;
  maxTier: number | null;
  safetyOnly: boolean;
  require: CheckKind[];
}

export interface Validation {
  passed: boolean;
  at: Instant;
  by: Uuid;
  note: string | null;
  evidence: Evidence[];
}

export interface IncidentRow {
  id: Uuid;
  key: string;
  title: string;
  mode: IncidentMode;
  status: IncidentStatus;
  declaredAt: Instant;
  compromisedSince: Instant | null;
  closedAt: Instant | null;
  separationOfDuties: boolean;
  /** Minutes until a verification expires; null for never. */
  verificationMinutes: number | null;
  otVerificationMinutes: number | null;
  overrideApprovals: number;
  overrideMinutes: number;
  neverWaive: CheckKind[];
  rules: ContainmentRule[];
  version: number;
}

export interface TeamRow {
  id: Uuid;
  key: string;
  name: string;
  capacity: number;
  contact: string | null;
  version: number;
}

export interface PlantRow {
  id: Uuid;
  key: string;
  name: string;
  version: number;
}

export interface LineRow {
  id: Uuid;
  key: string;
  name: string;
  plantId: Uuid;
  running: boolean;
  version: number;
}

export interface SystemRow {
  id: Uuid;
  key: string;
  name: string;
  description: string | null;
  tier: number;
  zone: Zone;
  plantId: Uuid | null;
  teamId: Uuid | null;
  essential: boolean;
  safety: boolean;
  tags: string[];
  links: Link[];
  rtoMinutes: number | null;
  mtdMinutes: number | null;
  /** The estimate in working minutes: all three or none. */
  optimistic: number | null;
  likely: number | null;
  pessimistic: number | null;

  state: SystemState;
  stateSince: Instant;
  serviceLevel: ServiceLevel;
  workaround: string | null;
  /** When work on it began for the first time; null = never touched by a restore. */
  firstStartedAt: Instant | null;
  restoredBy: Uuid | null;
  restoredAt: Instant | null;
  restorePoint: string | null;
  restorePointAt: Instant | null;
  lastValidation: Validation | null;
  /** Validation attempts, the present one included; from 1. */
  iteration: number;

  /** The standing signature; null when none stands. */
  verifiedAt: Instant | null;
  verifiedBy: Uuid | null;
  expiresAt: Instant | null;
  /** The kinds that were required when it was signed; empty when none stands. */
  requiredAtSigning: CheckKind[];
  /** Set by a revocation, cleared by the next signature: "revoked and not signed since". */
  revokedAt: Instant | null;
  revokedReason: string | null;
  /** The override that was spent when it went online; null when none was in force, and once it is no longer ONLINE. */
  onlineUnder: Uuid | null;
  /** Whether the expiry of the standing signature is in the log. */
  expiryLogged: boolean;
  /** Who weakened its rules since the declaration. */
  weakenedBy: Uuid[];
  version: number;
}

export interface DependencyRow {
  id: Uuid;
  systemId: Uuid;
  dependsOnId: Uuid;
  strength: DependencyStrength;
  kind: DependencyKind;
  requiredState: SystemState;
  reason: string | null;
  version: number;
}

export interface MilestoneRow {
  id: Uuid;
  key: string;
  name: string;
  plantId: Uuid | null;
  gate: boolean;
  linesMustRun: boolean;
  dueAt: Instant | null;
  achievedAt: Instant | null;
  achievedBy: Uuid | null;
  /** A gate that was declared, and of which a system was revoked since: it must be declared again. */
  voided: boolean;
  version: number;
}

/** The latest record of one check of one system; a PENDING check that was never recorded has no row. */
export interface CheckRow {
  systemId: Uuid;
  kind: CheckKind;
  outcome: CheckOutcome;
  evidence: Evidence[];
  note: string | null;
  recordedAt: Instant;
  recordedBy: Uuid;
  version: number;
}
