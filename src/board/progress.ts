import { isCounted } from '../domain/transitions';
import type { SystemState } from '../domain/words';
import type { Answer } from './answers';
import type { Board } from './board';
import { Sums } from './sums';
import { type Tallies, tallied, totalOf } from './tallies';

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

/** What cannot be read from the rows alone. */
export interface Derived {
  blocked: number;
  ready: number;
  held: number;
  atRisk: number;
  overdue: number;
}

/** What some systems come to. */
export interface Counted {
  tallies: Tallies;
  derived: Derived;
}

/** Counts a board's systems, or those of one plant; what no event has touched since it was counted is not counted again. */
export function progress(board: Board, plant: number | null): Progress {
  const { tallies, derived } = plant === null ? countedInAll(board) : countedIn(board, plant);
  const total = totalOf(tallies);
  const byState = Object.fromEntries(
    Object.entries(tallies.states).map(([state, count]) => [state.toLowerCase(), count]),
  ) as Record<Lowercase<SystemState>, number>;
  return {
    position: board.position,
    total,
    ...byState,
    containmentVerified: tallies.verified,
    ...derived,
    percentOnline: total === 0 ? 0 : (100 * byState.online) / total,
  };
}

// A chunk of answers becomes another one whenever something may count otherwise for one of its systems.
const derivedSums = new Sums<Answer | undefined, Derived, Board>({
  ofLeaf: (answers, from, board) =>
    derivedOf(
      board,
      answers.map((_, at) => from + at),
    ),
  join: (sums) => sums.reduce(added, nothing),
});

function countedInAll(board: Board): Counted {
  const { tallies, answers } = board.state;
  return { tallies, derived: derivedSums.of(answers.kept, board) };
}

function countedIn(board: Board, plant: number): Counted {
  return board.state.plantCounts.of(plant, () => {
    const systems = Array.from(board.systemsOfPlant(plant));
    const rows = systems.map((system) => board.systems.at(system));
    return { tallies: tallied(rows, board.now), derived: derivedOf(board, systems) };
  });
}

const nothing: Derived = { blocked: 0, ready: 0, held: 0, atRisk: 0, overdue: 0 };

function added(one: Derived, other: Derived): Derived {
  return {
    blocked: one.blocked + other.blocked,
    ready: one.ready + other.ready,
    held: one.held + other.held,
    atRisk: one.atRisk + other.atRisk,
    overdue: one.overdue + other.overdue,
  };
}

function derivedOf(board: Board, systems: readonly number[]): Derived {
  const counts = { ...nothing };
  for (const system of systems) {
    const answer = board.answerOf(system);
    if (answer.blocked) counts.blocked++;
    if (answer.ready) counts.ready++;
    if (answer.risks.length > 0) counts.atRisk++;
    if (isHeld(board, system)) counts.held++;
    if (board.isOverdue(system)) counts.overdue++;
  }
  return counts;
}

function isHeld(board: Board, system: number): boolean {
  return board.holds.length > 0 && isCounted(board.systems.at(system).state) && board.holdsOn(system).length > 0;
}
