import fc from 'fast-check';
import { Chunks } from '../../src/board/chunks';

describe('a list in chunks', () => {
  it('property: is the array that it stands for, and every version of it stays as it was', () => {
    const writes = fc.array(fc.tuple(fc.nat(), fc.integer()), { maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1600 }), writes, (size, changes) => {
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
          for (const at of [0, size - 1, 511, 512].filter((n) => n < size)) expect(chunks.at(at)).toBe(expected[at]);
        }
      }),
    );
  });

  it('shares the chunks that a write does not touch', () => {
    const rows = Array.from({ length: 1024 }, (_, n) => ({ n }));
    const list = Chunks.of(rows);
    const next = list.with(600, { n: -1 });
    const chunksOf = (one: Chunks<object>) => (one as unknown as { chunks: unknown[] }).chunks;
    expect(chunksOf(next)[0]).toBe(chunksOf(list)[0]);
    expect(chunksOf(next)[1]).not.toBe(chunksOf(list)[1]);
  });

  it('of nothing is empty', () => {
    expect(Chunks.of([]).toArray()).toEqual([]);
    expect(Chunks.of([]).size).toBe(0);
  });
});
