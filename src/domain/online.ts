import { type Decision, about, no, refuseNoReason, systemChange, yes } from './decision';
import { blockedBy, blockers } from './gate';
import { overrideInForce } from './override-force';
import type { OverrideRow } from './marks';
import { refuseSeparation } from './separation';
import type { RowChange } from './tables';
import { hasReached, isAwaited, refuseTransition } from './transitions';
import type { Moment, World } from './world';

/** Decides bringSystemOnline: the gate, and who may open it. */
export function decideOnline(world: World, system: number, moment: Moment, input: { note?: string | null }): Decision {
  const row = world.systems.at(system);
  const transition =
    isAwaited(row.state) && row.state !== 'STOPPING' ? null : refuseTransition('bringSystemOnline', row);
  const refusal = transition ?? refuseSeparation(world, system, moment.actor, 'online');
  if (refusal) return no(refusal);
  const found = blockers(world, system, moment.now);
  if (found.length > 0) return no(blockedBy(row.key, 'go online', found));
  const override = overrideInForce(world, system, moment.now);
  const risen = { state: 'ONLINE' as const, stateSince: moment.now, serviceLevel: 'FULL' as const };
  return yes({
    type: 'SYSTEM_ONLINE',
    ...about(row),
    reason: input.note ?? null,
    facts: { system: row.key, from: row.state, to: 'ONLINE', override: override?.id ?? null },
    rows: [systemChange(row, { ...risen, onlineUnder: override?.id ?? null }), ...spent(override)],
  });
}

// An override is spent by going online, whether or not what it passes still stood in the way.
function spent(override: OverrideRow | null): RowChange[] {
  return override ? [{ table: 'override', op: 'update', row: { id: override.id, status: 'USED' } }] : [];
}

/** Decides takeSystemOffline: a reason, and nothing stands in its way; it confirms a STOPPING system. */
export function decideOffline(world: World, system: number, moment: Moment, input: { reason: string }): Decision {
  const row = world.systems.at(system);
  const refusal = refuseNoReason(input.reason) ?? refuseTransition('takeSystemOffline', row);
  if (refusal) return no(refusal);
  const serviceLevel = hasReached(row.state, 'ONLINE') ? 'NONE' : row.serviceLevel;
  return yes({
    type: 'SYSTEM_OFFLINE',
    ...about(row),
    reason: input.reason,
    facts: { system: row.key, from: row.state, to: 'OFFLINE' },
    rows: [systemChange(row, { state: 'OFFLINE', stateSince: moment.now, serviceLevel, onlineUnder: null })],
  });
}
