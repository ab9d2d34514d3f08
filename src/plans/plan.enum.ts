import type { FindingCode, FindingSeverity } from '../domain/plan/finding';
import { enumOf } from '../view/enum';
import type { PlanFormat } from './read';

export const PlanFormatEnum = enumOf<PlanFormat>('PlanFormat', 'How a plan document is written.', {
  BLACKSTART: "Blackstart's own document, as YAML or JSON.",
  BACKSTAGE: 'Backstage catalog entities, as multi-document YAML.',
  CSV: 'One system a line.',
});

export const FindingSeverityEnum = enumOf<FindingSeverity>('FindingSeverity', 'How much a finding weighs.', {
  ERROR: 'The document cannot be applied.',
  WARNING: 'It can be applied, and is probably not what was meant.',
  INFO: 'Worth knowing.',
});

export const FindingCodeEnum = enumOf<FindingCode>('FindingCode', 'What was found in a plan document.', {
  SYNTAX: 'It is not YAML, JSON or CSV; see line and column.',
  UNKNOWN_FIELD: 'A field that the format does not have.',
  TOO_LARGE: 'Larger than the limit of its format.',
  SKIPPED: 'Present in the source and not taken over.',
  CYCLE: 'Things wait for each other in a circle; see cycle.',
  UNKNOWN_REFERENCE: 'A key that names nothing in the document.',
  DUPLICATE_KEY: 'The same key twice, or the same dependency.',
  INVALID_VALUE: 'A value that the field does not allow.',
  RTO_INVERSION: 'A recovery time objective shorter than that of something it waits for.',
  RTO_INFEASIBLE: 'A recovery time objective that the forecast misses.',
  MTD_SHORTER_THAN_RTO: 'The maximum tolerable downtime is shorter than the recovery time objective.',
  NO_ESTIMATE: 'No estimate of the work.',
  NO_TEAM: 'No team to do the work.',
  TIER_INVERSION: 'A system waits for one of a higher tier number.',
});

export const PlanDiffActionEnum = enumOf<'ADD' | 'CHANGE' | 'REMOVE'>(
  'PlanDiffAction',
  'What applying a plan does to one object.',
  { ADD: 'It is new.', CHANGE: 'Some of its fields change; see fields.', REMOVE: 'It goes.' },
);
