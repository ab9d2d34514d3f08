import { infeasibleFindings } from '../domain/plan-findings';
import type { Contradiction } from '../domain/plan/contradictions';
import type { Plan } from '../domain/plan/plan';
import type { Outlook } from '../domain/schedule/forecast';
import type { Instant } from '../domain/rows';
import type { Board } from '../board/board';
import { plannedBoard } from '../board/planned';
import type { RequestContext } from '../view/context';
import { requestError } from '../view/errors';
import type { View } from '../view/view';
import { type Forecaster, type Question, plainQuestion } from './forecaster';

/** The outlook for a question about what a view shows, by default for the plan as it is; throws BUSY. */
export function outlookOf(view: View, question = plainQuestion(view.board, view.planningAt)): Promise<Outlook> {
  return answered(view.context.forecaster.ask(view.board, question));
}

function answered(answer: Promise<Outlook> | 'BUSY'): Promise<Outlook> {
  if (answer !== 'BUSY') return answer;
  throw requestError('BUSY', 'Three forecasts are being worked out already: ask again in some seconds.');
}

const drawsOfCheck = 5_000_000;
const fewestTrials = 51;

/** What only a forecast shows of a plan that nobody has declared yet, from its declaration on; throws BUSY. */
export async function examinePlan(forecaster: Forecaster, plan: Plan, now: Instant): Promise<Contradiction[]> {
  const board = plannedBoard(plan, now);
  if (!board || board.systems.size === 0) return [];
  const question = checkingQuestion(board, board.incident.declaredAt);
  return infeasibleFindings(board, await answered(forecaster.askOnce(board, question)));
}

/** What only a forecast shows of a plan that was applied, or would be; it waits its turn, since what was done is done. */
export async function examineApplied({ forecaster, keeper }: RequestContext, board: Board): Promise<Contradiction[]> {
  const question = checkingQuestion(board, board.planningTime(keeper.now()));
  return infeasibleFindings(board, await forecaster.askInTurn(board, question));
}

// Fewer trials of many systems: half of them tell enough, and nobody waits longer than some seconds.
function checkingQuestion(board: Board, at: Instant): Question {
  const question = plainQuestion(board, at);
  const trials = Math.max(fewestTrials, Math.floor(drawsOfCheck / Math.max(1, board.systems.size)));
  return { ...question, trials: Math.min(trials, question.trials) };
}
