import { isAwaited } from '../domain/transitions';
import type { Board } from './board';

/**
 * The wave of every system that still has to come back: 0 waits for none, n for one of wave n-1; null for the others. One
 * that is far enough already passes its own wave on: what it still waits for, its waiters cannot go online before either.
 */
export function wavesOf(board: Board): (number | null)[] {
  const systems = new Array<number | null>(board.systems.size).fill(null);
  const milestones = new Array<number>(board.milestones.size).fill(-1);
  for (const { kind, index } of byRank(board)) {
    if (kind === 'milestone') milestones[index] = lastWaveOf(board, index, systems, milestones);
    else if (isAwaited(board.systems.at(index).state)) {
      systems[index] = Math.max(afterDependencies(board, index, systems), 1 + lastMilestone(board, index, milestones));
    }
  }
  return systems;
}

interface Node {
  kind: 'system' | 'milestone';
  index: number;
  rank: number;
}

// Both kinds in one order: what a node waits for comes before it.
function byRank(board: Board): Node[] {
  const nodes: Node[] = [];
  for (let index = 0; index < board.systems.size; index++) {
    nodes.push({ kind: 'system', index, rank: board.rankOf(board.systems.at(index).id) });
  }
  for (let index = 0; index < board.milestones.size; index++) {
    nodes.push({ kind: 'milestone', index, rank: board.rankOf(board.milestones.at(index).id) });
  }
  return nodes.sort((one, other) => one.rank - other.rank);
}

function afterDependencies(board: Board, system: number, waves: (number | null)[]): number {
  let wave = 0;
  for (const edge of board.dependenciesOf(system)) {
    const awaited = waves[board.targetOf(edge)] ?? -1;
    if (board.dependencies.at(edge).strength !== 'HARD') continue;
    wave = Math.max(wave, board.isSatisfied(edge) ? awaited : awaited + 1);
  }
  return wave;
}

function lastMilestone(board: Board, system: number, milestones: number[]): number {
  return Math.max(-1, ...Array.from(board.afterOf(system), (milestone) => milestones[milestone] as number));
}

// The wave in which the last of a milestone's systems returns; -1 when it waits for no system.
function lastWaveOf(board: Board, milestone: number, waves: (number | null)[], milestones: number[]): number {
  if (board.milestoneStatusOf(milestone) === 'ACHIEVED') return -1;
  let last = -1;
  const onLines = Array.from(board.linesOf(milestone)).flatMap((line) => Array.from(board.systemsOfLine(line)));
  for (const system of board.systemsOf(milestone)) last = Math.max(last, waves[system] ?? -1);
  for (const system of onLines) last = Math.max(last, waves[system] ?? -1);
  for (const needed of board.milestonesOf(milestone)) last = Math.max(last, milestones[needed] as number);
  return last;
}
