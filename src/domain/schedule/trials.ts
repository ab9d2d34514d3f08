import type { Graph } from '../graph';
import { PertSampler } from './pert';
import { randomOf } from './random';
import { type Staged, Simulation } from './simulation';

/** What a forecast simulates: the work in its restore order, and groups of places that are done with their last one. */
export interface Stage extends Staged {
  /** From each goal to its places. */
  goals: Graph;
}

/** Some of the trials of a forecast, and where their outcomes go: a row a trial, a column a place, then one a goal. */
export interface TrialRange {
  seed: number;
  from: number;
  /** Excluded. */
  to: number;
  outcomes: Float32Array;
}

/** How many columns the outcomes of a stage have. */
export function columnsOf({ work, goals }: Stage): number {
  return work.nodes.length + goals.size;
}

/**
 * Runs trials: each draws every working time anew and schedules the work with them. A trial's numbers hang on the seed and its
 * own number alone, so that it does not matter who runs it. Minutes from the planning time.
 */
export function runTrials(stage: Stage, { seed, from, to, outcomes }: TrialRange): void {
  const { work, goals } = stage;
  const size = work.nodes.length;
  const columns = columnsOf(stage);
  const simulation = new Simulation(stage);
  const sampler = new PertSampler(work.optimistic, work.likely, work.pessimistic);
  const duration = new Float64Array(size);
  for (let trial = from; trial < to; trial++) {
    const random = randomOf(seed, trial);
    for (let place = 0; place < size; place++) duration[place] = sampler.draw(place, random);
    const row = outcomes.subarray(trial * columns, (trial + 1) * columns);
    simulation.run(duration, row);
    lastOfEach(goals, row, size);
  }
}

function lastOfEach({ start, to, size: goals }: Graph, row: Float32Array, size: number): void {
  for (let goal = 0; goal < goals; goal++) {
    let last = 0;
    for (let edge = start[goal]!; edge < start[goal + 1]!; edge++) last = Math.max(last, row[to[edge]!]!);
    row[size + goal] = last;
  }
}
