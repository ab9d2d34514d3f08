import type { Network } from '../domain/schedule/network';
import type { BoardState } from './state';

/** Who stands next to whom on a board: lists of dense indexes, each sorted by the key of what it names. */
export class Neighbours {
  constructor(readonly state: BoardState) {}

  get network(): Network {
    return this.state.topology.network;
  }
  dependenciesOf(system: number): Int32Array {
    return this.state.topology.dependenciesOf.of(system);
  }
  dependentsOf(system: number): Int32Array {
    return this.state.topology.dependentsOf.of(system);
  }
  waiterOf(dependency: number): number {
    return this.state.topology.waiters[dependency] as number;
  }
  targetOf(dependency: number): number {
    return this.state.topology.targets[dependency] as number;
  }
  afterOf(system: number): Int32Array {
    return this.state.topology.afterOf.of(system);
  }
  waitingFor(milestone: number): Int32Array {
    return this.state.topology.waitingFor.of(milestone);
  }
  systemsOf(milestone: number): Int32Array {
    return this.state.topology.systemsOf.of(milestone);
  }
  linesOf(milestone: number): Int32Array {
    return this.state.topology.linesOf.of(milestone);
  }
  milestonesOf(milestone: number): Int32Array {
    return this.state.topology.milestonesOf.of(milestone);
  }
  milestonesNeeding(system: number): Int32Array {
    return this.state.topology.milestonesNeeding.of(system);
  }
  milestonesAbove(milestone: number): Int32Array {
    return this.state.topology.milestonesAbove.of(milestone);
  }
  milestonesOfLine(line: number): Int32Array {
    return this.state.topology.milestonesOfLine.of(line);
  }
  systemsOfLine(line: number): Int32Array {
    return this.state.topology.systemsOfLine.of(line);
  }
  feedsOfLine(line: number): Int32Array {
    return this.state.topology.feedsOfLine.of(line);
  }
  linesFedBy(line: number): Int32Array {
    return this.state.topology.linesFedBy.of(line);
  }
  linesNeeding(system: number): Int32Array {
    return this.state.topology.linesNeeding.of(system);
  }
  systemsOfPlant(plant: number): Int32Array {
    return this.state.topology.systemsOfPlant.of(plant);
  }
  linesOfPlant(plant: number): Int32Array {
    return this.state.topology.linesOfPlant.of(plant);
  }
  milestonesOfPlant(plant: number): Int32Array {
    return this.state.topology.milestonesOfPlant.of(plant);
  }
}
