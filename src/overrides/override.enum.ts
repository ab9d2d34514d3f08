import type { OverrideStatus } from '../domain/words';
import { enumOf } from '../view/enum';

export const OverrideStatusEnum = enumOf<OverrideStatus>('OverrideStatus', 'How far an override is.', {
  REQUESTED: 'Waits for approvals.',
  APPROVED: 'Approved by enough people; not used yet.',
  USED: 'Spent by bringing the system online.',
  REJECTED: 'Refused by a commander, or taken back by who requested it.',
  EXPIRED: 'Not used in time.',
});
