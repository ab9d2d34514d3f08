/** Lets so many work at once, so many more wait for a while, and sends the others away. */
export class Turns {
  private working = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
    private readonly milliseconds: number,
  ) {}

  /** Does the work in its turn; null when that does not come in time. */
  async take<T>(work: () => Promise<T>): Promise<T | null> {
    if (!(await this.begin())) return null;
    try {
      return await work();
    } finally {
      this.working--;
      this.waiting.shift()?.();
    }
  }

  private begin(): Promise<boolean> {
    if (this.working < this.most) {
      this.working++;
      return Promise.resolve(true);
    }
    if (this.waiting.length >= this.mostWaiting) return Promise.resolve(false);
    return new Promise((resolve) => {
      const called = () => {
        clearTimeout(late);
        this.working++;
        resolve(true);
      };
      const late = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(called), 1);
        resolve(false);
      }, this.milliseconds);
      this.waiting.push(called);
    });
  }
}
