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
  run<T>(incident: string, work: () => Promise<T>): Promise<T> {
    const busy = this.lanes.get(incident);
    const lane: Lane = busy ?? { tail: Promise.resolve(), outage: null };
    this.lanes.set(incident, lane);
    const { turn, answer } = busy ? queued(busy, work) : now(work);
    const tail = turn.then(noop, (error: unknown) => {
      if (isUnavailable(error)) lane.outage = { error, at: performance.now() };
    });
    lane.tail = tail;
    void tail.then(() => lane.tail === tail && this.lanes.delete(incident));
    return answer;
  }
}

/** A turn, and what is answered of it: that it has not come in time is answered before it comes. */
interface Queued<T> {
  turn: Promise<T>;
  answer: Promise<T>;
}

// Nobody else is there: no clock is needed.
function now<T>(work: () => Promise<T>): Queued<T> {
  const turn = work();
  return { turn, answer: turn };
}

function queued<T>(lane: Lane, work: () => Promise<T>): Queued<T> {
  const queuedAt = performance.now();
  let isLate = false;
  let timer: NodeJS.Timeout;
  const lateness = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new LaneFull());
    }, longestWait);
  });
  const turn = lane.tail.then(() => {
    clearTimeout(timer);
    if (lane.outage && lane.outage.at > queuedAt) throw lane.outage.error;
    if (isLate) throw new LaneFull();
    return work();
  });
  return { turn, answer: Promise.race([turn, lateness]) };
}

function noop(): void {
  // what a turn answers is for its own caller
}
