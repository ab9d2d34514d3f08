import type { RiskKind } from '../domain/words';
import { enumOf } from '../view/enum';

export const RiskKindEnum = enumOf<RiskKind>(
  'RiskKind',
  'Why something that is there should not be trusted as it is.',
  {
    DEPENDENCY_BELOW_REQUIRED: 'A HARD dependency is below its required state.',
    DEPENDENCY_UNTRUSTED:
      'A HARD dependency is there and cannot be trusted: not verified now, or something under it is at fault.',
    DEPENDENCY_SOFT: 'A SOFT dependency is not there.',
    VERIFICATION_EXPIRED: 'The signature under its containment is out of date.',
    ONLINE_UNDER_OVERRIDE: 'It went online under an override.',
    HELD: 'A hold is on it, on its plant or on the incident.',
    CHECK_WAIVED: 'One of its containment checks was waived.',
    RULES_WEAKENED: 'An edge, a rule, its tier or its zone was made weaker since the incident was declared.',
    RUNNING_WITHOUT_SYSTEM: 'A line is marked running while it lacks a system.',
  },
);
