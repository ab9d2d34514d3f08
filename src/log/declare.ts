import type { PoolClient } from 'pg';
import type { DeclarationDecision } from '../domain/plan/decide';
import { type Refusal, refuse } from '../domain/refusal';
import type { Instant } from '../domain/rows';
import type { Moment } from '../domain/world';
import { SQLSTATE, sqlStateOf } from '../postgres/sqlstate';
import { commit } from './commit';
import { firstDraft } from './draft';
import { type CommandKey, type Replay, commandKey, findReplay } from './idempotency';
import { draftsOfMilestones } from './judge';
import { type CommandContext, type Outcome, onConnection } from './ledger';
import { readEvents } from './read';
import { isPassing, withRetries } from './retries';

/** A declaration: the key of the incident to be, and the rule. */
export interface Declaration {
  mutation: string;
  input: object;
  key: string;
  decide(moment: Moment): DeclarationDecision;
}

/** The one way to begin an incident: its head, first event and all rows in one transaction. */
export async function declare(context: CommandContext, declaration: Declaration): Promise<Outcome> {
  try {
    const outcome = await withRetries(() => attempt(context, declaration), isPassing);
    if (!outcome.replayed) return outcome;
    // only now, without a connection in hand: loading a board takes another one of the same few
    return { ...outcome, board: await context.ledger.keeper.find(outcome.objectId!) };
  } catch (error) {
    if (sqlStateOf(error) !== SQLSTATE.uniqueViolation) throw error;
    return refused([refuseTaken(declaration.key)]);
  }
}

function refuseTaken(key: string): Refusal {
  return refuse('ALREADY_EXISTS', `There is an incident ${key} already; choose another key.`, ['key']);
}

function refused(refusals: Refusal[]): Outcome {
  return { board: null, objectId: null, events: [], refusals, replayed: false };
}

function attempt(context: CommandContext, declaration: Declaration): Promise<Outcome> {
  return onConnection(context.ledger, true, async (client) => {
    await client.query('BEGIN');
    return decide(client, context, declaration);
  });
}

async function decide(client: PoolClient, context: CommandContext, declaration: Declaration): Promise<Outcome> {
  const { ledger, actor } = context;
  const { rows } = await client.query<{ now: Instant }>('SELECT blackstart.now() AS now');
  const moment: Moment = { now: rows[0]!.now, actor, newId: () => ledger.newId() };
  const decision = declaration.decide(moment);
  const key = commandKey(actor.id, declaration.mutation, declaration.input);
  if ('refusals' in decision) {
    await client.query('ROLLBACK');
    return refused(decision.refusals);
  }
  // in this order: whoever took both in between has left the answer under the idempotency key
  const taken = await isTaken(client, declaration.key);
  const before = key && (await findReplay(client, key));
  if (before) return answerAgain(client, before, key);
  if (taken) {
    await client.query('ROLLBACK');
    return refused([refuseTaken(declaration.key)]);
  }
  return write(client, context, decision, moment, key);
}

async function isTaken(client: PoolClient, key: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM blackstart.incident WHERE key = $1', [key]);
  return rowCount !== 0;
}

async function write(
  client: PoolClient,
  context: CommandContext,
  { incident, fact }: Extract<DeclarationDecision, { fact: unknown }>,
  moment: Moment,
  key: CommandKey | null,
): Promise<Outcome> {
  const { ledger, actor } = context;
  const first = firstDraft(incident, fact, { id: moment.newId(), actorId: actor.id, now: moment.now });
  const drafts = [first, ...draftsOfMilestones(first.board, moment)];
  const events = drafts.map(({ event }) => event);
  const results = [{ requested: declarationName, objectId: incident.id, events, refusals: [] }];
  const { onProgress } = context;
  await commit(client, ledger, { read: [], drafts, kept: key ? [{ key, results }] : [], onProgress });
  await ledger.feed.poll().catch(() => undefined); // the catalogue learns of it at once, or at the next look
  return { board: drafts.at(-1)!.board, objectId: incident.id, events, refusals: [], replayed: false };
}

const declarationName = 'incident';

async function answerAgain(client: PoolClient, before: Replay | 'MISMATCH', key: CommandKey): Promise<Outcome> {
  if (before === 'MISMATCH') {
    await client.query('ROLLBACK');
    const message = `The idempotency key ${key.key} was used before with another input; use a new one.`;
    return refused([refuse('IDEMPOTENCY_MISMATCH', message, ['idempotencyKey'])]);
  }
  const most = before.lastPosition - before.firstPosition + 1;
  const events = await readEvents(client, before.incidentId, before.firstPosition - 1, most);
  await client.query('ROLLBACK');
  return { board: null, objectId: before.incidentId, events, refusals: [], replayed: true };
}
