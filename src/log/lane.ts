import type { Uuid } from '../domain/rows';
import { SQLSTATE } from '../postgres/sqlstate';

/** A command waited too long for its turn; the same command may succeed a moment later. */
export class LaneFull extends Error {
  readonly code = SQLSTATE.lockNotAvailable;
  constructor() {
    super('too many commands wait for this incident');
  }
}

const longestWait = 2500;

/** One queue per incident: commands of this process take turns before they take a connection. */
export class Lanes {
  private readonly tails = new Map<Uuid, Promise<unknown>>();

  /** Runs the work when its turn comes; LaneFull when it has not come in time. */
  async run<T>(incidentId: Uuid, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(incidentId) ?? Promise.resolve();
    let isLate = false;
    const turn = before.then(() => {
      clearTimeout(timer);
      if (!isLate) return work();
      throw new LaneFull();
    });
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    this.tails.set(incidentId, settled);
    void settled.then(() => this.tails.get(incidentId) === settled && this.tails.delete(incidentId));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        reject(new LaneFull());
      }, longestWait);
    });
    return Promise.race([turn, late]);
  }
}
