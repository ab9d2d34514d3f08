import type { LineStatus } from '../domain/words';
import { enumOf } from '../view/enum';

export const LineStatusEnum = enumOf<LineStatus>('LineStatus', 'The first that holds.', {
  BLOCKED: 'A system that the line needs is not online.',
  RUNNING: 'Somebody marked it running.',
  STARVED: 'Its systems are online; a line that feeds it is not READY or RUNNING.',
  READY: 'It could be started: its systems are online and what feeds it is there.',
});
