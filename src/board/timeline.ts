import type { RecoveryEvent } from '../domain/event';
import type { Board } from './board';
import { type Changed, changedAnswers } from './changed';

/** One step of an incident: an event, or (null) the clock alone, between two boards. */
export class Step {
  private found: Changed | undefined;

  constructor(
    readonly event: RecoveryEvent | null,
    readonly before: Board,
    readonly after: Board,
  ) {}

  /** The systems whose answers changed; worked out once, whoever asks. */
  get changed(): Changed {
    return (this.found ??= changedAnswers(this));
  }
}

const mostSteps = 1024;
// Boards of one plan share their indexes; a change of the plan makes new ones, so few of those are kept.
const mostTopologies = 8;

/** The present board of an incident and the recent steps that led to it; followers pull from it, nothing queues for them. */
export class Timeline {
  usedAt = Date.now();
  private steps: Step[] = [];
  /** The number of the first step that is kept. */
  private first = 0;
  private waiting = new Set<() => void>();
  /** The numbers of the kept steps that changed the plan. */
  private planChanges: number[] = [];
  private followers = 0;
  private forked = false;
  private why: Error | null = null;

  constructor(private present: Board) {}

  get board(): Board {
    return this.present;
  }
  /** The number of the step that will come next. */
  get end(): number {
    return this.first + this.steps.length;
  }
  get isForked(): boolean {
    return this.forked;
  }
  /** Why its followers end, where that is another reason than a log that was put back. */
  get fault(): Error | null {
    return this.why;
  }
  get isFollowed(): boolean {
    return this.followers > 0;
  }

  /** A step by its number; undefined when it is no longer kept. */
  step(number: number): Step | undefined {
    return this.steps[number - this.first];
  }

  /** The steps from the event at a position on, that one included; null when it is no longer kept. */
  stepsFrom(position: number): Step[] | null {
    const first = this.steps.findIndex(({ event }) => event?.position === position);
    return first === -1 ? null : this.steps.slice(first);
  }

  /** The events after a position that are kept here without a gap, or null when the first of them is not. */
  eventsAfter(position: number): RecoveryEvent[] | null {
    if (position >= this.present.position) return [];
    const events = this.steps.flatMap(({ event }) => (event && event.position > position ? [event] : []));
    return events[0]?.position === position + 1 ? events : null;
  }

  add(event: RecoveryEvent, board: Board): void {
    if (event.position !== this.present.position + 1) return;
    this.push(new Step(event, this.present, board));
  }

  advance(move: (board: Board) => Board): void {
    const moved = move(this.present);
    if (moved !== this.present) this.push(new Step(null, this.present, moved));
  }

  /** Ends its followers: as forked, or for the reason that is given. */
  fork(why: Error | null = null): void {
    this.forked = true;
    this.why = why;
    this.wake();
  }

  /** Resolves at the next step or fork, or when the signal ends the wait. */
  moved(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.forked) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Keeps the timeline in memory until the returned function is called. */
  follow(): () => void {
    this.followers++;
    return () => {
      this.followers--;
    };
  }

  private push(step: Step): void {
    if (step.before.state.topology !== step.after.state.topology) this.planChanges.push(this.end);
    this.steps.push(step);
    this.present = step.after;
    while (this.steps.length > mostSteps || this.planChanges.length > mostTopologies) this.dropFirst();
    this.wake();
  }

  private dropFirst(): void {
    this.steps.shift();
    if (this.planChanges[0] === this.first) this.planChanges.shift();
    this.first++;
  }

  private wake(): void {
    for (const done of [...this.waiting]) done();
  }
}
