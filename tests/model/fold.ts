import { createHash } from 'node:crypto';
import { recoveryTables } from '../../migrations/recovery-tables';
import { advance, apply, firstBoard } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { rowsOf } from '../../src/board/state';
import { rowName } from '../../src/board/tables';
import type { RecoveryEvent } from '../../src/domain/event';
import { later } from '../../src/domain/time';
import { readEvents } from '../../src/log/read';
import type { TestHouse } from '../support/house';
import { pictureOf } from './picture';
import { expectSame } from './same';

type Row = Record<string, unknown>;

/**
 * Folds an incident's log from position 0 and expects what Postgres has: every column of every recovery table, the head, the
 * chain of hashes, positions without a gap, the counters of each event, and the board that is loaded fresh. Answers the events.
 */
export async function expectFolded(house: TestHouse, incidentId: string): Promise<RecoveryEvent[]> {
  const events = await allEvents(house, incidentId);
  await expectChained(house, incidentId);
  const folded = foldOf(events);
  for (const table of recoveryTables) {
    const rows = table === 'note' ? notesOf(events) : rowsOf(folded.state)[table];
    expectSame(
      [table, byName(table, rows.map(withIncident(incidentId)))],
      [table, await stored(house, table, incidentId)],
    );
  }
  const fresh = await house.freshBoard(incidentId);
  const now = later(folded.now, fresh.now);
  expectSame(pictureOf(advance(folded, now)), pictureOf(advance(fresh, now)));
  return events;
}

/** All events of an incident with all their rows, in pages. */
async function allEvents({ ledger }: TestHouse, incidentId: string): Promise<RecoveryEvent[]> {
  const events: RecoveryEvent[] = [];
  for (;;) {
    const page = await readEvents(ledger.pool, incidentId, events.length, 200);
    if (page.length === 0) return events;
    events.push(...page);
  }
}

function foldOf([first, ...others]: RecoveryEvent[]): Board {
  let board = firstBoard(first!);
  expectCounted(board, first!);
  for (const event of others) {
    expectSame([event.position, event.previousHash], [board.position + 1, board.logHead]);
    board = apply(board, event);
    expectCounted(board, event);
  }
  return board;
}

function expectCounted(board: Board, { position, counters }: RecoveryEvent): void {
  expectSame({ position, ...counters }, { position: board.position, ...board.counters });
}

/** Notes do not live on the board, and are only ever added. */
function notesOf(events: readonly RecoveryEvent[]): object[] {
  return events.flatMap(({ position, rows }) =>
    rows.filter(({ table }) => table === 'note').map(({ row }) => ({ ...row, version: position })),
  );
}

/** The log's own columns, by their bytes: nothing of ours reads them here. */
async function expectChained({ sql }: TestHouse, incidentId: string): Promise<void> {
  const log = await sql('SELECT * FROM blackstart.event WHERE incident_id = $1 ORDER BY position', [incidentId]);
  let previous = '0'.repeat(64);
  for (const [index, row] of log.entries()) {
    const hash = createHash('sha256')
      .update(previous + row.text)
      .digest('hex');
    expectSame([row.position, row.previous_hash, row.hash], [index + 1, previous, hash]);
    previous = hash;
  }
  const [head] = await sql('SELECT position, log_head FROM blackstart.incident_head WHERE incident_id = $1', [
    incidentId,
  ]);
  expect(head).toEqual({ position: log.length, log_head: previous });
}

function withIncident(incidentId: string) {
  return (row: object): Row => ({ ...row, incidentId });
}

async function stored({ sql }: TestHouse, table: string, incidentId: string): Promise<Row> {
  const rows = await sql<Row>(`SELECT * FROM blackstart.${table} WHERE incident_id = $1`, [incidentId]);
  return byName(table, rows.map(camelCased));
}

function camelCased(row: Row): Row {
  const named = Object.entries(row).map(([column, value]) => [
    column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(named) as Row;
}

function byName(table: string, rows: readonly Row[]): Row {
  return Object.fromEntries(rows.map((row) => [rowName(table as Parameters<typeof rowName>[0], row), row]));
}
