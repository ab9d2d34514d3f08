import { raiseRanks } from './graph-ranks';
import { type Refusal, refuse } from './refusal';
import type { Uuid } from './rows';
import type { RowChange } from './tables';
import type { World } from './world';

type Kind = 'systems' | 'lines' | 'milestones';

/** What shall wait for a system, by index. */
export type NewWaiters = Partial<Record<Kind, readonly number[]>>;

/** The changes of ranks that let some nodes wait for a system, the highest first; CYCLE, with its path, where one can't. */
export function raisedFor(world: World, awaited: number, waiters: NewWaiters): RowChange[] | Refusal {
  const nodes = new Nodes(world);
  const raised = new Map<number, number>();
  for (const kind of ['systems', 'lines', 'milestones'] as const) {
    for (const index of waiters[kind] ?? []) {
      const change = raiseRanks(
        nodes.of(kind, index),
        nodes.of('systems', awaited),
        (node) => raised.get(node) ?? world.rankOf(nodes.row(node).id),
        (node) => nodes.waitersOf(node),
      );
      if (change.cycle) return refuseCycle(change.cycle.map((node) => nodes.row(node).key));
      for (const [node, rank] of change.ranks) raised.set(node, rank);
    }
  }
  return [...raised]
    .sort(([, one], [, other]) => other - one)
    .map(([node, rank]) => ({ table: 'node_rank', op: 'update', row: { nodeId: nodes.row(node).id, rank } }));
}

function refuseCycle(cycle: string[]): Refusal {
  const message = `This would close a cycle in which nothing could come first: ${cycle.join(' waits for ')}.`;
  return { ...refuse('CYCLE', message, ['dependsOn']), cycle };
}

/** One numbering for the one graph: systems first, then lines, then milestones. */
class Nodes {
  private readonly lines: number;
  private readonly milestones: number;

  constructor(private readonly world: World) {
    this.lines = world.systems.size;
    this.milestones = this.lines + world.lines.size;
  }

  of(kind: Kind, index: number): number {
    return index + { systems: 0, lines: this.lines, milestones: this.milestones }[kind];
  }

  row(node: number): { id: Uuid; key: string } {
    if (node >= this.milestones) return this.world.milestones.at(node - this.milestones);
    return node >= this.lines ? this.world.lines.at(node - this.lines) : this.world.systems.at(node);
  }

  *waitersOf(node: number): Generator<number> {
    const { world, lines, milestones } = this;
    if (node >= milestones) {
      for (const above of Array.from(world.milestonesAbove(node - milestones))) yield milestones + above;
      yield* Array.from(world.waitingFor(node - milestones));
    } else if (node >= lines) {
      for (const fed of Array.from(world.linesFedBy(node - lines))) yield lines + fed;
      for (const milestone of Array.from(world.milestonesOfLine(node - lines))) yield milestones + milestone;
    } else {
      for (const edge of Array.from(world.dependentsOf(node))) {
        if (world.dependencies.at(edge).strength === 'HARD') yield world.waiterOf(edge);
      }
      for (const line of Array.from(world.linesNeeding(node))) yield lines + line;
      for (const milestone of Array.from(world.milestonesNeeding(node))) yield milestones + milestone;
    }
  }
}
