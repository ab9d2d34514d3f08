import type { Policy } from './plan';

/** The policy of a new incident whose plan says nothing else: the values of the sample, Albion Motors. */
export const defaultPolicy: Policy = {
  separationOfDuties: true,
  verificationMinutes: 7 * 1440,
  otVerificationMinutes: 3 * 1440,
  overrideApprovals: 2,
  overrideMinutes: 8 * 60,
  neverWaive: ['ISOLATION_IN_FORCE', 'SAFETY_TESTED', 'WALKDOWN_DONE'],
  rules: [
    {
      zones: [],
      minTier: null,
      maxTier: null,
      safetyOnly: false,
      require: ['ISOLATION_IN_FORCE', 'EVIDENCE_PRESERVED'],
    },
    {
      zones: ['L5', 'L4', 'L3_5', 'L3', 'IRE', 'CLOUD'],
      minTier: null,
      maxTier: null,
      safetyOnly: false,
      require: ['PERSISTENCE_REMOVED', 'BASELINE_MATCHED', 'CREDENTIALS_ROTATED', 'IOC_SWEEP_CLEAN'],
    },
    // The foundation comes back before there is a backup vault to restore from or an EDR to report to.
    {
      zones: ['L5', 'L4', 'L3_5', 'L3', 'IRE', 'CLOUD'],
      minTier: 1,
      maxTier: null,
      safetyOnly: false,
      require: ['TELEMETRY_LIVE', 'RESTORE_POINT_CLEAN', 'ROOT_CAUSE_CLOSED'],
    },
    { zones: ['L3_5', 'L3'], minTier: null, maxTier: null, safetyOnly: false, require: ['CONDUITS_REVIEWED'] },
    { zones: ['L5'], minTier: null, maxTier: null, safetyOnly: false, require: ['VENDOR_ACCESS_REVIEWED'] },
    {
      zones: ['L2', 'L1', 'L0'],
      minTier: null,
      maxTier: null,
      safetyOnly: false,
      require: ['CONTROL_LOGIC_MATCHED', 'ENGINEERING_STATION_CLEAN', 'DRY_RUN_PASSED'],
    },
    { zones: [], minTier: null, maxTier: null, safetyOnly: true, require: ['SAFETY_TESTED', 'WALKDOWN_DONE'] },
    { zones: ['EXTERNAL'], minTier: null, maxTier: null, safetyOnly: false, require: ['SUPPLIER_ATTESTED'] },
  ],
};
