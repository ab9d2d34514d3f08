import type { PoolClient } from 'pg';
import { mayRead } from '../domain/permission';
import { type Refusal, refuse } from '../domain/refusal';
import type { Uuid } from '../domain/rows';
import { later } from '../domain/time';
import type { Moment, World } from '../domain/world';
import { commit } from './commit';
import { type CommandKey, commandKey } from './idempotency';
import { type Rules, type Verdict, judge, refuseAccess } from './judge';
import { type BatchOutcome, type CommandContext, type ItemOutcome, type Outcome, connect } from './ledger';
import { type Opened, openHead } from './open';
import { answerAgain } from './replay';
import { Behind, withRetries } from './retries';

/** One command: what it is called, on which incident, with which input, and its rules. */
export interface Command<T> extends Rules<T> {
  mutation: string;
  input: { incident: string; expectedVersion?: number | null };
  /** Its statements may take minutes: a large plan. */
  patient?: boolean;
}

/** A command on many objects: which, and in which order they are judged. */
export interface EachCommand<T> extends Command<T> {
  requested: readonly string[];
  /** What is wrong with the request as a whole. */
  refuseRequest?(): Refusal | null;
  inOrder?(world: World, requested: readonly string[]): string[];
}

/**
 * The one way to change an incident: takes its turn, locks the head, brings the board up to it, judges with the rules and
 * the clock of the database, writes rows and events, commits, publishes. A refusal changes nothing. Throws only when
 * Postgres can't be asked (unavailable, busy) or on a bug.
 */
export async function change<T>(
  context: CommandContext,
  command: Command<T> & { requested: string },
): Promise<Outcome> {
  let replayed = false;
  const outcome = await changeEach(context, { ...command, requested: [command.requested] }, () => (replayed = true));
  const [item] = outcome.results;
  return {
    board: outcome.board,
    objectId: item?.objectId ?? null,
    events: item?.events ?? [],
    refusals: [...outcome.refusals, ...(item?.refusals ?? [])],
    replayed,
  };
}

/** The same for many objects in one transaction, each judged by itself on the board that those before it left. */
export async function changeEach<T>(
  context: CommandContext,
  command: EachCommand<T>,
  onReplay: () => void = () => undefined,
): Promise<BatchOutcome> {
  const { keeper, lanes } = context.ledger;
  const board = await keeper.findFor(command.input.incident, (id) => mayRead(context.actor, id));
  if (!board) {
    return { board: null, refusals: [noIncident(command.input.incident)], results: [] };
  }
  const refusal = command.refuseRequest?.();
  if (refusal) return { board, refusals: [refusal], results: [] };
  return lanes.run(board.id, () => withRetries(() => attempt(context, command, board.id, onReplay)));
}

function noIncident(name: string): Refusal {
  return refuse('NOT_FOUND', `There is no incident ${name.slice(0, 100)}.`, ['incident']);
}

async function attempt<T>(
  context: CommandContext,
  command: EachCommand<T>,
  incidentId: Uuid,
  onReplay: () => void,
): Promise<BatchOutcome> {
  const { ledger } = context;
  const client = await connect(ledger, command.patient ?? false);
  let isSound = false;
  try {
    const key = commandKey(context.actor.id, command.mutation, command.input);
    const opened = await openHead(client, ledger, incidentId, key);
    const outcome = await decide(client, context, command, opened, key, onReplay);
    isSound = true;
    return outcome;
  } catch (error) {
    isSound = error instanceof Behind;
    throw error;
  } finally {
    // a connection whose transaction may be open, or that does not answer, is not used again
    client.release(!isSound);
  }
}

async function decide<T>(
  client: PoolClient,
  context: CommandContext,
  command: EachCommand<T>,
  opened: Opened,
  key: CommandKey | null,
  onReplay: () => void,
): Promise<BatchOutcome> {
  const { ledger, actor } = context;
  const { board, before } = opened;
  const moment: Moment = { now: later(opened.now, board.lastAt), actor, newId: () => ledger.newId() };
  if (before === 'MISMATCH') {
    const [first = ''] = command.requested;
    const access = command.requested.length === 1 ? refuseAccess(board, command, first, moment) : null;
    return refused(client, ledger, opened, access ?? mismatch(key));
  }
  if (before) {
    onReplay();
    const results = await answerAgain(client, before, command, board, moment);
    await giveUp(client, ledger, opened);
    return { board, refusals: [], results };
  }
  const { verdicts, after } = judgeAll(command, board, moment);
  const drafts = verdicts.flatMap(({ verdict }) => verdict.drafts);
  const results = verdicts.map(({ requested, verdict }) => resultOf(requested, verdict));
  if (drafts.length === 0) await giveUp(client, ledger, opened);
  else await commit(client, context, opened, drafts, key && { key, results });
  return { board: after, refusals: [], results };
}

function judgeAll<T>(command: EachCommand<T>, board: Opened['board'], moment: Moment) {
  const requested = command.inOrder?.(board, command.requested) ?? command.requested;
  let after = board;
  const verdicts = requested.map((name) => {
    const asked = { requested: name, input: command.input, expectedVersion: command.input.expectedVersion };
    const verdict = judge(after, command, asked, moment);
    after = verdict.board;
    return { requested: name, verdict };
  });
  return { verdicts, after };
}

function resultOf(requested: string, { objectId, refusals, drafts }: Verdict): ItemOutcome {
  return { requested, objectId, refusals, events: drafts.map(({ event }) => event) };
}

function mismatch(key: CommandKey | null): Refusal {
  const message = `The idempotency key ${key?.key} was used before with another input; use a new one.`;
  return refuse('IDEMPOTENCY_MISMATCH', message, ['idempotencyKey']);
}

async function refused(
  client: PoolClient,
  ledger: CommandContext['ledger'],
  opened: Opened,
  refusal: Refusal,
): Promise<BatchOutcome> {
  await giveUp(client, ledger, opened);
  return { board: opened.board, refusals: [refusal], results: [] };
}

// Nothing was changed; what was read under the lock was committed before, so the board may keep it.
async function giveUp(client: PoolClient, ledger: CommandContext['ledger'], opened: Opened): Promise<void> {
  await client.query('ROLLBACK');
  ledger.keeper.adopt(opened.read);
}
