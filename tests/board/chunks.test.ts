import fc from 'fast-check';
import { Chunks } from '../../src/board/chunks';
import { depth } from '../support/depth';

describe('a list in chunks', () => {
  it('property: is the array that it stands for, and every version of it stays as it was', () => {
    const writes = fc.array(fc.tuple(fc.nat(), fc.integer()), { maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9000 }), writes, (size, changes) => {
        let [list, array] = [
          Chunks.of(Array.from({ length: size }, (_, n) => n)),
          Array.from({ length: size }, (_, n) => n),
        ];
        const versions: [Chunks<number>, number[]][] = [[list, array]];
        for (const [place, value] of changes) {
          list = list.with(place % size, value);
          array = array.with(place % size, value);
          versions.push([list, array]);
        }
        for (const [chunks, expected] of versions) {
          expect(chunks.toArray()).toEqual(expected);
          expect(chunks.size).toBe(size);
          for (const at of [0, size - 1, 63, 64, 4095, 4096, 4160].filter((n) => n < size))
            expect(chunks.at(at)).toBe(expected[at]);
        }
      }),
      { numRuns: depth(10, 100) },
    );
  });

  it('shares the chunks that a write does not touch', () => {
    const rows = Array.from({ length: 1024 }, (_, n) => ({ n }));
    const list = Chunks.of(rows);
    const next = list.with(600, { n: -1 });
    const leavesOf = (one: Chunks<object>) => (one as unknown as { trunk: unknown[][] }).trunk.flat();
    const other = leavesOf(next).flatMap((leaf, at) => (leaf === leavesOf(list)[at] ? [] : [at]));
    expect([other, leavesOf(next).length]).toEqual([[Math.floor(600 / 64)], 16]);
  });

  it('property: writes many at once as one by one, and tells where two of them differ', () => {
    const writes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: -3, max: 3 })), { maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9000 }), writes, (size, changes) => {
        const before = Chunks.of(Array.from({ length: size }, () => 0));
        const placed = changes.map(([place, value]) => [place % size, value] as const);
        const after = before.withAll(placed);
        const oneByOne = placed.reduce((list, [place, value]) => list.with(place, value), before);
        expect(after.toArray()).toEqual(oneByOne.toArray());
        const expected = after.toArray().flatMap((value, place) => (value === 0 ? [] : [place]));
        expect(after.differingFrom(before)).toEqual(expected);
        expect(before.differingFrom(after)).toEqual(expected);
        expect(before.toArray().every((value) => value === 0)).toBe(true);
      }),
      { numRuns: depth(10, 100) },
    );
  });

  it('of nothing is empty', () => {
    expect(Chunks.of([]).toArray()).toEqual([]);
    expect(Chunks.of([]).size).toBe(0);
  });
});
