import { checksInTheWay, containmentStatus } from './containment';
import type { ActionKind } from './next-action.table';
import { refuseRestore } from './restore';
import type { Gate } from './roots';
import type { Instant, SystemRow } from './rows';
import { type Step, isCounted, stateAfter } from './transitions';
import type { World } from './world';

interface Asked {
  gate: Gate;
  /** Whether all that it waits for is there. */
  canStart: boolean;
}

interface Found {
  kind: ActionKind;
  message: string;
}

/** What somebody can do for one system now; a restore is only begun once what it waits for is there. */
export function systemAction(world: World, system: number, now: Instant, { gate, canStart }: Asked): Found[] {
  const row = world.systems.at(system);
  if (!isCounted(row.state)) return [];
  if (row.state === 'STOPPING')
    return [of('CONFIRM_STOPPED', row, 'Stop', 'it was revoked; then confirm that it is off')];
  if (can('startRestore', row)) return canStart ? restoreAction(world, system, 'startRestore') : [];
  if (can('markSystemRestored', row)) return restoreAction(world, system, 'markSystemRestored');
  const contain = containmentAction(world, system, now);
  if (can('passValidation', row)) return [of('VALIDATE', row, 'Validate', 'it is restored'), ...contain];
  if (!can('bringSystemOnline', row) || gate(system).length > 0) return contain;
  return [of('BRING_ONLINE', row, 'Bring online', 'nothing blocks it'), ...contain];
}

function can(step: Step, { state }: SystemRow): boolean {
  return stateAfter(step, state) !== null;
}

function of(kind: ActionKind, { key, name }: SystemRow, verb: string, why: string): Found {
  return { kind, message: `${verb} ${key} (${name}): ${why}.` };
}

// A hold is an action of its own.
function restoreAction(world: World, system: number, step: 'startRestore' | 'markSystemRestored'): Found[] {
  const row = world.systems.at(system);
  const refusal = refuseRestore(world, system, step);
  if (refusal?.code === 'CHECKS_INCOMPLETE') {
    return [
      of('COMPLETE_CHECKS', row, 'Preserve the evidence of', 'a restore wipes it, so EVIDENCE_PRESERVED comes first'),
    ];
  }
  if (refusal) return [];
  if (step === 'startRestore')
    return [of('START_RESTORE', row, 'Start the restore of', 'all that it waits for is there')];
  return [of('FINISH_RESTORE', row, 'Finish the restore of', 'it is under way')];
}

function containmentAction(world: World, system: number, now: Instant): Found[] {
  const row = world.systems.at(system);
  const status = containmentStatus(world, system, now);
  if (status === 'VERIFIED') return [];
  const missing = checksInTheWay(world, system);
  if (missing.length > 0)
    return [of('COMPLETE_CHECKS', row, 'Complete the checks of', `missing: ${missing.join(', ')}`)];
  if (status === 'EXPIRED')
    return [of('RENEW_VERIFICATION', row, 'Renew the verification of', 'its signature expired')];
  return [of('VERIFY_CONTAINMENT', row, 'Verify the containment of', 'every required check is passed or waived')];
}
