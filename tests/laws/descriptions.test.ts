import { buildSchema } from 'graphql';
import { makeSchema } from '../../src/graphql/schema';
import { coordinatesOf } from '../contract/coordinates';

function undescribed(schema: ReturnType<typeof makeSchema>): string[] {
  return [...coordinatesOf(schema)].filter(([, { description }]) => !description?.trim()).map(([name]) => name);
}

describe('every type, field, argument, input field and enum value has a description', () => {
  it('none is missing', () => {
    expect(undescribed(makeSchema())).toEqual([]);
  });

  it('bites', () => {
    const described =
      '"q" type Query { "f" f("x" x: E): Int } "e" enum E { "v" V } "i" input I { "g" g: Int } "s" scalar S';
    expect(undescribed(buildSchema(described))).toEqual([]);
    for (const word of ['q', 'f', 'x', 'e', 'v', 'i', 'g', 's']) {
      expect(undescribed(buildSchema(described.replace(`"${word}" `, '')))).toHaveLength(1);
    }
  });
});
