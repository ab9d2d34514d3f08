import { GraphQLError, parse } from 'graphql';
import { keptDocuments } from '../../src/graphql/documents';

/** A reader that notes what it was asked to read. */
function noting(): { read: ReturnType<typeof keptDocuments>; asked: string[] } {
  const asked: string[] = [];
  const read = keptDocuments((source) => {
    asked.push(source);
    return source === 'wrong' ? [new GraphQLError('wrong')] : parse(source);
  });
  return { read, asked };
}

describe('documents of equal text', () => {
  it('are read once, and are one', () => {
    const { read, asked } = noting();
    expect(read('{ a }')).toBe(read('{ a }'));
    expect(read('{ b }')).not.toBe(read('{ a }'));
    expect(asked).toEqual(['{ a }', '{ b }']);
  });

  it('are read again where they were refused', () => {
    const { read, asked } = noting();
    expect([read('wrong'), read('wrong')]).toEqual([[new GraphQLError('wrong')], [new GraphQLError('wrong')]]);
    expect(asked).toHaveLength(2);
  });

  it('are forgotten when 500 others came since, and not before', () => {
    const { read, asked } = noting();
    for (let n = 0; n < 500; n++) read(`{ a${n} }`);
    read('{ a0 }');
    expect(asked).toHaveLength(500);
    read('{ a500 }'); // takes the place of a1
    read('{ a0 }');
    expect(asked).toHaveLength(501);
    read('{ a1 }');
    expect(asked).toHaveLength(502);
  });

  it('take 64 MiB together at most, counted by what their trees take', () => {
    const { read, asked } = noting();
    const large = (n: number) => `{ ${`a${n} `.repeat(1990)} }`; // about 1 MiB
    for (let n = 0; n < 70; n++) read(large(n));
    read(large(69));
    expect(asked).toHaveLength(70);
    read(large(0));
    expect(asked).toHaveLength(71);
  });
});
