import fc from 'fast-check';
import { Lists } from '../../src/board/lists';

describe('compressed lists', () => {
  it('property: are the members of each owner, ascending', () => {
    const pairs = fc.array(fc.tuple(fc.nat(9), fc.nat(50)), { maxLength: 60 });
    fc.assert(
      fc.property(pairs, (all) => {
        const lists = Lists.of(
          10,
          all.map(([owner]) => owner),
          all.map(([, member]) => member),
        );
        for (let owner = 0; owner < 10; owner++) {
          const expected = all.flatMap(([of, member]) => (of === owner ? [member] : []));
          expect([...lists.of(owner)]).toEqual(expected.sort((one, other) => one - other));
        }
      }),
    );
  });

  it('of no owners has no members', () => {
    expect([...Lists.of(0, [], []).of(0)]).toEqual([]);
  });
});
