import type { MilestoneStatus } from '../domain/words';
import { enumOf } from '../view/enum';

export const MilestoneStatusEnum = enumOf<MilestoneStatus>('MilestoneStatus', 'How far a milestone is.', {
  PENDING: 'Its criteria are not met.',
  READY: 'Criteria met; waiting for a commander to declare it.',
  ACHIEVED: 'Reached.',
  REGRESSED: 'Achieved once, and a system or line that it needs has fallen since.',
});
