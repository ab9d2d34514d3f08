import fc from 'fast-check';
import { Keyed, compareText } from '../../src/board/keyed';
import { idOf } from '../support/board-builder';

const rows = (...keys: string[]) => keys.map((key) => ({ id: idOf(key), key }));

describe('rows under keys', () => {
  it('stand in the order of their keys by UTF-16 code units, the same in every locale', () => {
    const keyed = Keyed.of(rows('b', 'ä', 'a', 'B', 'a-1', 'a.1', 'a1', '10', '9'));
    const keys = keyed.toArray().map(({ key }) => key);
    expect(keys).toEqual(['10', '9', 'B', 'a', 'a-1', 'a.1', 'a1', 'b', 'ä']);
  });

  it('are found by key, by UUID and by a UUID in capitals', () => {
    const keyed = Keyed.of(rows('mes', 'ad'));
    expect([keyed.find('mes'), keyed.find(idOf('mes')), keyed.find(idOf('mes').toUpperCase())]).toEqual([1, 1, 1]);
    expect(keyed.find('MES')).toBeUndefined();
  });

  it.each(['constructor', '__proto__', 'toString', ''])('a name that objects have is no row: %j', (name) => {
    expect(Keyed.of(rows('mes')).find(name)).toBeUndefined();
    expect(Keyed.of(rows('mes', name)).find(name)).toBeDefined();
  });

  it('indexOf throws on a UUID that is not there: that is a bug', () => {
    expect(() => Keyed.of(rows('mes')).indexOf(idOf('ad'))).toThrow('no row');
  });

  it('one replaced leaves the others and the version before', () => {
    const before = Keyed.of([
      { ...rows('a')[0]!, n: 1 },
      { ...rows('b')[0]!, n: 1 },
    ]);
    const after = before.with(1, { ...before.at(1), n: 2 });
    expect([before.at(1).n, after.at(1).n, after.at(0).n]).toEqual([1, 2, 1]);
    expect(after.find('b')).toBe(1);
    expect(after.size).toBe(2);
  });

  it('property: compareText is a total order that agrees with the operators', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        expect(Math.sign(compareText(one, other))).toBe(one < other ? -1 : one > other ? 1 : 0);
      }),
    );
  });
});
