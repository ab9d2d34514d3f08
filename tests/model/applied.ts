import { isDeepStrictEqual } from 'node:util';
import { advance } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { later } from '../../src/domain/time';
import { openHistory, seedsOf, told } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';
import { expectFolded } from './fold';
import { pictureOf } from './picture';

const commandsEach = 500;

/** Tests, for each seed, 500 random commands: the board that events moved forward is the one that is loaded fresh. */
export function testApplied(seeds: readonly number[]): void {
  let house: TestHouse;

  beforeAll(async () => {
    house = await openTestHouse();
  });
  afterAll(() => house?.close());

  it.each(seeds)(
    'is after each random command the board that is loaded fresh, and the log folds to it (seed %i)',
    async (seed) => {
      const { board, live } = await openHistory(house, seed);
      const lately: string[] = [];
      for await (const given of live(seedsOf(seed, commandsEach))) {
        lately.push(told(given));
        const fresh = await house.freshBoard(board.id);
        expectSame(given.after, fresh, () => `Seed ${seed}, after:\n${lately.slice(-8).join('\n')}`);
      }
      await expectFolded(house, board.id);
    },
  );
}

/** The same at the same moment; and what it keeps is asked anew in time (too early does no harm). */
function expectSame(applied: Board, loaded: Board, where: () => string): void {
  const now = later(applied.now, loaded.now);
  const [one, other] = [advance(applied, now), advance(loaded, now)];
  const [until, atMost] = [one.validUntil ?? '~', other.validUntil ?? '~'];
  if (until <= atMost && isDeepStrictEqual(pictureOf(one), pictureOf(other))) return;
  console.error(where());
  expect(pictureOf(one)).toEqual(pictureOf(other));
  throw new Error(`Its answers count until ${until}, although they change at ${atMost}.`);
}
