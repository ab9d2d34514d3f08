import { noChanges } from '../domain/schedule/changes';
import { pageSize } from '../view/cursor';
import { requestError } from '../view/errors';
import type { View } from '../view/view';
import { type Question, isTooMuch } from './forecaster';
import { changesOf, keyOf } from './what-if';
import type { WhatIfInput } from './what-if.input';

const mostTrials = 20_000;

interface Asked {
  trials?: number | null;
  seed?: number | null;
  whatIf?: WhatIfInput | null;
}

/** What somebody asks of a view's future; throws LIMIT_EXCEEDED or BAD_USER_INPUT. */
export function questionOf({ board, planningAt }: View, { trials, seed, whatIf }: Asked): Question {
  const wanted = trials ?? 500;
  const systems = board.systems.size;
  if (wanted > mostTrials || isTooMuch(wanted, systems)) {
    const message = `trials: ${wanted} of ${systems} systems are too many; at most ${mostTrials}, and trials × systems at most 50 million.`;
    throw requestError('LIMIT_EXCEEDED', message, { argument: 'trials' });
  }
  const changes = whatIf ? changesOf(board, whatIf) : noChanges;
  const parts = { trials: pageSize(trials, 500, 'trials', mostTrials), seed: seed ?? 1 };
  return { ...parts, at: planningAt, changes, changesKey: keyOf(changes) };
}
