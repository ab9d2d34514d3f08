import type { PoolClient } from 'pg';
import type { Board } from '../board/board';
import { type Refusal, refuse } from '../domain/refusal';
import type { Instant, Uuid } from '../domain/rows';
import { later } from '../domain/time';
import type { Moment } from '../domain/world';
import type { Draft } from './draft';
import type { CommandKey, Replay } from './idempotency';
import { type Verdict, judge, refuseAccess } from './judge';
import type { BatchOutcome, CommandContext, ItemOutcome } from './ledger';
import { answerAgain } from './replay';
import type { EachCommand } from './transaction';

/** A command that takes its turn: in whose name, and on which incident. */
export interface Asked {
  context: CommandContext;
  command: EachCommand<unknown>;
  incidentId: Uuid;
  key: CommandKey | null;
  /** Hears that it is answered again. */
  onReplay: () => void;
}

/** What a command is judged by: the board that those before it left, the time, and what it did before. */
interface Place {
  board: Board;
  now: Instant;
  before: Replay | 'MISMATCH' | null;
}

/** What becomes of a command once its transaction is over: its answer, or the bug in its rules, and what is written for it. */
export interface Decided {
  outcome: BatchOutcome | { bug: unknown };
  drafts: Draft[];
  /** What is kept under its key. */
  kept: { key: CommandKey; results: readonly ItemOutcome[] } | null;
  /** The board after it. */
  board: Board;
}

/** Judges a command under the lock, or finds what it did before; writes nothing. */
export async function decide(client: PoolClient, asked: Asked, { board, now, before }: Place): Promise<Decided> {
  const { command, key, onReplay } = asked;
  const moment = momentOf(asked, board, now);
  if (before === 'MISMATCH') {
    const [first = ''] = command.requested;
    const access = command.requested.length === 1 ? refuseAccess(board, command, first, moment) : null;
    return nothing({ board, refusals: [access ?? mismatch(key)], results: [] }, board);
  }
  if (before) {
    onReplay();
    const results = await answerAgain(client, before, command, board, moment);
    return nothing({ board, refusals: [], results }, board);
  }
  return judgeNew(asked, board, moment);
}

/** Judges commands in their order as if none had been done before; asks nobody. */
export function judgeFirst(asked: readonly Asked[], board: Board, now: Instant): Decided[] {
  let after = board;
  return asked.map((one) => {
    const decided = judgeNew(one, after, momentOf(one, after, now));
    after = decided.board;
    return decided;
  });
}

function momentOf({ context: { actor, ledger } }: Asked, board: Board, now: Instant): Moment {
  return { now: later(now, board.lastAt), actor, newId: () => ledger.newId() };
}

function judgeNew(asked: Asked, board: Board, moment: Moment): Decided {
  try {
    return judged(asked, board, moment);
  } catch (bug) {
    return nothing({ bug }, board); // it is this command's alone, whoever else is in the transaction
  }
}

function nothing(outcome: Decided['outcome'], board: Board): Decided {
  return { outcome, drafts: [], kept: null, board };
}

function judged({ command, key }: Asked, board: Board, moment: Moment): Decided {
  const requested = command.inOrder?.(board, command.requested) ?? command.requested;
  let after = board;
  const drafts: Draft[] = [];
  const results = requested.map((name) => {
    const asked = { requested: name, input: command.input, expectedVersion: command.input.expectedVersion };
    const verdict = judge(after, command, asked, moment);
    after = verdict.board;
    drafts.push(...verdict.drafts);
    return resultOf(name, verdict);
  });
  const kept = key && drafts.length > 0 ? { key, results } : null;
  return { outcome: { board: after, refusals: [], results }, drafts, kept, board: after };
}

function resultOf(requested: string, { objectId, refusals, drafts }: Verdict): ItemOutcome {
  return { requested, objectId, refusals, events: drafts.map(({ event }) => event) };
}

function mismatch(key: CommandKey | null): Refusal {
  const message = `The idempotency key ${key?.key} was used before with another input; use a new one.`;
  return refuse('IDEMPOTENCY_MISMATCH', message, ['idempotencyKey']);
}
