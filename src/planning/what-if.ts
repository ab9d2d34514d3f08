import type { Board } from '../board/board';
import type { Changes } from '../domain/schedule/changes';
import { requestError } from '../view/errors';
import { given } from '../view/given';
import type { WhatIfInput } from './what-if.input';

const mostCapacity = 10_000;
const mostMinutes = 2_147_483_647;

/** What an input supposes of a board, by index; throws BAD_USER_INPUT that names the culprit. */
export function changesOf(board: Board, input: WhatIfInput): Changes {
  const { estimates = [], online = [], without = [], teamCapacities = [], delays = [] } = given(input);
  const system = (name: string, field: string): number => indexOf(board.systems, name, 'system', field);
  return {
    estimates: new Map(
      estimates.map(({ system: name, estimate }, at) => {
        const { optimistic, likely, pessimistic } = estimate;
        const path = `whatIf.estimates.${at}`;
        demand(
          isRising([0, optimistic, likely, pessimistic]),
          path,
          'the estimate must rise: optimistic, likely, pessimistic',
        );
        return [system(name, path), estimate];
      }),
    ),
    online: new Set(online.map((name, at) => system(name, `whatIf.online.${at}`))),
    without: new Set(without.map((name, at) => system(name, `whatIf.without.${at}`))),
    capacities: new Map(
      teamCapacities.map(({ team, capacity }, at) => {
        const path = `whatIf.teamCapacities.${at}`;
        demand(isRising([1, capacity, mostCapacity]), path, `the capacity must be from 1 to ${mostCapacity}`);
        return [indexOf(board.teams, team, 'team', path), capacity];
      }),
    ),
    delays: new Map(
      delays.map(({ system: name, minutes }, at) => {
        const path = `whatIf.delays.${at}`;
        demand(isRising([0, minutes, mostMinutes]), path, 'the minutes must not be negative');
        return [system(name, path), minutes];
      }),
    ),
  };
}

/** Changes as a text that is equal for equal ones, in whatever order they were given; empty for none. */
export function keyOf(changes: Changes): string {
  const sorted = Object.entries(changes).map(([kind, found]) => {
    const entries = [...(found as Iterable<unknown>)].map((entry) => JSON.stringify(entry)).sort();
    return entries.length > 0 ? `${kind}:${entries.join(';')}` : '';
  });
  return sorted.filter(Boolean).join('|');
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((number, at) => at === 0 || number >= numbers[at - 1]!);
}

function demand(isFine: boolean, path: string, sentence: string): void {
  if (!isFine) throw requestError('BAD_USER_INPUT', `${path}: ${sentence}.`, { argument: path });
}

function indexOf(
  rows: { find(idOrKey: string): number | undefined },
  name: string,
  kind: string,
  path: string,
): number {
  const index = rows.find(name);
  demand(index !== undefined, path, `there is no ${kind} ${JSON.stringify(name.slice(0, 100))} in this incident`);
  return index as number;
}
