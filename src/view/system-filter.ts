import type { Board } from '../board/board';
import type { SystemRow } from '../domain/rows';
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

type Test = (row: SystemRow, system: number) => boolean;
/** Whether a system, by index on a board, matches. */
export type Matcher = (board: Board, system: number) => boolean;

/** A filter as a question about any board; the tests are made anew for each board, and cheapest first. */
export function matcherOf(filter: SystemFilter | null | undefined): Matcher {
  const tests = new WeakMap<Board, Test[]>();
  return (board, system) => {
    const known = tests.get(board) ?? testsOf(board, filter ?? {});
    tests.set(board, known);
    const row = board.systems.at(system);
    return known.every((test) => test(row, system));
  };
}

function testsOf(board: Board, filter: SystemFilter): Test[] {
  return [...rowTests(board, filter), ...answerTests(board, filter)];
}

function rowTests(board: Board, { plant, team, states, zones, maxTier, tag, search }: SystemFilter): Test[] {
  const tests: Test[] = [];
  if (given(plant)) tests.push(same('plantId', board.plants, plant));
  if (given(team)) tests.push(same('teamId', board.teams, team));
  if (given(states)) tests.push(({ state }) => states.includes(state));
  if (given(zones)) tests.push(({ zone }) => zones.includes(zone));
  if (given(maxTier)) tests.push(({ tier }) => tier <= maxTier);
  if (given(tag)) tests.push(({ tags }) => tags.includes(tag));
  if (given(search)) tests.push(wordsTest(search));
  return tests;
}

function answerTests(board: Board, { containment, ready, blocked, atRisk }: SystemFilter): Test[] {
  const tests: Test[] = [];
  if (given(containment)) tests.push((_, system) => containment.includes(board.containmentOf(system).status));
  if (given(ready)) tests.push((_, system) => board.isReady(system) === ready);
  if (given(blocked)) tests.push((_, system) => board.isBlocked(system) === blocked);
  if (given(atRisk)) tests.push((_, system) => board.risksOf(system).length > 0 === atRisk);
  return tests;
}

function given<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

// A plant or team that is not there has no systems.
function same(column: 'plantId' | 'teamId', rows: Board['plants'] | Board['teams'], idOrKey: string): Test {
  const index = rows.find(idOrKey);
  if (index === undefined) return () => false;
  const { id } = rows.at(index);
  return (row) => row[column] === id;
}

function wordsTest(search: string): Test {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ key, name }) => {
    const text = `${key}\n${name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
