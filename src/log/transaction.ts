import { mayRead } from '../domain/permission';
import { type Refusal, refuse } from '../domain/refusal';
import type { World } from '../domain/world';
import { isBusy } from '../postgres/sqlstate';
import { alone, together } from './attempt';
import { commandKey } from './idempotency';
import type { Rules } from './judge';
import type { BatchOutcome, CommandContext, Outcome } from './ledger';

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

// What writes more has its own transaction: nobody else waits for it to be written, or with it where it fails.
const mostObjectsTogether = 20;

/**
 * The one way to change an incident: takes its turn, takes the head where the board stands, judges with the rules and the
 * clock of the database, writes rows and events, commits, publishes. A refusal changes nothing. Throws only when
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
  const { input, mutation, requested, patient } = command;
  const board = await keeper.findFor(input.incident, (id) => mayRead(context.actor, id));
  if (!board) {
    return { board: null, refusals: [noIncident(input.incident)], results: [] };
  }
  const refusal = command.refuseRequest?.();
  if (refusal) return { board, refusals: [refusal], results: [] };
  const key = commandKey(context.actor.id, mutation, input);
  const turns = patient || requested.length > mostObjectsTogether ? alone : together;
  try {
    return await lanes.run(board.id, { context, command, incidentId: board.id, key, onReplay }, turns);
  } catch (error) {
    if (isBusy(error)) context.ledger.onBusy();
    throw error;
  }
}

function noIncident(name: string): Refusal {
  return refuse('NOT_FOUND', `There is no incident ${name.slice(0, 100)}.`, ['incident']);
}
