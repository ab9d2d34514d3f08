import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import { apply } from './apply';
import type { Board } from './board';

/** The log of an incident has an event that this version can't read: nobody knows what comes after it. */
export class UnreadableLog extends Error {
  constructor(
    readonly incidentId: Uuid,
    readonly position: number | null,
    cause: unknown,
  ) {
    const where = position === null ? '' : ` at position ${position}`;
    super(
      `The log of the incident ${incidentId} can't be read${where} by this version: the incident is closed off here.`,
      {
        cause,
      },
    );
  }
}

/** The board after an event that was read from the log; UnreadableLog where it can't be applied. */
export function applyRead(board: Board, event: RecoveryEvent): Board {
  try {
    return apply(board, event);
  } catch (error) {
    throw new UnreadableLog(board.id, event.position, error);
  }
}
