import type { Board } from '../../src/board/board';
import { Keeper } from '../../src/board/keeper';
import type { Instant } from '../../src/domain/rows';
import { boardWith, idOf, noon } from '../support/board-builder';
import { changed, eventWith } from './random-boards';

const boardNamed = (key: string, systems = 2): Board =>
  boardWith({
    incident: { id: idOf(key), key },
    systems: Object.fromEntries(Array.from({ length: systems }, (_, n) => [`s${n}`, { rtoMinutes: 480 }])),
  });

/** A keeper of some boards, what it asked for, and a clock that only the test moves. */
function keeperOf(keys: string[], mostSystems = 1000) {
  const asked: string[] = [];
  const clock: { now: Instant; ticks: number } = { now: noon, ticks: 0 };
  jest.spyOn(Date, 'now').mockImplementation(() => ++clock.ticks);
  const keeper = new Keeper({
    load: (id) => {
      const key = keys.find((one) => idOf(one) === id);
      asked.push(`load ${key}`);
      return Promise.resolve(key === undefined ? null : boardNamed(key));
    },
    lookUp: (key) => {
      asked.push(`look up ${key}`);
      return Promise.resolve(keys.includes(key) ? idOf(key) : null);
    },
    now: () => clock.now,
    mostSystems,
  });
  const list = (...known: string[]): void =>
    keeper.list(known.map((key) => ({ id: idOf(key), key, status: 'OPEN', declaredAt: noon })));
  return { keeper, asked, clock, list };
}

afterEach(() => jest.restoreAllMocks());

describe('the keeper', () => {
  it('finds a board by UUID or key, loads it once, and then asks nobody', async () => {
    const { keeper, asked, list } = keeperOf(['a']);
    list('a');
    expect(keeper.loaded('a')).toBeUndefined();
    const [one, other] = await Promise.all([keeper.find('a'), keeper.find(idOf('a').toUpperCase())]);
    expect(one).toBe(other);
    expect(keeper.loaded('a')).toBe(one);
    expect(keeper.loaded(idOf('a'))).toBe(one);
    expect(asked).toEqual(['load a']);
  });

  it('looks a key up that its catalogue does not have yet; a text that is no key is nobody’s', async () => {
    const { keeper, asked } = keeperOf(['a']);
    expect((await keeper.find('a'))?.incident.key).toBe('a');
    expect(await keeper.find('b')).toBeNull();
    expect(await keeper.find(idOf('b'))).toBeNull();
    expect(await keeper.find("a'; --")).toBeNull();
    expect(asked).toEqual(['look up a', 'load a', 'look up b', 'load undefined']);
  });

  it('takes over committed events, once', async () => {
    const { keeper } = keeperOf(['a']);
    const board = (await keeper.find(idOf('a')))!;
    const step = { event: eventWith(board, []), board: changed(board) };
    keeper.adopt([step, step]);
    expect(keeper.loaded(idOf('a'))?.position).toBe(2);
  });

  it('keeps a new incident from its first event on; events of boards that are not loaded are passed over', () => {
    const { keeper } = keeperOf([]);
    const board = boardNamed('new');
    keeper.adopt([{ event: { ...eventWith(board, []), position: 1 }, board }]);
    expect(keeper.loaded(idOf('new'))).toBe(board);
    const other = boardNamed('other');
    keeper.adopt([{ event: eventWith(other, []), board: changed(other) }]);
    expect(keeper.loaded(idOf('other'))).toBeUndefined();
  });

  it('moves boards to the present moment when they are asked for, and at each tick', async () => {
    const { keeper, clock } = keeperOf(['a']);
    await keeper.find(idOf('a'));
    clock.now = '2026-03-02T14:00:00.001Z';
    expect(keeper.boards()[0]?.isOverdue(0)).toBe(false);
    keeper.tick();
    expect(keeper.boards()[0]?.isOverdue(0)).toBe(true);
    expect(keeper.loaded(idOf('a'))?.moment).toBe(1);
  });

  it('forgets a forked incident, and loads it anew', async () => {
    const { keeper, asked } = keeperOf(['a']);
    const timeline = (await keeper.timelineOf(idOf('a')))!;
    keeper.fork(idOf('a'));
    expect(timeline.isForked).toBe(true);
    expect(keeper.loaded(idOf('a'))).toBeUndefined();
    await keeper.find(idOf('a'));
    expect(asked).toEqual(['load a', 'load a']);
  });
});

describe('when the boards have too many systems together', () => {
  const inMemory = (keeper: Keeper): string[] =>
    keeper
      .boards()
      .map(({ incident }) => incident.key)
      .sort();

  it('the one that was not asked for longest goes', async () => {
    const { keeper } = keeperOf(['a', 'b', 'c'], 4);
    for (const key of ['a', 'b', 'a', 'c']) await keeper.find(idOf(key));
    expect(inMemory(keeper)).toEqual(['a', 'c']);
  });

  it('a tick asks for none', async () => {
    const { keeper } = keeperOf(['a', 'b', 'c'], 4);
    for (const key of ['a', 'b', 'a']) await keeper.find(idOf(key));
    keeper.tick();
    await keeper.find(idOf('c'));
    expect(inMemory(keeper)).toEqual(['a', 'c']);
  });

  it('one that is followed stays, and so does the newest, however large', async () => {
    const { keeper } = keeperOf(['a', 'b', 'c'], 1);
    const leave = (await keeper.timelineOf(idOf('a')))!.follow();
    for (const key of ['b', 'c']) await keeper.find(idOf(key));
    expect(inMemory(keeper)).toEqual(['a', 'c']);
    leave();
    await keeper.find(idOf('b'));
    expect(inMemory(keeper)).toEqual(['b']);
  });

  it('one that went is loaded again when asked for', async () => {
    const { keeper, asked } = keeperOf(['a', 'b'], 2);
    for (const key of ['a', 'b', 'a']) await keeper.find(idOf(key));
    expect(asked).toEqual(['load a', 'load b', 'load a']);
  });
});

describe('waiting for a position', () => {
  it('answers at once where it is reached, and null where there is no incident', async () => {
    const { keeper } = keeperOf(['a']);
    expect(await keeper.waitFor(idOf('a'), 1, 60_000)).toBe(keeper.loaded(idOf('a')));
    expect(await keeper.waitFor(idOf('b'), 1, 60_000)).toBeNull();
  });

  it('answers when the event comes', async () => {
    const { keeper } = keeperOf(['a']);
    const board = (await keeper.find(idOf('a')))!;
    const waits = keeper.waitFor(idOf('a'), 2, 60_000);
    await Promise.resolve();
    keeper.adopt([{ event: eventWith(board, []), board: changed(board) }]);
    expect(await waits).toMatchObject({ position: 2 });
  });

  it('NOT_REACHED when it does not', async () => {
    const { keeper } = keeperOf(['a']);
    expect(await keeper.waitFor(idOf('a'), 2, 1)).toBe('NOT_REACHED');
  });

  it('keeps the board in memory meanwhile', async () => {
    const { keeper } = keeperOf(['a', 'b'], 2);
    const board = (await keeper.find(idOf('a')))!;
    const waits = keeper.waitFor(idOf('a'), 2, 60_000);
    await Promise.resolve();
    await Promise.resolve();
    await keeper.find(idOf('b'));
    expect(keeper.loaded(idOf('a'))).toBeDefined();
    keeper.adopt([{ event: eventWith(board, []), board: changed(board) }]);
    expect(await waits).toMatchObject({ position: 2 });
  });
});
