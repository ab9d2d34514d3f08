import type { Estimate } from './remaining';

/** What is supposed of an incident to see what would follow; systems and teams by index. Nothing of it is stored. */
export interface Changes {
  estimates: ReadonlyMap<number, Estimate>;
  /** Treated as ONLINE now. */
  online: ReadonlySet<number>;
  /** Taken out; what depends on them waits for nothing in their place. */
  without: ReadonlySet<number>;
  capacities: ReadonlyMap<number, number>;
  /** Minutes, from the planning time, that a hold on them lasts. */
  delays: ReadonlyMap<number, number>;
}

/** The plan as it is. */
export const noChanges: Changes = {
  estimates: new Map(),
  online: new Set(),
  without: new Set(),
  capacities: new Map(),
  delays: new Map(),
};
