import type { SystemOrder } from '../board/orders';
import type { ServiceLevel, SystemAction, SystemState, Zone } from '../domain/words';
import { enumOf } from '../view/enum';

export const SystemStateEnum = enumOf<SystemState>('SystemState', 'How far a system is on its way back.', {
  STOPPING: 'Ordered to stop; nobody has confirmed that it did. Ranks as OFFLINE.',
  OFFLINE: 'Down, and no work on it has begun.',
  RESTORING: 'Being rebuilt or restored.',
  RESTORED: 'Restored; nobody has shown that it works.',
  VALIDATED: 'Shown to work; waits for the gate.',
  ONLINE: 'In service.',
  RETIRED: 'Will not come back; out of all counts and criteria.',
});

export const ZoneEnum = enumOf<Zone>('Zone', 'Where the system sits: the Purdue levels of IEC 62443 practice.', {
  L5: 'Internet-facing and enterprise perimeter.',
  L4: 'Enterprise IT.',
  L3_5: 'The demilitarised zone between enterprise and plant.',
  L3: 'Site operations, such as a manufacturing execution system.',
  L2: 'Area supervision: operator stations, SCADA.',
  L1: 'Controllers.',
  L0: 'The physical process: sensors, drives, robots.',
  IRE: 'The isolated recovery environment.',
  CLOUD: 'In a public cloud, run by the company.',
  EXTERNAL: 'Run by somebody else.',
});

export const ServiceLevelEnum = enumOf<ServiceLevel>('ServiceLevel', 'What its users get of a system now.', {
  NONE: 'Nothing.',
  WORKAROUND: 'A way around it, such as paper; see workaround.',
  DEGRADED: 'ONLINE, with less than usual.',
  FULL: 'ONLINE, as usual.',
});

export const SystemOrderEnum = enumOf<SystemOrder>('SystemOrder', 'In which order systems are listed.', {
  RESTORE_ORDER: 'Each after all that it waits for: by wave, then tier, then key.',
  TIER: 'By tier, the foundation first, then by key.',
  NAME: 'By name, then by key.',
  MOST_UNLOCKED: 'By how many systems wait for it, the most first, then by key.',
  DUE: 'By dueAt, the earliest first; those without one last.',
});

export const SystemActionEnum = enumOf<SystemAction>('SystemAction', 'What somebody may do to a system.', {
  UPDATE: 'Change facts about it: updateSystem.',
  ADD_DEPENDENCY: 'Let it wait for another system: addDependency.',
  START_RESTORE: 'Begin work on it: startRestore.',
  MARK_RESTORED: 'Say that it is restored: markSystemRestored.',
  RECORD_VALIDATION: 'Say whether it works: recordValidation.',
  BRING_ONLINE: 'Pass the gate: bringSystemOnline.',
  TAKE_OFFLINE: 'Take it offline, or confirm that it stopped: takeSystemOffline.',
  RETIRE: 'Take it out of the recovery for good: retireSystem.',
  REINSTATE: 'Take it into the recovery again: reinstateSystem.',
  RECORD_CHECK: 'Record the result of a containment check: recordContainmentCheck.',
  WAIVE_CHECK: 'Accept that a containment check is not done: waiveContainmentCheck.',
  VERIFY_CONTAINMENT: 'Sign its containment, or renew the signature: verifyContainment.',
  REVOKE_CONTAINMENT: 'Say that its containment no longer holds: revokeContainment.',
  PLACE_HOLD: 'Place a stop sign on it: placeHold.',
  RELEASE_HOLD: 'Take away a stop sign that holds it: releaseHold.',
  REQUEST_OVERRIDE: 'Ask to pass some of its blockers: requestOverride.',
});
