import type { CheckKind, CheckOutcome, ContainmentStatus } from '../domain/words';
import { enumOf } from '../view/enum';

export const ContainmentStatusEnum = enumOf<ContainmentStatus>(
  'ContainmentStatus',
  'The first that holds: VERIFIED, EXPIRED (a signature stands), READY_TO_VERIFY, REVOKED, UNVERIFIED.',
  {
    VERIFIED: 'A signature stands and has not expired.',
    EXPIRED: 'Signed, and the signature is out of date.',
    READY_TO_VERIFY: 'Every required check has passed or been waived; waiting for a verifier.',
    REVOKED: 'Revoked since the last signature.',
    UNVERIFIED: 'Not signed; required checks are missing.',
  },
);

export const CheckKindEnum = enumOf<CheckKind>(
  'ContainmentCheckKind',
  'What a containment check asks about one system.',
  {
    SCOPE_ASSESSED: 'It is known whether and how the attacker reached it.',
    ISOLATION_IN_FORCE: 'It is cut off from what is not yet clean.',
    EVIDENCE_PRESERVED: 'Forensic evidence was taken before anything was rebuilt.',
    ROOT_CAUSE_CLOSED: 'The way in is known and closed.',
    PERSISTENCE_REMOVED: 'What the attacker left behind to come back is gone.',
    CREDENTIALS_ROTATED: 'Every secret that it holds or that opens it was replaced.',
    IOC_SWEEP_CLEAN: 'A search for indicators of compromise found nothing.',
    TELEMETRY_LIVE: 'Its detection sensors report.',
    RESTORE_POINT_CLEAN: 'What it was restored from is older than the compromise, or was scanned and is clean.',
    BASELINE_MATCHED: 'Configuration and software are those of a known good baseline.',
    CONDUITS_REVIEWED: 'Every connection between its zone and others was reviewed.',
    VENDOR_ACCESS_REVIEWED: 'Every remote access of suppliers was reviewed.',
    CONTROL_LOGIC_MATCHED: 'Controller programs are the known good ones.',
    SAFETY_TESTED: 'Its safety functions were tested.',
    ENGINEERING_STATION_CLEAN: 'The station that programs it is clean.',
    DRY_RUN_PASSED: 'It ran without material, and did what it should.',
    WALKDOWN_DONE: 'People walked the installation and found it safe to start.',
    SUPPLIER_ATTESTED: 'The supplier that runs it has stated that it is clean.',
    VULNERABILITIES_CLOSED: 'Known vulnerabilities that matter are patched or mitigated.',
    RECOVERY_COPY_TAKEN: 'A clean copy was kept, to restore from next time.',
    LEGAL_HOLD_CONFIRMED: 'Nobody needs it kept as it is for a case.',
    OTHER: 'Something else; the note says what.',
  },
);

export const CheckOutcomeEnum = enumOf<CheckOutcome>('CheckOutcome', 'How a containment check stands.', {
  PENDING: 'Not done, or taken back.',
  PASSED: 'Done, with evidence.',
  FAILED: 'Done, and it is not so.',
  WAIVED: 'A commander accepted that it is not done.',
});
