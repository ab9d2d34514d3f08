import type { Instant, Uuid } from './rows';
import type { BlockerKind, OverrideStatus } from './words';

/** A blocker that an override names: by kind and object. */
export interface OverriddenBlocker {
  kind: BlockerKind;
  systemId: Uuid | null;
  milestoneId: Uuid | null;
}

export interface OverrideRow {
  id: Uuid;
  systemId: Uuid;
  status: OverrideStatus;
  reason: string;
  blockers: OverriddenBlocker[];
  requestedBy: Uuid;
  requestedAt: Instant;
  expiresAt: Instant;
  version: number;
}

/** One person's approval of an override. */
export interface OverrideApprovalRow {
  overrideId: Uuid;
  principalId: Uuid;
  at: Instant;
  version: number;
}

export interface NoteRow {
  id: Uuid;
  systemId: Uuid | null;
  text: string;
  by: Uuid;
  at: Instant;
  version: number;
}

export interface HoldRow {
  id: Uuid;
  systemId: Uuid | null;
  plantId: Uuid | null;
  reason: string;
  placedAt: Instant;
  placedBy: Uuid;
  version: number;
}
