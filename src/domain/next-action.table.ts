import type { CommandName } from './permission.table';

/** What somebody may be asked to do next; in this order where nothing else tells which is more urgent. */
export const actionKinds = [
  'CONFIRM_STOPPED',
  'COMPLETE_CHECKS',
  'VERIFY_CONTAINMENT',
  'START_RESTORE',
  'FINISH_RESTORE',
  'VALIDATE',
  'BRING_ONLINE',
  'DECLARE_MILESTONE',
  'MARK_LINE_RUNNING',
  'RELEASE_HOLD',
  'DECIDE_OVERRIDE',
  'RENEW_VERIFICATION',
] as const;
export type ActionKind = (typeof actionKinds)[number];

/** The command that does each of them. */
export const commandOf: Record<ActionKind, CommandName> = {
  CONFIRM_STOPPED: 'takeSystemOffline',
  COMPLETE_CHECKS: 'recordContainmentCheck',
  VERIFY_CONTAINMENT: 'verifyContainment',
  START_RESTORE: 'startRestore',
  FINISH_RESTORE: 'markSystemRestored',
  VALIDATE: 'recordValidation',
  BRING_ONLINE: 'bringSystemOnline',
  DECLARE_MILESTONE: 'achieveMilestone',
  MARK_LINE_RUNNING: 'markLineRunning',
  RELEASE_HOLD: 'releaseAnothersHold',
  DECIDE_OVERRIDE: 'approveOverride',
  RENEW_VERIFICATION: 'verifyContainment',
};
