import { isDeepStrictEqual } from 'node:util';
import { advance } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { boardOf } from '../../src/board/load';
import type { BoardHead, BoardRows } from '../../src/board/tables';
import type { RecoveryEvent } from '../../src/domain/event';
import { later } from '../../src/domain/time';
import { readEvents } from '../../src/log/read';
import { depth } from '../support/depth';
import { openHistory, seedsOf, told } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';
import { expectFolded } from './fold';
import { pictureOf } from './picture';
import { type Tables, noTables, tablesAfter } from './plain';

const commandsEach = depth(30, 500);
const loadedEvery = 25;

let house: TestHouse;

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house?.close());

describe('a board that events moved forward', () => {
  it.each([1, 2, 3, 5, 8, 13, 21, 34, 55, 89])(
    `is after each of ${commandsEach} random commands the board that its rows make, and the log folds to it (seed %i)`,
    async (seed) => {
      const { board, live } = await openHistory(house, seed);
      const [first, ...others] = await readEvents(house.ledger.pool, board.id, 0, 50);
      let folded = others.reduce(foldedAfter, foldedAfter({ tables: noTables, head: nowhere }, first!));
      const lately: string[] = [];
      for await (const given of live(seedsOf(seed, commandsEach))) {
        lately.push(told(given));
        const where = () => `Seed ${seed}, after:\n${lately.slice(-8).join('\n')}`;
        const events = given.answer?.events.filter(({ position }) => position > folded.head.position) ?? [];
        folded = events.reduce(foldedAfter, folded);
        const mayDiffer = given.after !== given.before || given.minutes > 0;
        if (mayDiffer) expectSame(given.after, boardOf(rowsIn(folded.tables), folded.head, house.keeper.now()), where);
        if (given.number % loadedEvery === 0) expectSame(given.after, await house.freshBoard(board.id), where);
      }
      expectSame(house.keeper.loaded(board.id)!, await house.freshBoard(board.id), () => `Seed ${seed}, at the end`);
      await expectFolded(house, board.id);
    },
  );
});

/** The rows that a log comes to, and where it ends. */
interface Folded {
  tables: Tables;
  head: BoardHead;
}

const nowhere: BoardHead = { position: 0, logHead: '', lastAt: '' };

function foldedAfter({ tables }: Folded, event: RecoveryEvent): Folded {
  const { position, hash: logHead, at: lastAt } = event;
  return { tables: tablesAfter(tables, event), head: { position, logHead, lastAt } };
}

/** The rows as they are loaded: of notes, the systems that have one. */
function rowsIn({ note, ...tables }: Tables): BoardRows {
  const rows = Object.entries(tables).map(([table, byName]) => [table, [...byName.values()]]);
  const noted = new Set([...note.values()].flatMap(({ systemId }) => systemId ?? []));
  return { ...Object.fromEntries(rows), noted: [...noted] };
}

/** The same at the same moment; and what it keeps is asked anew in time (too early does no harm). */
function expectSame(applied: Board, made: Board, where: () => string): void {
  const now = later(applied.now, made.now);
  const [one, other] = [advance(applied, now), advance(made, now)];
  const [until, atMost] = [one.validUntil ?? '~', other.validUntil ?? '~'];
  if (until <= atMost && isDeepStrictEqual(pictureOf(one), pictureOf(other))) return;
  console.error(where());
  expect(pictureOf(one)).toEqual(pictureOf(other));
  throw new Error(`Its answers count until ${until}, although they change at ${atMost}.`);
}
