import { isDeepStrictEqual } from 'node:util';
import { apply } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { boardOf } from '../../src/board/load';
import { rowsOf } from '../../src/board/state';
import { rowName } from '../../src/board/tables';
import type { RecoveryEvent } from '../../src/domain/event';
import { blockers } from '../../src/domain/gate';
import { refuseSeparation } from '../../src/domain/separation';
import { recoveryTables } from '../../migrations/recovery-tables';
import { type Sent, attackOnce } from '../support/attack-search';
import { depth, isFull } from '../support/depth';
import { Dice } from '../support/history.dice';
import { randomWorld, worldHead } from '../support/random-world';
import { type WorldDatabase, openWorlds } from '../support/world-database';

const statementsInAll = depth(600, 50_000);
const worldsAtOnce = 40;

const comparedTables = recoveryTables.filter((table) => table !== 'note');

type Row = Record<string, unknown>;

describe('Whatever the role of the application sends', () => {
  let database: WorldDatabase;

  beforeAll(async () => {
    database = await openWorlds();
  });
  afterAll(() => database.close());

  it(
    `nothing goes ONLINE past the gate, and the tables are what the log folds to: ${statementsInAll} statements`,
    async () => {
      const { sent, committed, online, wrong } = await search(1, statementsInAll);
      if (isFull) console.info({ statements: sent.length, committed, online });
      expect(wrong).toEqual([]);
      expect(online).toBeGreaterThan(depth(0, 50));
      expect(sent.filter(({ answer }) => answer === '42501').length).toBeGreaterThan(0);
    },
    depth(120_000, 3_600_000),
  );

  // the small depth begins with the worlds in which the full one finds it
  it.each([
    [depth(1_000_920, 1_000_000), 'refuse_risen', ' OR h.system_id IS NULL AND h.plant_id IS NULL', ''],
    [depth(2_000_080, 2_000_000), 'refuse_gate', 'risen IS NULL', 'true'],
  ])(
    'from seed %d on, a hole is found by it: %s without %s',
    async (seed, name, from, to) => {
      const { rows } = await database.owner.query<{ text: string }>('SELECT pg_get_functiondef($1::regproc) AS text', [
        `blackstart.${name}`,
      ]);
      const whole = rows[0]!.text;
      expect(whole.split(from)).toHaveLength(2);
      await database.owner.query(whole.replace(from, to));
      const { wrong } = await search(seed, 50_000).finally(() => database.owner.query(whole));
      expect(wrong).not.toEqual([]);
    },
    600_000,
  );

  /** Attacks fresh worlds until so many statements are sent, or something is wrong. */
  async function search(firstSeed: number, most: number) {
    const sent: Sent[] = [];
    const wrong: string[] = [];
    const counts = { committed: 0, online: 0 };
    for (let seed = firstSeed; sent.length < most && wrong.length === 0; seed += worldsAtOnce) {
      const now = await database.now();
      const worlds = Array.from({ length: worldsAtOnce }, (_, n) => randomWorld(new Dice(seed + n), now));
      await database.put(worlds, now);
      const boards = worlds.map((rows) => boardOf(rows, worldHead(now), now));
      for (let round = 0; round < worldsAtOnce * 3 && wrong.length === 0; round++) {
        const dice = new Dice(seed * 1000 + round);
        const chosen = dice.chance(0.7) ? [round % worldsAtOnce] : [round % worldsAtOnce, (round + 7) % worldsAtOnce];
        const before = sent.length;
        if (
          !(await attackOnce(
            dice,
            database.app,
            chosen.map((at) => boards[at]!),
            sent,
          ))
        )
          continue;
        counts.committed++;
        for (const at of chosen) {
          const { board, online, faults } = await folded(boards[at]!);
          boards[at] = board;
          counts.online += online;
          const told = sent.slice(before).map(({ text, answer }) => `${answer}: ${text.slice(0, 80)}`);
          wrong.push(...faults.map((fault) => [`seed ${seed}, round ${round}: ${fault}`, ...told].join('\n')));
        }
      }
      for (const board of boards) wrong.push(...(await folded(board)).faults);
    }
    return { sent, wrong, ...counts };
  }

  /** The board after what its log has by now, and what is wrong with it. */
  async function folded(start: Board): Promise<{ board: Board; online: number; faults: string[] }> {
    let board = start;
    let online = 0;
    const faults: string[] = [];
    for (const event of await eventsAfter(board)) {
      if (event.type === 'SYSTEM_ONLINE') {
        online++;
        faults.push(...pastTheGate(board, event));
      }
      board = apply(board, event);
    }
    const rows = rowsOf(board.state);
    const storedRows = await storedRowsOf(board.id);
    for (const [n, table] of comparedTables.entries()) {
      const told = byName(table, rows[table]);
      const stored = byName(table, storedRows[n]!);
      if (!isEqual(told, stored)) faults.push(`${table} is not what the log folds to`);
    }
    return { board, online, faults };
  }

  function pastTheGate(board: Board, { at, systemId, actorId }: RecoveryEvent): string[] {
    const system = board.systems.indexOf(systemId!);
    const actor = { id: actorId, kind: 'HUMAN' as const, grants: [] };
    const parted = refuseSeparation(board, system, actor, 'online');
    const state = board.systems.at(system).state === 'VALIDATED' ? [] : ['it was not VALIDATED'];
    return [
      ...blockers(board, system, at).map(({ message }) => message),
      ...(parted ? [parted.message] : []),
      ...state,
    ];
  }

  async function eventsAfter({ id, position }: Board): Promise<RecoveryEvent[]> {
    const { rows } = await database.owner.query(
      `SELECT incident_id AS "incidentId", position, id, type, at, actor_id AS "actorId", system_id AS "systemId",
          plant_id AS "plantId", line_id AS "lineId", milestone_id AS "milestoneId", text,
          previous_hash AS "previousHash", hash
         FROM blackstart.event WHERE incident_id = $1 AND position > $2 ORDER BY position`,
      [id, position],
    );
    return rows.map(({ text, ...event }) => {
      const { mode, counters, reason, data } = JSON.parse(text);
      return { ...event, mode, counters, reason, data, rows: data.rows };
    });
  }

  /** The rows of every compared table, in one journey. */
  async function storedRowsOf(incidentId: string): Promise<Row[][]> {
    const texts = comparedTables.map(
      (table) => `SELECT * FROM blackstart.${table} WHERE incident_id = '${incidentId}'`,
    );
    const results = (await database.owner.query(texts.join(';'))) as unknown as { rows: Row[] }[];
    return results.map(({ rows }) => rows.map(camelCased));
  }
});

function camelCased({ incident_id: _incident, ...row }: Row): Row {
  const named = Object.entries(row).map(([column, value]) => [
    column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(named) as Row;
}

function byName(table: (typeof recoveryTables)[number], rows: readonly object[]): Record<string, object> {
  return Object.fromEntries(rows.map((row) => [rowName(table, row), row]));
}

function isEqual(one: object, other: object): boolean {
  if (isDeepStrictEqual(one, other)) return true;
  try {
    expect(one).toEqual(other);
    return true;
  } catch {
    return false;
  }
}
