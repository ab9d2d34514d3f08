/** How many looks there may be for the sake of notices, and how many at once before that. */
const looksPerSecond = 100;
const looksAtOnce = 20;
/** Between two looks at all heads, which cost more. */
const headsMilliseconds = 200;
const millisecondsPerLook = 1000 / looksPerSecond;

interface Parts<Id> {
  /** Looks at one log. */
  lookAt(id: Id): Promise<void>;
  /** Looks at all heads. */
  lookAtAll(): Promise<void>;
  onError: (error: unknown) => void;
}

/**
 * The looks that notices ask for. Anybody who can connect can send notices, so they are hints that are counted: however many
 * come, the looks that follow are bounded. None is forgotten: what has to wait is looked at a little later, once.
 */
export class Looks<Id> {
  private readonly waiting = new Set<Id>();
  private all = false;
  private looking = false;
  private allAt = -Infinity;
  private left = looksAtOnce;
  private filledAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly parts: Parts<Id>) {}

  /** Asks for a look at one log that this process follows. */
  ask(id: Id): void {
    this.waiting.add(id);
    this.go();
  }

  /** Asks for a look at all heads. */
  askForAll(): void {
    this.all = true;
    this.go();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private go(): void {
    if (this.stopped || this.timer) return;
    this.fill();
    for (const id of this.waiting) {
      if (this.left < 1) break;
      this.left--;
      this.waiting.delete(id);
      this.parts.lookAt(id).catch(this.parts.onError);
    }
    const untilAll = this.allAt + headsMilliseconds - performance.now();
    if (this.all && !this.looking && untilAll <= 0) this.lookAtAll();
    if (this.waiting.size > 0) this.again(millisecondsPerLook);
    else if (this.all && !this.looking) this.again(untilAll);
  }

  private lookAtAll(): void {
    this.all = false;
    this.allAt = performance.now();
    this.looking = true;
    void this.parts
      .lookAtAll()
      .catch(this.parts.onError)
      .finally(() => {
        this.looking = false;
        this.go();
      });
  }

  private again(milliseconds: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.go();
    }, milliseconds);
  }

  private fill(): void {
    const now = performance.now();
    this.left = Math.min(looksAtOnce, this.left + (now - this.filledAt) / millisecondsPerLook);
    this.filledAt = now;
  }
}
