import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Board } from '../board/board';
import { type Bottleneck, bottlenecksOf, descents } from '../domain/bottlenecks';
import { type Changes, noChanges } from '../domain/schedule/changes';
import { allUnlocks } from '../domain/reach';
import type { Outlook } from '../domain/schedule/forecast';
import { type Schedule, scheduleOf } from '../domain/schedule/schedule';
import { stageOf } from '../domain/schedule/stage';
import type { Instant, Uuid } from '../domain/rows';
import { type Sample, simulate } from './simulate';
import { Threads } from './threads';

/** A question about the future of an incident: at a planning time, with some changes supposed. */
export interface Question extends Sample {
  at: Instant;
  changes: Changes;
  /** The changes as text, equal for equal ones; empty for none. */
  changesKey: string;
}

const mostTrials = 500;
const mostDraws = 50_000_000;
const mostWaiting = 2;
/** How many places the kept outlooks may have together; one place takes about 150 bytes. */
const mostPlaces = 500_000;

/** The question that a schedule's own forecasts answer: the plan as it is, 500 trials (fewer above 100,000 systems), seed 1. */
export function plainQuestion(board: Board, at: Instant): Question {
  const trials = Math.min(mostTrials, Math.floor(mostDraws / Math.max(1, board.systems.size)));
  return { at, trials, seed: 1, changes: noChanges, changesKey: '' };
}

/** Whether so many trials of so many systems are more than is drawn for anybody. */
export function isTooMuch(trials: number, systems: number): boolean {
  return trials * systems > mostDraws;
}

/** Answers questions about the future in worker threads, one after another, and keeps the answers. */
export class Forecaster {
  private readonly kept = new LRUCache<string, Promise<Outlook>>({ maxSize: mostPlaces });
  private readonly counted = new WeakMap<Board, Promise<readonly Bottleneck[]>>();
  /** The newest plan of each incident whose counts are being made. */
  private readonly newest = new Map<Uuid, Board>();
  private waiting = 0;
  private turn: Promise<unknown> = Promise.resolve();

  private readonly threads: Threads;
  /** Counts closures, so that a short count never waits behind a long forecast. */
  private readonly counter = new Threads(1);

  /** A forecast is shared out among so many threads. */
  constructor(count: number) {
    this.threads = new Threads(count);
  }

  /** Ends the threads; what they were asked is rejected. */
  async close(): Promise<void> {
    await Promise.all([this.threads.close(), this.counter.close()]);
  }

  /** The outlook for a question; BUSY where one is being worked out and two wait already. */
  ask(board: Board, question: Question): Promise<Outlook> | 'BUSY' {
    const { at, trials, seed, changesKey } = question;
    const name = [board.id, board.logHead, at, trials, seed, changesKey].join(' ');
    const known = this.kept.get(name);
    if (known) return known;
    const answer = this.askOnce(board, question);
    if (answer !== 'BUSY') this.keep(name, answer, board);
    return answer;
  }

  /** The same for a board that nobody will ask of again: its answer is not kept. */
  askOnce(board: Board, question: Question): Promise<Outlook> | 'BUSY' {
    return this.waiting > mostWaiting ? 'BUSY' : this.askInTurn(board, question);
  }

  /** The same, however many wait already. */
  askInTurn(board: Board, question: Question): Promise<Outlook> {
    return this.queue(() => this.answer(board, question));
  }

  /** The bottlenecks of a board, the worst first; worked out once. */
  bottlenecks(board: Board): Promise<readonly Bottleneck[]> {
    let answer = this.counted.get(board);
    if (!answer) {
      answer = this.countDescents(board);
      this.counted.set(board, answer);
      answer.catch(() => this.counted.delete(board));
    }
    return answer;
  }

  /** Makes the counts of a new plan ahead of anybody's asking; of plans that follow each other fast only of the last. */
  async prepare(board: Board): Promise<void> {
    const isUnderWay = this.newest.has(board.id);
    this.newest.set(board.id, board);
    if (isUnderWay) return;
    try {
      let last = board;
      do {
        last = this.newest.get(board.id) ?? last;
        await this.countUnlocks(last);
      } while (this.newest.get(board.id) !== last);
    } finally {
      this.newest.delete(board.id);
    }
  }

  /** Makes the counts that the order MOST_UNLOCKED needs, once for a plan. */
  async countUnlocks(board: Board): Promise<void> {
    const { unlocks } = board.state.topology;
    if (unlocks.isThere) return;
    const closures = allUnlocks(board);
    const counts = await this.counter.run({ kind: 'CLOSURES', closures });
    if (!unlocks.isThere) unlocks.keep({ counts: counts as Int32Array, waiting: closures.counted });
  }

  /** The schedule that a question is about. */
  schedule(board: Board, { at, changes, changesKey }: Question): Schedule {
    return changesKey === '' ? board.scheduleAt(at) : scheduleOf(board, at, changes);
  }

  private async countDescents(board: Board): Promise<Bottleneck[]> {
    const ways = descents(board, board.now, (system) => board.blockersOf(system));
    const counts = await this.counter.run({ kind: 'CLOSURES', closures: ways.closures });
    return bottlenecksOf(ways, counts as Int32Array);
  }

  private async answer(board: Board, question: Question): Promise<Outlook> {
    const schedule = this.schedule(board, question);
    await setImmediate(); // for 100,000 systems each of these steps takes some 20 ms, and others want their turn
    const { stage, columns, limits } = stageOf(board, schedule);
    await setImmediate();
    return { schedule, columns, quantiles: await simulate(this.threads, stage, limits, question) };
  }

  private queue(work: () => Promise<Outlook>): Promise<Outlook> {
    this.waiting++;
    const answer = this.turn.then(work).finally(() => this.waiting--);
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private keep(name: string, answer: Promise<Outlook>, { systems, lines, milestones }: Board): void {
    const size = Math.min(mostPlaces, Math.max(1, systems.size + lines.size + milestones.size)); // one alone is always kept
    this.kept.set(name, answer, { size });
    answer.catch(() => this.kept.peek(name) === answer && this.kept.delete(name));
  }
}
