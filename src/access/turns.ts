import pLimit from 'p-limit';

/** Lets so many work at once, so many more wait for a while, and sends the others away. */
export class Turns {
  private readonly limit: pLimit.Limit;

  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
    private readonly milliseconds: number,
  ) {
    this.limit = pLimit(most);
  }

  /** Does the work in its turn; null when that does not come in time. Who gave up keeps its place until its turn. */
  take<T>(work: () => Promise<T>): Promise<T | null> {
    const { limit } = this;
    if (limit.activeCount + limit.pendingCount >= this.most + this.mostWaiting) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      let isLate = false;
      const late = setTimeout(() => {
        isLate = true;
        resolve(null);
      }, this.milliseconds);
      limit(async () => {
        clearTimeout(late);
        if (!isLate) resolve(await work());
      }).catch(reject);
    });
  }
}
