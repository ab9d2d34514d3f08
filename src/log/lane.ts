import { SQLSTATE, isUnavailable } from '../postgres/sqlstate';

/** A command waited too long for its turn; the same command may succeed a moment later. */
export class LaneFull extends Error {
  readonly code = SQLSTATE.lockNotAvailable;
  constructor() {
    super('too many commands wait for this incident');
  }
}

// An outage ends the wait of all at once; this bounds the wait for others who write.
const longestWait = 10_000;

interface Lane {
  tail: Promise<unknown>;
  /** The last turn that found the database away: whoever waited for it already need not find out again. */
  outage: { error: unknown; at: number } | null;
}

/** One queue per incident (by UUID, or by key while it is declared): commands take turns before they take a connection. */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();

  /** Runs the work when its turn comes; LaneFull when it has not come in time, the error of an outage met meanwhile. */
  async run<T>(incident: string, work: () => Promise<T>): Promise<T> {
    const lane = this.lanes.get(incident) ?? { tail: Promise.resolve(), outage: null };
    this.lanes.set(incident, lane);
    const queuedAt = performance.now();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), longestWait);
    const turn = lane.tail.then(() => {
      clearTimeout(timer);
      if (lane.outage && lane.outage.at > queuedAt) throw lane.outage.error;
      if (late.signal.aborted) throw new LaneFull();
      return work();
    });
    lane.tail = turn.then(noop, (error: unknown) => {
      if (isUnavailable(error)) lane.outage = { error, at: performance.now() };
    });
    const { tail } = lane;
    void tail.then(() => lane.tail === tail && this.lanes.delete(incident));
    return Promise.race([turn, lateness(late.signal)]);
  }
}

function noop(): void {
  // what a turn answers is for its own caller
}

function lateness(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new LaneFull()), { once: true }));
}
