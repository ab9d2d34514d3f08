import type { Board } from '../../src/board/board';
import { footing, Trail } from '../../src/board/trail';
import { depth } from '../support/depth';
import { openHistory, seedsOf } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house?.close());

/** What a board has of everything that is followed, answers that nobody asked for left out. */
function partsOf({ state, systems, milestones }: Board): Map<number, unknown> {
  const parts = new Map<number, unknown>();
  for (let system = 0; system < systems.size; system++) {
    parts.set(footing('ROW', system), systems.at(system));
    parts.set(footing('ANSWER', system), state.answers.kept.at(system));
  }
  for (let at = 0; at < milestones.size; at++) parts.set(footing('MILESTONE', at), milestones.at(at));
  return parts;
}

describe('a trail', () => {
  it('names whatever is another one than before, however far one goes, also back', async () => {
    const { board, live } = await openHistory(house, 11, 20);
    let trail = new Trail(board);
    let before: { steps: number; board: Board; parts: Map<number, unknown> }[] = [];
    let longest = 0;
    const look = (now: Board) => {
      if (now.state.topology !== before[0]?.board.state.topology) [trail, before] = [new Trail(now), []];
      const steps = trail.goTo(now);
      for (let system = 0; system < now.systems.size; system += 2) now.answerOf(system);
      const parts = partsOf(now);
      for (const one of before) {
        const changed = new Set(trail.since(one.steps));
        for (const [what, part] of one.parts)
          if (part !== undefined && part !== parts.get(what)) expect(changed).toContain(what);
      }
      before.push({ steps, board: now, parts });
    };
    for await (const { after } of live(seedsOf(11, depth(30, 80)))) {
      look(after);
      if (before.length % 8 === 7) look(before[3]!.board);
      longest = Math.max(longest, before.at(-1)!.steps);
    }
    expect(longest).toBeGreaterThan(5);
  });

  it('forgets what was too many steps ago', async () => {
    const { board } = await openHistory(house, 12, 16);
    const trail = new Trail(board);
    const row = { ...board.systems.at(3) };
    const other = { state: { ...board.state, systems: board.systems.with(3, row) } } as Board;
    let steps = 0;
    for (let n = 0; n < 300; n++) steps = trail.goTo(n % 2 ? board : other);
    expect([trail.since(0), trail.since(steps), trail.since(steps - 2)]).toEqual([
      null,
      [],
      [footing('ROW', 3), footing('ROW', 3)],
    ]);
  });
});
