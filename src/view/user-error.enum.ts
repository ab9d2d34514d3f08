import type { RefusalCode } from '../domain/words';
import { enumOf } from './enum';

export const UserErrorCodeEnum = enumOf<RefusalCode>('UserErrorCode', 'Why a mutation was refused.', {
  FORBIDDEN: "The viewer's grants do not cover this.",
  BLOCKED: 'The gate refused; see blockers.',
  INVALID_TRANSITION: 'The state machine has no such step from the present state.',
  CHECKS_INCOMPLETE:
    'A required check is pending, failed or too old: for a sign-off, or EVIDENCE_PRESERVED before a restore.',
  SEPARATION_OF_DUTIES: 'The same person may not do both steps.',
  CYCLE: 'The edge or plan would close a cycle; see cycle.',
  STALE_VERSION: "expectedVersion is not the object's version, or expectedCount not the number.",
  IDEMPOTENCY_MISMATCH: 'The idempotency key was used before with another input.',
  NOT_FOUND: 'An id or key of the input names nothing that the viewer may see.',
  ALREADY_EXISTS: 'It is there already: a key that is taken, an edge, a hold of the same person for the same reason.',
  INVALID_INPUT: 'A value of the input is not allowed; see field.',
  INCIDENT_CLOSED: 'The incident is CLOSED or ABANDONED, and nothing in it changes.',
  NOT_OVERRIDABLE: "This blocker can't be overridden.",
  NOT_WAIVABLE: 'The policy lets nobody waive this check.',
  OVERRIDE_EXPIRED: 'The override was not used in time.',
  CRITERIA_NOT_MET: 'The criteria of the milestone or of the end of recovery are not met; see blockers.',
  IN_USE: 'Another object still needs this one.',
});
