import type { PoolClient } from 'pg';
import type { Board } from '../board/board';
import { attemptAtOnce } from './at-once';
import { commit } from './commit';
import { type Asked, type Decided, decide } from './decide';
import type { Turns } from './lane';
import { type BatchOutcome, onConnection } from './ledger';
import { type Opened, openHead } from './open';
import { isNobodysFault, isPassing, isUndone, withRetries } from './retries';

/** Each command in a transaction of its own. */
export const alone: Turns<Asked, BatchOutcome> = { most: 1, take: (asked) => asked.map(changeAlone) };

/**
 * Those who waited for the same incident in one transaction, each judged on the board that those before it left: one lock, one
 * COMMIT. Where that fails for what one of them does, each is done again by itself.
 */
export const together: Turns<Asked, BatchOutcome> = { most: 16, take: changeTogether };

async function changeAlone(asked: Asked): Promise<BatchOutcome> {
  const [decided] = await withRetries(() => attempt([asked]), isPassing);
  return outcomeOf(decided!);
}

function changeTogether(asked: readonly Asked[]): readonly Promise<BatchOutcome>[] {
  const repeat = asked.findIndex(({ key }, place) => isUsed(key, asked.slice(0, place)));
  if (repeat === -1) return asked.length === 1 ? asked.map(changeAlone) : changeAll(asked);
  // what was done under a key is known to those who come after it
  const before = changeTogether(asked.slice(0, repeat));
  const others = asked.slice(repeat);
  const after = Promise.allSettled(before).then(() => changeTogether(others));
  return [...before, ...others.map((_, place) => after.then((answers) => answers[place]!))];
}

function isUsed(key: Asked['key'], asked: readonly Asked[]): boolean {
  return key !== null && asked.some((one) => one.key?.key === key.key && one.key.principalId === key.principalId);
}

function changeAll(asked: readonly Asked[]): readonly Promise<BatchOutcome>[] {
  const shared = withRetries(() => attempt(asked), isNobodysFault);
  let turn: Promise<unknown> = shared.catch(() => undefined);
  return asked.map((one, place) =>
    shared.then(
      (decided) => outcomeOf(decided[place]!),
      (error: unknown) => {
        if (!isUndone(error)) throw error;
        const answer = turn.then(() => changeAlone(one));
        turn = answer.catch(() => undefined);
        return answer;
      },
    ),
  );
}

async function attempt(asked: readonly Asked[]): Promise<Decided[]> {
  return (await attemptAtOnce(asked)) ?? attemptUnderLock(asked);
}

function attemptUnderLock(asked: readonly Asked[]): Promise<Decided[]> {
  const [{ context, command, incidentId }] = asked as [Asked];
  const { ledger } = context;
  return onConnection(ledger, command.patient ?? false, async (client) => {
    const keys = asked.map(({ key }) => key);
    const opened = await openHead(client, ledger, incidentId, keys);
    const decided = await decideInTurn(client, asked, opened);
    await end(client, asked, opened, decided);
    return decided;
  });
}

async function decideInTurn(client: PoolClient, asked: readonly Asked[], opened: Opened): Promise<Decided[]> {
  const decided: Decided[] = [];
  let board: Board = opened.board;
  for (const [place, one] of asked.entries()) {
    const next = await decide(client, one, { board, now: opened.now, before: opened.before[place] ?? null });
    decided.push(next);
    board = next.board;
  }
  return decided;
}

async function end(
  client: PoolClient,
  asked: readonly Asked[],
  { read }: Opened,
  decided: readonly Decided[],
): Promise<void> {
  const [{ context }] = asked as [Asked];
  const { ledger } = context;
  const drafts = decided.flatMap((one) => one.drafts);
  if (drafts.length > 0) {
    const kept = decided.flatMap(({ kept }) => kept ?? []);
    const onProgress = asked.length === 1 ? context.onProgress : undefined;
    return commit(client, ledger, { read, drafts, kept, onProgress });
  }
  // Nothing was changed; what was read under the lock was committed before, so the board may keep it.
  await client.query('ROLLBACK');
  ledger.keeper.adopt(read);
}

function outcomeOf({ outcome }: Decided): BatchOutcome {
  if ('bug' in outcome) throw outcome.bug;
  return outcome;
}
