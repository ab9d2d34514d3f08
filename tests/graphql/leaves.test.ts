import { GraphQLBoolean, GraphQLEnumType, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from 'graphql';
import { Abandoned } from '../../src/graphql/text/abandoned';
import { leafWriter, quoted } from '../../src/graphql/text/leaves';

it('quotes every text as JSON.stringify does', () => {
  const texts = ['', '😀', 'Zoë', '\u2028', '\ud83d', '\ude00\ud83d'];
  for (let unit = 0; unit <= 0xffff; unit++) texts.push(`a${String.fromCharCode(unit)}b`);
  expect(texts.filter((text) => quoted(text) !== JSON.stringify(text))).toEqual([]);
});

const colour = new GraphQLEnumType({ name: 'Colour', values: { RED: { value: 'r' }, BLUE: { value: 2 } } });

it.each([
  [GraphQLInt, [0, -0, 1, -2147483648, 2147483647]],
  [GraphQLFloat, [0, 1.5, -0.25, 1e21, 1e-7]],
  [GraphQLBoolean, [true, false]],
  [GraphQLString, ['a', '"']],
  [GraphQLID, ['a']],
  [colour, ['r', 2]],
])('writes a %s as graphql-js and JSON do', (type, values) => {
  const write = leafWriter(type);
  for (const value of values) expect(write(value)).toBe(JSON.stringify(type.serialize(value)));
});

it.each([
  [GraphQLInt, [1.5, 2147483648, NaN, '1', true, {}]],
  [GraphQLFloat, [NaN, Infinity, '1']],
  [GraphQLBoolean, ['true', 1, Promise.resolve(true)]],
  [GraphQLString, [1, {}, Promise.resolve('a')]],
  [colour, ['RED', 3]],
])('leaves what is no %s to graphql-js', (type, values) => {
  const write = leafWriter(type);
  for (const value of values) expect(() => write(value)).toThrow(Abandoned);
});
