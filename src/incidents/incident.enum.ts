import type { IncidentMode, IncidentStatus } from '../domain/words';
import { enumOf } from '../view/enum';

export const IncidentModeEnum = enumOf<IncidentMode>('IncidentMode', 'Whether an incident is real.', {
  LIVE: 'A real attack and the recovery from it.',
  EXERCISE: 'A rehearsal: same engine, kept apart, marked on every page and payload.',
});

export const IncidentStatusEnum = enumOf<IncidentStatus>('IncidentStatus', 'Whether a recovery goes on.', {
  OPEN: 'The recovery goes on.',
  CLOSED: 'The recovery ended with its criteria met.',
  ABANDONED: 'Closed without meeting the criteria, such as a rehearsal that was broken off.',
});
