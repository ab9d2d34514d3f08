import { type Refusal, refuse } from './refusal';
import type { SystemRow } from './rows';
import type { SystemState } from './words';

type Steps = Partial<Record<SystemState, SystemState>>;

/** The state machine: for each command, from which state to which. What is not in the table is no step. */
export const transitions = {
  startRestore: { OFFLINE: 'RESTORING' },
  markSystemRestored: { OFFLINE: 'RESTORED', RESTORING: 'RESTORED' },
  passValidation: { RESTORED: 'VALIDATED' },
  failValidation: { RESTORED: 'RESTORING' },
  verifyContainment: { RESTORED: 'RESTORED', VALIDATED: 'VALIDATED', ONLINE: 'ONLINE' },
  bringSystemOnline: { VALIDATED: 'ONLINE' },
  takeSystemOffline: {
    STOPPING: 'OFFLINE',
    RESTORING: 'OFFLINE',
    RESTORED: 'OFFLINE',
    VALIDATED: 'OFFLINE',
    ONLINE: 'OFFLINE',
  },
  revokeContainment: {
    STOPPING: 'STOPPING',
    OFFLINE: 'OFFLINE',
    RESTORING: 'RESTORING',
    RESTORED: 'RESTORED',
    VALIDATED: 'VALIDATED',
    ONLINE: 'STOPPING',
  },
  retireSystem: { OFFLINE: 'RETIRED', RESTORING: 'RETIRED', RESTORED: 'RETIRED', VALIDATED: 'RETIRED' },
  reinstateSystem: { RETIRED: 'OFFLINE' },
} as const satisfies Record<string, Steps>;

export type Step = keyof typeof transitions;

const spoken: Record<Step, string> = {
  startRestore: 'start the restore of',
  markSystemRestored: 'mark as restored',
  passValidation: 'validate',
  failValidation: 'validate',
  verifyContainment: 'verify the containment of',
  bringSystemOnline: 'bring online',
  takeSystemOffline: 'take offline',
  revokeContainment: 'revoke the containment of',
  retireSystem: 'retire',
  reinstateSystem: 'reinstate',
};

/** The state that a step leads to, or null where the table has no such step. */
export function stateAfter(step: Step, state: SystemState): SystemState | null {
  return (transitions[step] as Steps)[state] ?? null;
}

/** Refuses a step that the table does not have from the system's present state: INVALID_TRANSITION. */
export function refuseTransition(step: Step, system: SystemRow): Refusal | null {
  if (stateAfter(step, system.state) !== null) return null;
  const from = Object.keys(transitions[step]).join(', ');
  return refuse(
    'INVALID_TRANSITION',
    `Cannot ${spoken[step]} ${system.key} while it is ${system.state}: that step leads from ${from}.`,
  );
}

const ranks: Record<SystemState, number> = {
  RETIRED: -1,
  STOPPING: 0,
  OFFLINE: 0,
  RESTORING: 1,
  RESTORED: 2,
  VALIDATED: 3,
  ONLINE: 4,
};

/** The place of a state on the way back: higher is nearer to ONLINE, RETIRED below all. */
export function stateRank(state: SystemState): number {
  return ranks[state];
}

/** Whether a state is good enough where another is required; RETIRED never is, STOPPING ranks as OFFLINE. */
export function hasReached(state: SystemState, required: SystemState): boolean {
  return ranks[state] >= ranks[required];
}

/** Whether a system still counts in criteria and totals: the retired dropped out. */
export function isCounted(state: SystemState): boolean {
  return state !== 'RETIRED';
}

/** Whether a system is back. */
export function isOnline(state: SystemState): boolean {
  return state === 'ONLINE';
}

/** Whether a system still has to come back: neither ONLINE nor RETIRED. */
export function isAwaited(state: SystemState): boolean {
  return isCounted(state) && !isOnline(state);
}
