import type { IncidentRow, Instant, Link } from '../rows';
import type { DependencyKind, DependencyStrength, IncidentMode, SystemState, Zone } from '../words';

/** What a plan may say about the incident itself; null = not said. */
export interface PlanIncident {
  key: string | null;
  title: string | null;
  mode: IncidentMode | null;
  declaredAt: Instant | null;
  compromisedSince: Instant | null;
}

/** The rules of an incident, as its row holds them. */
export type Policy = Pick<
  IncidentRow,
  | 'separationOfDuties'
  | 'verificationMinutes'
  | 'otVerificationMinutes'
  | 'overrideApprovals'
  | 'overrideMinutes'
  | 'neverWaive'
  | 'rules'
>;

export interface PlanTeam {
  key: string;
  name: string;
  capacity: number;
  contact: string | null;
}

export interface PlanPlant {
  key: string;
  name: string;
}

export interface PlanDependency {
  /** The key of the system that is waited for. */
  on: string;
  strength: DependencyStrength;
  kind: DependencyKind;
  requiredState: SystemState;
  reason: string | null;
}

/** One system; an entry with `at` has become one of these for each of its plants. */
export interface PlanSystem {
  key: string;
  name: string;
  description: string | null;
  tier: number;
  zone: Zone;
  plant: string | null;
  team: string | null;
  essential: boolean;
  safety: boolean;
  tags: string[];
  links: Link[];
  rtoMinutes: number | null;
  mtdMinutes: number | null;
  optimistic: number | null;
  likely: number | null;
  pessimistic: number | null;
  workaround: string | null;
  dependencies: PlanDependency[];
  /** Keys of the milestones that it waits for. */
  after: string[];
}

export interface PlanLine {
  key: string;
  name: string;
  plant: string;
  systems: string[];
  fedBy: string[];
}

export interface PlanMilestone {
  key: string;
  name: string;
  plant: string | null;
  gate: boolean;
  linesMustRun: boolean;
  systems: string[];
  lines: string[];
  milestones: string[];
  /** At most one of the two: minutes from declaredAt, or the moment itself. */
  dueMinutes: number | null;
  dueAt: Instant | null;
}

/** The parts of a plan that are lists of objects with keys. */
export interface PlanSections {
  teams?: PlanTeam[];
  plants?: PlanPlant[];
  systems?: PlanSystem[];
  lines?: PlanLine[];
  milestones?: PlanMilestone[];
}
export type PlanSection = keyof PlanSections;

/** A plan document, checked, its references resolved to keys; an absent section stays as it is where the plan is applied. */
export interface Plan extends PlanSections {
  incident?: PlanIncident;
  /** Absent parts stay as they are, or for a new incident take the default. */
  policy?: Partial<Policy>;
  /** Sections whose objects the source only mentions: they are added where they are missing, never changed or pruned. */
  implied: readonly PlanSection[];
}

/** How much a document holds, whether or not it is right. */
export interface PlanCounts {
  systems: number;
  dependencies: number;
  plants: number;
  milestones: number;
}
