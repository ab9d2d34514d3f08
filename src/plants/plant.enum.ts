import type { PlantStatus } from '../domain/words';
import { enumOf } from '../view/enum';

export const PlantStatusEnum = enumOf<PlantStatus>(
  'PlantStatus',
  'Counted over its essential systems and the systems of its lines, without the retired; none of either: HALTED.',
  {
    HALTED: 'None of them is ONLINE.',
    PARTIAL: 'Some of them are ONLINE.',
    READY: 'All of them are ONLINE.',
  },
);
