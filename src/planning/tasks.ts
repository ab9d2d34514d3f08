import { type Closures, closureCounts } from '../domain/schedule/closure-counts';
import { type Outcomes, type Quantiles, fillQuantiles } from '../domain/schedule/quantiles';
import { type Stage, type TrialRange, runTrials } from '../domain/schedule/trials';

/** What a thread can be asked for. Typed arrays over shared memory are written in place. */
export type Task =
  | { kind: 'TRIALS'; stage: Stage; range: TrialRange }
  | { kind: 'QUANTILES'; into: Quantiles; outcomes: Outcomes; from: number; to: number }
  | { kind: 'CLOSURES'; closures: Closures };

/** Does a task; answers the counts of closures, for the others nothing. */
export function doTask(task: Task): Int32Array | null {
  if (task.kind === 'CLOSURES') return closureCounts(task.closures);
  if (task.kind === 'TRIALS') runTrials(task.stage, task.range);
  else fillQuantiles(task.into, task.outcomes, task.from, task.to);
  return null;
}
