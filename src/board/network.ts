import type { DependencyRow } from '../domain/rows';
import { type Network, type NetworkEdges, makeNetwork } from '../domain/schedule/network';
import { stateRank } from '../domain/transitions';
import type { Lists } from './lists';
import type { Topology } from './topology';

type Pairs = Pick<Topology, 'waiters' | 'targets' | 'hard'> & { dependencies: readonly DependencyRow[] };
type LinkLists = Pick<Topology, 'afterOf' | 'systemsOfLine' | 'feedsOfLine' | 'systemsOf' | 'linesOf' | 'milestonesOf'>;

/** The network among systems, lines and milestones that are indexed already. */
export function networkOf(systems: number, lines: number, pairs: Pairs, links: LinkLists): Network {
  const edges = new Edges();
  pairs.dependencies.forEach(({ strength, requiredState }, at) => {
    if (strength === 'HARD') edges.add(pairs.waiters[at]!, pairs.targets[at]!, stateRank(requiredState));
  });
  const [line, milestone] = [systems, systems + lines];
  edges.addAll(links.afterOf, 0, milestone);
  edges.addAll(links.systemsOfLine, line, 0);
  edges.addAll(links.feedsOfLine, line, line);
  edges.addAll(links.systemsOf, milestone, 0);
  edges.addAll(links.linesOf, milestone, line);
  edges.addAll(links.milestonesOf, milestone, milestone);
  const soft = softOf(pairs);
  const sizes = { systems, lines, milestones: links.systemsOf.size };
  return makeNetwork(sizes, edges.all(), {
    from: Int32Array.from(soft, (at) => pairs.waiters[at]!),
    to: Int32Array.from(soft, (at) => pairs.targets[at]!),
  });
}

function softOf({ hard }: Pairs): number[] {
  return Array.from(hard.keys()).filter((at) => hard[at] === 0);
}

class Edges {
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly required: number[] = [];

  add(from: number, to: number, required: number): void {
    this.from.push(from);
    this.to.push(to);
    this.required.push(required);
  }

  /** The pairs of some lists; their owners and members are nodes from these numbers on. */
  addAll(lists: Lists, owners: number, members: number): void {
    for (let owner = 0; owner < lists.size; owner++) {
      for (const member of lists.of(owner)) this.add(owners + owner, members + member, -1);
    }
  }

  all(): NetworkEdges {
    const { from, to, required } = this;
    return { from: Int32Array.from(from), to: Int32Array.from(to), required: Int8Array.from(required) };
  }
}
