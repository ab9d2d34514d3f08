import { Lists, type Spread } from './lists';
import type { Topology } from './topology';

type ListName = { [K in keyof Topology]: Topology[K] extends Lists ? K : never }[keyof Topology];
export type Spreads = Record<ListName, Spread>;

const known = new WeakMap<Topology, Spreads>();

/** How long the lists between the rows of a board are; counted once for each plan. */
export function spreadsOf(topology: Topology): Spreads {
  const before = known.get(topology);
  if (before) return before;
  const lists = Object.entries(topology).filter((entry): entry is [ListName, Lists] => entry[1] instanceof Lists);
  const spreads = Object.fromEntries(lists.map(([name, list]) => [name, list.spread])) as Spreads;
  known.set(topology, spreads);
  return spreads;
}
