import type { Instant, Uuid } from './rows';
import type { RowChange } from './tables';
import type { EventType, IncidentMode } from './words';

/** The counters that every event carries: as they stand after it; `total` is without the retired. */
export interface Counters {
  online: number;
  verified: number;
  total: number;
}

/** What a decision says happened: one fact, about one system at most, and the rows that it changes. */
export interface Fact {
  type: EventType;
  systemId?: Uuid | null;
  plantId?: Uuid | null;
  lineId?: Uuid | null;
  milestoneId?: Uuid | null;
  reason?: string | null;
  /** What a reader wants to know beside the rows; JSON. */
  facts?: Record<string, unknown>;
  rows: RowChange[];
  /** Who did it, where that is not who asked: the tracker itself. */
  actorId?: Uuid;
}

/** A fact in the incident's log. */
export interface RecoveryEvent {
  id: Uuid;
  incidentId: Uuid;
  mode: IncidentMode;
  /** 1, 2, 3 … within the incident, without a gap. */
  position: number;
  type: EventType;
  at: Instant;
  actorId: Uuid;
  systemId: Uuid | null;
  plantId: Uuid | null;
  lineId: Uuid | null;
  milestoneId: Uuid | null;
  counters: Counters;
  reason: string | null;
  data: Record<string, unknown>;
  /** The row changes, whether they lie in `data` or beside the event. */
  rows: RowChange[];
  previousHash: string;
  hash: string;
}

/** The principal in whose name the tracker itself acts; it has no tokens. */
export const blackstartPrincipalId: Uuid = '00000000-0000-4000-8000-00000000b1ac';
/** The principal that the first start makes. */
export const ownerPrincipalId: Uuid = '00000000-0000-4000-8000-0000000000a1';
/** The hash before the first event. */
export const genesisHash = '0'.repeat(64);
