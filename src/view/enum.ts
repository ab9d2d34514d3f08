import { registerEnumType } from 'type-graphql';

/** Registers a closed list as a GraphQL enum; the record makes the compiler ask for the meaning of every value. */
export function enumOf<W extends string>(
  name: string,
  description: string,
  meanings: Record<W, string>,
): { readonly [K in W]: K } {
  const values = Object.keys(meanings) as W[];
  const words = Object.fromEntries(values.map((value) => [value, value])) as { [K in W]: K };
  const valuesConfig = Object.fromEntries(values.map((value) => [value, { description: meanings[value] }]));
  registerEnumType(words, { name, description, valuesConfig: valuesConfig as { [K in W]: { description: string } } });
  return words;
}
