import { SQLSTATE, isUnavailable } from '../postgres/sqlstate';

/** A command waited too long for its turn; the same command may succeed a moment later. */
export class LaneFull extends Error {
  readonly code = SQLSTATE.lockNotAvailable;
  constructor() {
    super('too many commands wait for this incident');
  }
}

/** How those of one kind take their turn: so many of them at a time at most, in the order in which they came. */
export interface Turns<R, A> {
  most: number;
  /** Begins a turn; it is over when each of them has its answer. */
  take(this: void, asked: readonly R[]): readonly Promise<A>[];
}

// An outage ends the wait of all at once; this bounds the wait for others who write.
const longestWait = 10_000;

/** Who waits in a lane; what it asks for is known to its kind of turns alone. */
interface Waiting {
  asked: unknown;
  turns: Turns<unknown, unknown>;
  /** Its turn has come, and this will be its answer. */
  answer: (answer: Promise<unknown>) => void;
  refuse: (error: unknown) => void;
  /** Ends its wait with LaneFull. */
  timer?: NodeJS.Timeout;
}

/** One queue per incident (by UUID, or by key while it is declared): commands take turns before they take a connection. */
export class Lanes {
  private readonly lanes = new Map<string, Waiting[]>();

  /** What is answered when its turn comes; LaneFull when it has not come in time, the error of an outage met meanwhile. */
  run<R, A>(incident: string, asked: R, turns: Turns<R, A>): Promise<A> {
    const busy = this.lanes.get(incident);
    const lane = busy ?? [];
    const answer = new Promise<unknown>((resolve, refuse) => {
      const waiting: Waiting = { asked, turns, answer: resolve, refuse };
      if (busy) waiting.timer = endInTime(waiting, lane);
      lane.push(waiting);
    });
    if (!busy) {
      this.lanes.set(incident, lane);
      setImmediate(() => this.#next(incident, lane)); // those who came together begin together
    }
    return answer as Promise<A>;
  }

  #next(incident: string, lane: Waiting[]): void {
    const [first] = lane;
    if (!first) return void this.lanes.delete(incident);
    const { turns } = first;
    const others = lane.findIndex((waiting) => waiting.turns !== turns);
    const together = take(lane, Math.min(turns.most, others === -1 ? lane.length : others));
    const answers = turns.take(together.map(({ asked }) => asked));
    together.forEach(({ answer }, place) => answer(answers[place]!));
    void Promise.allSettled(answers).then((settled) => {
      // whoever waited meanwhile need not find out again
      const outage = settled.find((one) => one.status === 'rejected' && isUnavailable(one.reason));
      if (outage?.status === 'rejected') for (const { refuse } of take(lane, lane.length)) refuse(outage.reason);
      this.#next(incident, lane);
    });
  }
}

/** Takes the first so many out of a lane; they wait no longer. */
function take(lane: Waiting[], count: number): Waiting[] {
  const taken = lane.splice(0, count);
  for (const { timer } of taken) clearTimeout(timer);
  return taken;
}

/** That a turn has not come in time is answered before it comes; it does not come then. */
function endInTime(waiting: Waiting, lane: Waiting[]): NodeJS.Timeout {
  return setTimeout(() => {
    lane.splice(lane.indexOf(waiting), 1);
    waiting.refuse(new LaneFull());
  }, longestWait);
}
