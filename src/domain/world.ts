import type { HoldRow, OverrideApprovalRow, OverrideRow } from './marks';
import type {
  CheckRow,
  DependencyRow,
  IncidentRow,
  Instant,
  LineRow,
  MilestoneRow,
  PlantRow,
  SystemRow,
  TeamRow,
  Uuid,
} from './rows';
import type { SystemColumns } from './schedule/columns';
import type { Network } from './schedule/network';
import type { CheckKind, LineStatus, MilestoneStatus } from './words';

/** Rows under dense indexes 0 … size-1, in the order of their keys (dependencies: of their systems, then of what they wait for). */
export interface Rows<R> {
  readonly size: number;
  at(index: number): R;
}

/** Rows that are named by UUID or by key. */
export interface KeyedRows<R> extends Rows<R> {
  /** The index of a UUID or key, or undefined. */
  find(idOrKey: string): number | undefined;
  /** The index of a UUID that is known to exist; throws on another, since that is a bug. */
  indexOf(id: Uuid): number;
}

/** Where trust breaks deepest-first below a system: the worst fault in its HARD closure, itself excluded. */
export interface Fault {
  /** Revoked and not signed since, else below the state that something requires of it. */
  revoked: boolean;
  /** Edges down to it, from 1. */
  distance: number;
  /** The system at fault. */
  system: number;
}

/**
 * One incident as the rules see it, as of one position and moment: rows by dense index and the graph among them.
 * All index lists are sorted by the key of what they name.
 */
export interface World {
  readonly incident: IncidentRow;
  readonly position: number;
  readonly teams: KeyedRows<TeamRow>;
  readonly plants: KeyedRows<PlantRow>;
  readonly lines: KeyedRows<LineRow>;
  readonly systems: KeyedRows<SystemRow>;
  readonly milestones: KeyedRows<MilestoneRow>;
  readonly dependencies: Rows<DependencyRow>;
  readonly holds: readonly HoldRow[];
  /** All that were ever requested, oldest first, and who approved one, in that order. */
  readonly overrides: readonly OverrideRow[];
  /** Whether anybody has written a note on a system. */
  hasNote(system: number): boolean;
  approvalsOf(overrideId: Uuid): readonly OverrideApprovalRow[];

  /** Indexes of the dependencies of a system. */
  dependenciesOf(system: number): ArrayLike<number>;
  /** Indexes of the dependencies on a system. */
  dependentsOf(system: number): ArrayLike<number>;
  /** The system that waits, and the one waited for, of a dependency. */
  waiterOf(dependency: number): number;
  targetOf(dependency: number): number;

  /** Milestones that a system waits for, and systems that wait for a milestone. */
  afterOf(system: number): ArrayLike<number>;
  waitingFor(milestone: number): ArrayLike<number>;
  /** Criteria of a milestone. */
  systemsOf(milestone: number): ArrayLike<number>;
  linesOf(milestone: number): ArrayLike<number>;
  milestonesOf(milestone: number): ArrayLike<number>;
  /** Milestones whose criteria name this system, or this milestone. */
  milestonesNeeding(system: number): ArrayLike<number>;
  milestonesAbove(milestone: number): ArrayLike<number>;
  /** What a line needs. */
  systemsOfLine(line: number): ArrayLike<number>;
  feedsOfLine(line: number): ArrayLike<number>;
  /** Lines that a line feeds. */
  linesFedBy(line: number): ArrayLike<number>;
  /** Lines that need a system, and milestones whose criteria name a line. */
  linesNeeding(system: number): ArrayLike<number>;
  milestonesOfLine(line: number): ArrayLike<number>;

  /** The recorded checks of a system, by kind; a PENDING one that was never recorded is absent. */
  checksOf(system: number): ReadonlyMap<CheckKind, CheckRow>;
  /** Holds on it, on its plant and on the incident, oldest first. */
  holdsOn(system: number): readonly HoldRow[];
  /** Systems whose signature has expired by a moment although the log does not say so. */
  unloggedExpiries(now: Instant): Iterable<number>;
  /** The worst fault below a system (see Fault), null when its HARD closure is sound. */
  faultBelow(system: number): Fault | null;
  /** The checks that the policy requires of a system now, in the order of the glossary. */
  requiredOf(system: number): readonly CheckKind[];
  /** How many of a milestone's systems are neither ONLINE nor RETIRED. */
  openSystemsOf(milestone: number): number;
  /** What stands in a plant. */
  systemsOfPlant(plant: number): ArrayLike<number>;
  linesOfPlant(plant: number): ArrayLike<number>;
  /** Who waits for whom among systems, lines and milestones, as typed arrays. */
  readonly network: Network;
  /** What planning reads of the systems, as typed arrays. */
  readonly columns: SystemColumns;
  lineStatusOf(line: number): LineStatus;
  milestoneStatusOf(milestone: number): MilestoneStatus;
  /** The automatic milestones whose criteria are met and that are not achieved. */
  readonly metMilestones: ArrayLike<number>;
  /** The topological rank that is stored for a system, line or milestone. */
  rankOf(id: Uuid): number;
}

/** When and by whom a decision is made: the clock of the database, the person, and a source of new ids. */
export interface Moment {
  now: Instant;
  actor: Actor;
  newId(): Uuid;
}

/** Who asks: a principal with the grants that count now. */
export interface Actor {
  id: Uuid;
  kind: 'HUMAN' | 'SERVICE';
  grants: readonly Grant[];
}

/** A role; for all incidents where incidentId is null, for a whole incident where plantId is. */
export interface Grant {
  role: 'OBSERVER' | 'ENGINEER' | 'VERIFIER' | 'COMMANDER' | 'ADMIN';
  incidentId: Uuid | null;
  plantId: Uuid | null;
}
