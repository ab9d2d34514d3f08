import { isCounted } from '../domain/transitions';
import type { SystemState } from '../domain/words';
import type { Board } from './board';
import { tallied, totalOf } from './tallies';

/** The counters of an incident or a plant; the contract says what each one counts. */
export interface Progress {
  position: number;
  total: number;
  stopping: number;
  offline: number;
  restoring: number;
  restored: number;
  validated: number;
  online: number;
  retired: number;
  containmentVerified: number;
  blocked: number;
  ready: number;
  held: number;
  atRisk: number;
  overdue: number;
  /** 0 to 100; 0 of nothing. */
  percentOnline: number;
}

/** Counts a board's systems, or those of one plant. */
export function progress(board: Board, plant: number | null): Progress {
  const systems = plant === null ? everyOne(board) : board.systemsOfPlant(plant);
  const tallies = plant === null ? board.state.tallies : tallied(rowsOf(board, systems), board.now);
  const total = totalOf(tallies);
  const byState = Object.fromEntries(
    Object.entries(tallies.states).map(([state, count]) => [state.toLowerCase(), count]),
  ) as Record<Lowercase<SystemState>, number>;
  return {
    position: board.position,
    total,
    ...byState,
    containmentVerified: tallies.verified,
    ...derivedCounts(board, systems),
    percentOnline: total === 0 ? 0 : (100 * byState.online) / total,
  };
}

function everyOne(board: Board): Int32Array {
  return Int32Array.from({ length: board.systems.size }, (_, system) => system);
}

function* rowsOf(board: Board, systems: Int32Array) {
  for (const system of systems) yield board.systems.at(system);
}

function derivedCounts(board: Board, systems: Int32Array) {
  let [blocked, ready, held, atRisk, overdue] = [0, 0, 0, 0, 0];
  for (const system of systems) {
    const answer = board.answerOf(system);
    if (answer.blocked) blocked++;
    if (answer.ready) ready++;
    if (answer.risks.length > 0) atRisk++;
    if (board.holds.length > 0 && isCounted(board.systems.at(system).state) && board.holdsOn(system).length > 0) held++;
    if (board.isOverdue(system)) overdue++;
  }
  return { blocked, ready, held, atRisk, overdue };
}
