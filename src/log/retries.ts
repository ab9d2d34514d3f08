import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import { isBusy, isOvertaken, isUnavailable, SQLSTATE, sqlStateOf } from '../postgres/sqlstate';
import { Unmet } from '../postgres/trip';
import { isKeyTaken } from './idempotency';

const attempts = 4;

/** The board was too far behind the log, or followed another one: it was brought up to date, so try again. */
export class Behind extends Error {}

/**
 * Whether another try may succeed: another transaction was in the way, or the clock passed an expiry between the decision and
 * the commit.
 */
export function isPassing(error: unknown): boolean {
  return error instanceof Behind || isKeyTaken(error) || isBusy(error) || isOvertaken(error);
}

/** Whether it would have come over any command: a board behind its log, a head that somebody else holds. */
export function isNobodysFault(error: unknown): boolean {
  return error instanceof Behind || sqlStateOf(error) === SQLSTATE.lockNotAvailable;
}

/** Whether nothing of a transaction was done for certain, because Postgres refused one of its statements. */
export function isUndone(error: unknown): boolean {
  if (error instanceof Unmet) return true;
  const isRefused = error instanceof DatabaseError && error.severity === 'ERROR';
  return isRefused && !isUnavailable(error) && !isNobodysFault(error);
}

/** Tries again after errors that may pass, a few times with jitter; then the error is the answer. */
export async function withRetries<T>(attempt: () => Promise<T>, mayPass: (error: unknown) => boolean): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error) || tried === attempts) throw error;
      await pause(Math.random() * 20 * tried);
    }
  }
}
