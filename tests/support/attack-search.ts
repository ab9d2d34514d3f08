import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { Board } from '../../src/board/board';
import { sqlStateOf } from '../../src/postgres/sqlstate';
import { recoveryTables } from '../../migrations/recovery-tables';
import { blockers, isReady } from '../../src/domain/gate';
import type { Moment } from '../../src/domain/world';
import type { Fact } from '../../src/domain/event';
import type { RowChange } from '../../src/domain/tables';
import { type Draft, draftAfter } from '../../src/log/draft';
import type { Dice } from './history.dice';
import { people } from './random-world';
import { eventRow } from './world-database';
import * as steps from './world-steps';

/** What an attacker who has the application's role sends, and whether it was taken. */
export interface Sent {
  text: string;
  /** Postgres' word: taken, or its SQLSTATE. */
  answer: string;
}

/** One incident that he plays with: the board after what he has committed, and after what he has written in this transaction. */
interface Target {
  board: Board;
  pending: Draft[];
}

/**
 * Sends one transaction of random statements: heads moved honestly, twice and not at all; events, honest and changed; constraints made
 * immediate in between; savepoints; writes past the log. Answers whether it was committed; the caller reads the tables.
 */
export async function attackOnce(dice: Dice, app: Client, boards: readonly Board[], sent: Sent[]): Promise<boolean> {
  const targets: Target[] = boards.map((board) => ({ board, pending: [] }));
  let hasSavepoint = false;
  const send = async (text: string, values: unknown[] = []): Promise<boolean> => {
    try {
      await app.query(text, values);
      sent.push({ text, answer: 'taken' });
      return true;
    } catch (error) {
      const state = sqlStateOf(error);
      if (state === undefined) throw error;
      sent.push({ text, answer: state });
      return false;
    }
  };
  await send(
    `BEGIN ISOLATION LEVEL ${dice.weighted([
      [8, 'READ COMMITTED'],
      [1, 'REPEATABLE READ'],
      [1, 'SERIALIZABLE'],
    ])}`,
  );
  const makers: (readonly [number, () => Promise<boolean>])[] = [
    [8, () => appendTo(dice, dice.pick(targets), send)],
    [1, () => moveAgain(dice, dice.pick(targets), send)],
    [2, () => send(`SET CONSTRAINTS ALL ${dice.pick(['IMMEDIATE', 'IMMEDIATE', 'DEFERRED'])}`)],
    [1, () => pastTheLog(dice, dice.pick(targets).board, send)],
    [1, () => callOne(dice, dice.pick(targets).board, send)],
    [1, async () => (hasSavepoint = await send('SAVEPOINT here'))],
    [1, () => (hasSavepoint ? send('ROLLBACK TO SAVEPOINT here') : Promise.resolve(true))],
  ];
  for (let left = dice.between(1, 5); left > 0; left--) {
    const isTaken = await dice.weighted(makers)();
    if (!isTaken && !(hasSavepoint && (await send('ROLLBACK TO SAVEPOINT here')))) break;
  }
  const answer = await app.query('COMMIT').catch((error: unknown) => {
    if (sqlStateOf(error) === undefined) throw error;
    return null;
  });
  sent.push({ text: 'COMMIT', answer: answer?.command ?? 'refused' });
  return answer?.command === 'COMMIT';
}

type Send = (text: string, values?: unknown[]) => Promise<boolean>;

const momentOf = (dice: Dice, board: Board): Moment => ({
  ...{ now: board.now, actor: { id: dice.pick(people), kind: 'HUMAN', grants: [] } },
  newId: randomUUID,
});

/** Some events, honest or changed, after a move of the head that fits them. */
async function appendTo(dice: Dice, target: Target, send: Send): Promise<boolean> {
  const drafts: Draft[] = [];
  let { board } = target;
  for (let left = dice.between(1, 3); left > 0; left--) {
    const moment = momentOf(dice, board);
    for (const fact of anyStep(dice, board, moment).facts) {
      const told = dice.chance(0.3) ? changed(dice, board, fact) : fact;
      try {
        const draft = draftAfter(board, told, { id: randomUUID(), actorId: moment.actor.id, now: moment.now });
        drafts.push(draft);
        board = draft.board;
      } catch {
        return true; // the board can't hold what he made up: there is no text of such an event
      }
    }
  }
  const last = drafts[drafts.length - 1]!.event;
  const order = dice.chance(0.05) ? [...drafts].reverse() : drafts;
  const isMoved =
    dice.chance(0.03) ||
    (await send('UPDATE blackstart.incident_head SET position = $2, log_head = $3 WHERE incident_id = $1', [
      ...[last.incidentId, last.position, last.hash],
    ]));
  if (!isMoved) return false;
  const groups = dice.chance(0.5) ? [order] : order.map((draft) => [draft]);
  for (const group of groups) {
    const isTaken = await send(
      'INSERT INTO blackstart.event SELECT * FROM jsonb_populate_recordset(NULL::blackstart.event, $1)',
      [JSON.stringify(group.map(eventRow))],
    );
    if (!isTaken) return false;
  }
  target.board = board;
  return true;
}

function anyStep(dice: Dice, board: Board, moment: Moment): steps.Step {
  const all = Array.from({ length: board.systems.size }, (_, n) => n);
  const ready = all.filter((each) => isReady(board, each, blockers(board, each, board.now)));
  const system = dice.chance(0.4) && ready.length > 0 ? dice.pick(ready) : dice.pick(all);
  const goals = Array.from({ length: board.milestones.size }, (_, n) => n);
  const goal = dice.maybe(goals);
  const override = dice.maybe(board.overrides);
  return dice.weighted<() => steps.Step>([
    [8, () => steps.online(board, system, moment, dice.chance(0.8) ? undefined : (override ?? null))],
    [2, () => steps.verify(board, system, moment)],
    [1, () => steps.waive(board, system, moment, 'OTHER')],
    [goal === undefined ? 0 : 1, () => steps.achieve(board, goal!, moment)],
    [goal === undefined ? 0 : 1, () => steps.meet(board, goal!, moment)],
    [override ? 1 : 0, () => steps.approve(board, override!, moment)],
    [1, () => ({ ...steps.reopenIncident(board) })],
  ])();
}

/** The event with a row more, a row less, another type or another object. */
function changed(dice: Dice, board: Board, fact: Fact): Fact {
  const { id } = board.systems.at(dice.between(0, board.systems.size - 1));
  const hold = dice.maybe(board.holds);
  const foreign = dice.pick<RowChange>([
    { table: 'system', op: 'update', row: { id, state: 'ONLINE' } },
    {
      table: 'system',
      op: 'update',
      row: {
        id,
        state: 'VALIDATED',
        verifiedAt: board.now,
        verifiedBy: people[0]!,
        revokedAt: null,
        revokedReason: null,
      },
    },
    { table: 'incident', op: 'update', row: { id: board.id, separationOfDuties: false, status: 'OPEN' } },
    ...(hold ? [{ table: 'hold', op: 'delete', row: { id: hold.id } } as const] : []),
  ]);
  return dice.pick<() => Fact>([
    () => ({ ...fact, rows: [foreign, ...fact.rows] }),
    () => ({ ...fact, rows: [...fact.rows, foreign] }),
    () => ({ ...fact, rows: fact.rows.slice(1) }),
    () => ({ ...fact, rows: [...fact.rows].reverse() }),
    () => ({
      ...fact,
      type: dice.pick(['NOTE_ADDED', 'SYSTEM_UPDATED', 'SYSTEM_ONLINE', 'PLAN_APPLIED', 'HOLD_RELEASED']),
    }),
    () => ({ ...fact, systemId: id }),
  ])();
}

function moveAgain(dice: Dice, { board }: Target, send: Send): Promise<boolean> {
  return send('UPDATE blackstart.incident_head SET position = position + $2 WHERE incident_id = $1', [
    ...[board.id, dice.pick([-1, 0, 1])],
  ]);
}

function pastTheLog(dice: Dice, board: Board, send: Send): Promise<boolean> {
  const table = dice.pick([...recoveryTables, 'event', 'event_rows', 'clock', 'incident_head']);
  return dice.pick([
    () => send(`DELETE FROM blackstart.${table}`),
    () => send(`UPDATE blackstart.${table} SET ${table === 'clock' ? 'offset_ms = 0' : 'incident_id = incident_id'}`),
    () => send(`TRUNCATE blackstart.${table} CASCADE`),
    () => send(`UPDATE blackstart.system SET state = 'ONLINE' WHERE incident_id = $1`, [board.id]),
    () => send(`ALTER TABLE blackstart.${table} DISABLE TRIGGER ALL`),
    () => send(`SET session_replication_role = replica`),
  ])();
}

function callOne(dice: Dice, board: Board, send: Send): Promise<boolean> {
  const { id } = board.systems.at(0);
  return dice.pick([
    () =>
      send(`SELECT blackstart.apply_system($1, 2, 'update', $2)`, [
        board.id,
        JSON.stringify([{ id, state: 'ONLINE' }]),
      ]),
    () =>
      send(`SELECT blackstart.apply_rows(e, $2) FROM blackstart.event e WHERE e.incident_id = $1`, [
        ...[board.id, JSON.stringify([{ op: 'update', table: 'system', row: { id, state: 'ONLINE' } }])],
      ]),
    () => send(`SELECT blackstart.settle(e) FROM blackstart.event e WHERE e.incident_id = $1`, [board.id]),
    () => send(`SELECT blackstart.require_rows(1, 2)`),
  ])();
}
