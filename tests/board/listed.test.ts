import type { Board } from '../../src/board/board';
import { Listed } from '../../src/board/listed';
import { type SystemState, systemStates } from '../../src/domain/words';
import { depth } from '../support/depth';
import { openHistory, seedsOf } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house?.close());

const choices: readonly (readonly SystemState[])[] = [
  ...[['OFFLINE'], ['RESTORED', 'RESTORING'], [], ['ONLINE', 'ONLINE', 'VALIDATED', 'OFFLINE']],
  [...systemStates],
] as SystemState[][];

function expectListed(board: Board): number {
  let found = 0;
  for (const order of ['TIER', 'NAME', 'DUE'] as const) {
    for (const plant of [null, ...Array.from({ length: board.plants.size }, (_, at) => at)]) {
      for (const wanted of choices) {
        const listed = board.listed(order);
        const systems = listed.inStates(board, plant, wanted);
        const isOne = (system: number) => wanted.includes(board.systems.at(system).state);
        expect([order, plant, wanted, ...systems]).toEqual([
          order,
          plant,
          wanted,
          ...listed.of(board, plant).filter(isOne),
        ]);
        for (let system = 0; system < board.systems.size; system += 5) {
          const place = listed.all.indexOf(system);
          const before = [...systems].filter((one) => listed.all.indexOf(one) <= place);
          expect(listed.countUpTo(systems, system)).toBe(before.length);
        }
        found += systems.length;
      }
    }
  }
  return found;
}

describe('the lists of systems by state', () => {
  it('are those of the board that is asked, whichever was asked before', async () => {
    const { board, live } = await openHistory(house, 14, 24);
    const boards = [board];
    for await (const { after } of live(seedsOf(14, depth(20, 60)))) {
      boards.push(after);
      expectListed(after);
      if (boards.length % 10 === 0) expectListed(boards.at(-7)!);
    }
    expect(expectListed(boards.at(-1)!)).toBeGreaterThan(100);
    expect(new Set(boards.map(({ state }) => state.states)).size).toBeGreaterThan(depth(3, 10));
  });

  it('stay as they were handed out', async () => {
    const { board } = await openHistory(house, 15, 24);
    const listed = new Listed(board.listed('TIER').all);
    const before = listed.inStates(board, null, ['OFFLINE']);
    const copy = [...before];
    const other = { ...board, state: { ...board.state, states: board.state.states.with(before[2]!, 'ONLINE') } };
    const after = listed.inStates(other as unknown as Board, null, ['OFFLINE']);
    expect([...before]).toEqual(copy);
    expect([...after]).toEqual(copy.filter((system) => system !== before[2]));
  });
});
