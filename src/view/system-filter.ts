import type { Board } from '../board/board';
import type { ContainmentStatus, SystemState, Zone } from '../domain/words';

/** Which systems a list or a subscription is about; what is left out or null is not asked. */
export interface SystemFilter {
  plant?: string | null;
  team?: string | null;
  states?: SystemState[] | null;
  zones?: Zone[] | null;
  maxTier?: number | null;
  containment?: ContainmentStatus[] | null;
  ready?: boolean | null;
  blocked?: boolean | null;
  atRisk?: boolean | null;
  tag?: string | null;
  search?: string | null;
}

/** Whether a system, by index on a board, matches. */
export type Matcher = (board: Board, system: number) => boolean;
type Test = (system: number) => boolean;

const everything: Test = () => true;

/** A filter as a question about any board. */
export function matcherOf(filter: SystemFilter | null | undefined): Matcher {
  const tests = new WeakMap<Board, Test>();
  return (board, system) => {
    const test = tests.get(board) ?? testOf(board, filter ?? {}) ?? everything;
    tests.set(board, test);
    return test(system);
  };
}

/** A filter as a question about the systems of one board, by index; undefined where all of them match. */
export function testOf(board: Board, filter: SystemFilter): Test | undefined {
  const tests = [...rowTests(board, filter), ...answerTests(board, filter)]; // the cheapest first
  return tests.length > 1 ? (system) => tests.every((test) => test(system)) : tests[0];
}

function rowTests(board: Board, filter: SystemFilter): Test[] {
  const { plant, team, states, zones, maxTier, tag, search } = filter;
  const { columns, state, systems } = board;
  const tests: Test[] = [];
  if (given(plant)) tests.push(standsIn(board.state.topology.plantOf, board.plants.find(plant)));
  if (given(team)) tests.push(standsIn(columns.team, board.teams.find(team)));
  if (given(states)) tests.push((system) => states.includes(state.states.at(system)));
  if (given(zones)) tests.push((system) => zones.includes(systems.at(system).zone));
  if (given(maxTier)) tests.push((system) => columns.tier[system]! <= maxTier);
  if (given(tag)) tests.push((system) => systems.at(system).tags.includes(tag));
  if (given(search)) tests.push(wordsTest(board, search));
  return tests;
}

function answerTests(board: Board, { containment, ready, blocked, atRisk }: SystemFilter): Test[] {
  const tests: Test[] = [];
  if (given(containment)) tests.push((system) => containment.includes(board.containmentOf(system).status));
  if (given(ready)) tests.push((system) => board.isReady(system) === ready);
  if (given(blocked)) tests.push((system) => board.isBlocked(system) === blocked);
  if (given(atRisk)) tests.push((system) => board.risksOf(system).length > 0 === atRisk);
  return tests;
}

function given<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

// A plant or team that is not there has no systems.
function standsIn(column: Int32Array, wanted: number | undefined): Test {
  return (system) => column[system] === wanted;
}

function wordsTest({ systems }: Board, search: string): Test {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (system) => {
    const { key, name } = systems.at(system);
    const text = `${key}\n${name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
