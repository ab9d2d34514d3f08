import type { RecoveryEvent } from '../../src/domain/event';
import type { Instant, Uuid } from '../../src/domain/rows';
import { satisfies, required } from './oracle';
import { type Tables, hardDependencies, noTables, systemOf, tablesAfter } from './plain';

/** What somebody knows who read an incident's events with a pencil: the rows, and who did what. */
export interface Known {
  tables: Tables;
  position: number;
  hash: string;
  at: Instant;
  /** Who made the latest SYSTEM_RESTORED of each system. */
  restorers: ReadonlyMap<Uuid, Uuid>;
  /** Who weakened the rules of each system. */
  weakeners: ReadonlyMap<Uuid, ReadonlySet<Uuid>>;
  /** The milestones that were achieved, and of which of them a system was revoked since (gates only). */
  achieved: ReadonlyMap<Uuid, 'STANDS' | 'VOIDED'>;
  /** The systems whose standing signature was told to have expired. */
  expired: ReadonlySet<Uuid>;
}

export const nothingKnown: Known = {
  ...{ tables: noTables, position: 0, hash: '0'.repeat(64), at: '' },
  ...{ restorers: new Map(), weakeners: new Map(), achieved: new Map(), expired: new Set() },
};

/** What is known after one more event. */
export function learned(known: Known, event: RecoveryEvent): Known {
  const tables = tablesAfter(known.tables, event);
  const { position, hash, at, type, systemId, actorId } = event;
  const restorers = type === 'SYSTEM_RESTORED' ? new Map(known.restorers).set(systemId!, actorId) : known.restorers;
  const weakeners = new Map(known.weakeners);
  for (const { id } of tables.system.values()) {
    if (!known.tables.system.has(id)) continue;
    const isWeak = type === 'SYSTEM_RETIRED' ? isFreed(known.tables, event, id) : isWeaker(known.tables, tables, id);
    if (!isWeak) continue;
    weakeners.set(id, new Set([...(weakeners.get(id) ?? []), actorId]));
  }
  const said = { achieved: achievedAfter(known, event), expired: expiredAfter(known, tables, event) };
  return { tables, position, hash, at, restorers, weakeners, ...said };
}

/** Where a system replaces another, no edge is lost but its own to what it replaces. */
function isFreed(before: Tables, { systemId, data }: RecoveryEvent, id: Uuid): boolean {
  if (systemOf(before, id).key !== data.replacedBy) return false;
  return hardDependencies(before, id).some(({ dependsOnId }) => dependsOnId === systemId);
}

function expiredAfter({ expired }: Known, { system }: Tables, { type, systemId }: RecoveryEvent): ReadonlySet<Uuid> {
  const after = new Set([...expired].filter((id) => system.get(id)?.verifiedAt != null));
  if (type === 'CONTAINMENT_VERIFIED') after.delete(systemId!);
  if (type === 'VERIFICATION_EXPIRED') after.add(systemId!);
  return after;
}

/** "removed or softened an edge or `after`, lowered a required state, changed … so that fewer checks apply" */
function isWeaker(before: Tables, after: Tables, id: Uuid): boolean {
  if (before.dependency === after.dependency && before.system_after === after.system_after) {
    return before.incident !== after.incident || before.system !== after.system
      ? hasFewerChecks(before, after, id)
      : false;
  }
  const hasLostAfter = [...before.system_after].some(
    ([name, row]) => row.systemId === id && !after.system_after.has(name),
  );
  const now = new Map(hardDependencies(after, id).map((row) => [row.dependsOnId, row.requiredState]));
  const hasWeakerEdge = hardDependencies(before, id).some(({ dependsOnId, requiredState }) => {
    const state = now.get(dependsOnId);
    return state === undefined || !satisfies(state, requiredState);
  });
  return hasLostAfter || hasWeakerEdge || hasFewerChecks(before, after, id);
}

function hasFewerChecks(before: Tables, after: Tables, id: Uuid): boolean {
  const left = required(after, systemOf(after, id));
  return [...required(before, systemOf(before, id))].some((kind) => !left.has(kind));
}

/** "a gate of which a system, its own or of its lines, was revoked … must be declared again" */
function achievedAfter({ tables, achieved }: Known, { type, milestoneId, systemId }: RecoveryEvent): Known['achieved'] {
  const after = new Map(achieved);
  if (type === 'MILESTONE_ACHIEVED') after.set(milestoneId!, 'STANDS');
  if (type === 'MILESTONE_REOPENED') after.delete(milestoneId!);
  if (type !== 'CONTAINMENT_REVOKED') return after;
  const lines = new Set(
    [...tables.line_system.values()].filter((row) => row.systemId === systemId).map(({ lineId }) => lineId),
  );
  const direct = [...tables.milestone_system.values()].filter((row) => row.systemId === systemId);
  const byLine = [...tables.milestone_line.values()].filter(({ lineId }) => lines.has(lineId));
  for (const row of [...direct, ...byLine]) {
    if (after.has(row.milestoneId) && tables.milestone.get(row.milestoneId)!.gate) after.set(row.milestoneId, 'VOIDED');
  }
  return after;
}
