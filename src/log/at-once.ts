import type { Instant } from '../domain/rows';
import { type Statement, travel } from '../postgres/trip';
import { type Writing, publish, wholeTrip } from './commit';
import { type Asked, type Decided, judgeFirst } from './decide';
import { type Ledger, onConnection } from './ledger';
import { isUndone } from './retries';

/**
 * Judges on the board that this process has, by a time that the clock of the database has reached, and sends the whole transaction in
 * one trip: taking the head demands that it stands where that board does, and that this time is not a second past. Null, and nothing done, where it does not, where Postgres
 * refuses anything else, and where not every command has something to write: then they are judged under the lock. Tried only
 * while this process is the last that wrote to the incident.
 */
export async function attemptAtOnce(asked: readonly Asked[]): Promise<Decided[] | null> {
  const [{ context, command, incidentId }] = asked as [Asked];
  const { ledger } = context;
  const board = ledger.keeper.loaded(incidentId);
  if (!board || command.patient || ledger.wrote.get(incidentId) !== board.position) return null;
  const now = ledger.clock.reached();
  const decided = judgeFirst(asked, board, now);
  const writing = {
    drafts: decided.flatMap((one) => one.drafts),
    kept: decided.flatMap((one) => one.kept ?? []),
  };
  const trip = decided.every((one) => one.drafts.length > 0) ? tripOf(ledger, writing, now) : null;
  if (!trip || !(await isSent(ledger, trip))) return null;
  publish(ledger, [], writing.drafts);
  return decided;
}

// What can't be written is met again under the lock, after the look at its key, and told there.
function tripOf(ledger: Ledger, writing: Writing, now: Instant): Statement[] | null {
  try {
    return wholeTrip(ledger, writing, now);
  } catch {
    return null;
  }
}

/** False where nothing of it was done. */
function isSent(ledger: Ledger, trip: readonly Statement[]): Promise<boolean> {
  return onConnection(ledger, false, async (client) => {
    try {
      await travel(client, trip);
      return true;
    } catch (error) {
      if (!isUndone(error)) throw error;
      await client.query('ROLLBACK');
      return false;
    }
  });
}
