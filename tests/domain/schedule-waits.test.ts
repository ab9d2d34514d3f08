import { courseOf, criticalSystems, scheduleOf } from '../../src/domain/schedule/schedule';
import { type Given, boardWith, noon } from '../support/board-builder';

const hour = { optimistic: 60, likely: 60, pessimistic: 60 };

/** When each system that has to come back can start and is done, in hours. */
function hoursOf(given: Given): Record<string, [number, number]> {
  const board = boardWith({ plants: ['P'], ...given });
  const { work, times } = scheduleOf(board, noon);
  const places = [...work.nodes.keys()].filter((place) => work.isSystem[place]);
  return Object.fromEntries(
    places.map((place) => [
      board.systems.at(work.nodes[place]!).key,
      [times.released[place]! / 60, times.done[place]! / 60],
    ]),
  );
}

describe('what a system waits for', () => {
  const low = { ...hour };

  it('a system that is ONLINE: for nothing, unless something under it is not there', () => {
    const systems = { low, back: { state: 'ONLINE' as const }, top: hour };
    expect(hoursOf({ systems, dependencies: ['top > back'] }).top).toEqual([0, 1]);
    expect(hoursOf({ systems, dependencies: ['top > back', 'back > low'] }).top).toEqual([1, 2]);
    // however deep it lies, and only from the required state on
    const deep = { ...systems, middle: { state: 'ONLINE' as const } };
    const dependencies = ['top > back', 'back > middle', 'middle > low'];
    expect(hoursOf({ systems: deep, dependencies }).top).toEqual([1, 2]);
    const restored = { ...deep, low: { ...hour, state: 'RESTORED' as const } };
    expect(
      hoursOf({ systems: restored, dependencies: [...dependencies.slice(0, 2), 'middle > low @RESTORED'] }).top,
    ).toEqual([0, 1]);
  });

  it('a system that is ONLINE: not for the milestones that it came after', () => {
    const systems = { low, back: { state: 'ONLINE' as const, after: ['M'] }, top: hour };
    const milestones = { M: { systems: ['low'], achieved: true } };
    expect(hoursOf({ systems, dependencies: ['top > back'], milestones }).top).toEqual([0, 1]);
  });

  it('a retired one: for nothing in its place', () => {
    const systems = { low, gone: { state: 'RETIRED' as const }, top: hour };
    expect(hoursOf({ systems, dependencies: ['top > gone', 'gone > low'] }).top).toEqual([0, 1]);
  });

  it('a line: for its systems and the lines that feed it; marked running for its systems alone', () => {
    const systems = { low, slow: { ...hour, likely: 600, pessimistic: 1140 }, top: { ...hour, after: ['M'] } };
    const lines = (running: boolean) => ({
      feed: { plant: 'P', systems: ['slow'] },
      line: { plant: 'P', systems: ['low'], fedBy: ['feed'], running },
    });
    const milestones = { M: { lines: ['line'] } };
    expect(hoursOf({ systems, lines: lines(false), milestones }).top).toEqual([10, 11]);
    expect(hoursOf({ systems, lines: lines(true), milestones }).top).toEqual([1, 2]);
  });

  it('a milestone: for a line that can produce no longer, even where it must run; for one that was achieved, once regressed', () => {
    const lines = { line: { plant: 'P', systems: ['back'] } };
    const systems = { low, back: { state: 'ONLINE' as const }, top: { ...hour, after: ['M'] } };
    const must = { M: { lines: ['line'], linesMustRun: true } };
    expect(hoursOf({ systems, lines, milestones: must }).top).toEqual([0, 1]);
    expect(hoursOf({ systems, milestones: { M: { systems: ['low'], achieved: true } } }).top).toEqual([1, 2]);
    expect(
      hoursOf({ systems, milestones: { M: { systems: ['back'], achieved: true, voided: true, gate: true } } }).top,
    ).toEqual([0, 1]);
  });

  it('work that has begun waits for its end alone: it is done with the last that it waits for', () => {
    const systems = { low, begun: { ...hour, state: 'RESTORED' as const }, top: hour };
    expect(hoursOf({ systems, dependencies: ['begun > low', 'top > begun'] })).toEqual({
      ...{ low: [0, 1], begun: [1, 1], top: [1, 2] },
    });
  });
});

describe('the critical path of what is held up from without', () => {
  const pathOf = (given: Given, delays: Record<string, number> = {}): string[] => {
    const board = boardWith(given);
    const indexes = Object.entries(delays).map(
      ([key, minutes]) => [board.systems.find(key) as number, minutes] as const,
    );
    const changes = { ...{ estimates: new Map(), online: new Set<number>(), without: new Set<number>() } };
    const schedule = scheduleOf(board, noon, { ...changes, capacities: new Map(), delays: new Map(indexes) });
    const path = criticalSystems(schedule).map((system) => board.systems.at(system));
    const areCritical = path.every(({ key }) => courseOf(schedule, board.systems.find(key) as number)?.critical);
    expect(areCritical).toBe(true);
    return path.map(({ key }) => key);
  };
  const given: Given = { systems: { a: hour, b: hour, c: hour }, dependencies: ['b > a', 'c > b'] };

  it('begins with the one on hold, where the hold lasts longer than what it waits for', () => {
    expect(pathOf(given)).toEqual(['a', 'b', 'c']);
    expect(pathOf(given, { b: 60 })).toEqual(['a', 'b', 'c']);
    expect(pathOf(given, { b: 61 })).toEqual(['b', 'c']);
  });

  it('begins with work under way that takes longer than what it waits for', () => {
    const begun = { ...hour, state: 'RESTORING' as const, stateSince: noon };
    expect(pathOf({ ...given, systems: { ...given.systems, b: begun } })).toEqual(['a', 'b', 'c']);
    const longer = { ...begun, likely: 90, pessimistic: 120 };
    expect(pathOf({ ...given, systems: { ...given.systems, b: longer } })).toEqual(['b', 'c']);
  });
});
