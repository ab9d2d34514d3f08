import { setTimeout as pause } from 'node:timers/promises';
import { isBusy, isOvertaken } from '../postgres/sqlstate';
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
