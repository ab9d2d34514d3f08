import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';

export type AnyField = GraphQLField<unknown, unknown>;

/** The text of the arguments that a field must have, as `(id: "s01")`; nothing where it needs none. */
export type ArgumentsOf = (coordinate: string) => string;

/** Whether a document may ask for a field of a type. */
export type Wanted = (field: AnyField, owner: GraphQLObjectType) => boolean;

/** A selection of every wanted field of a type, and of what is below it some steps down. */
export function everyField(type: GraphQLObjectType, wanted: Wanted, argumentsOf: ArgumentsOf, steps: number): string {
  const fields = Object.values(type.getFields()).filter((field) => wanted(field, type));
  const told = fields.map((field) => {
    const below = getNamedType(field.type);
    const called = `${field.name}${argumentsOf(`${type.name}.${field.name}`)}`;
    if (!isObjectType(below)) return called;
    return steps === 0 ? '' : `${called} ${everyField(below, wanted, argumentsOf, steps - 1)}`;
  });
  return `{ ${['__typename', ...told].join(' ')} }`;
}

/** The types that are reached from some by wanted fields. */
export function reachedFrom(schema: GraphQLSchema, names: readonly string[], wanted: Wanted): GraphQLObjectType[] {
  const found = new Map<string, GraphQLObjectType>();
  const visit = (name: string): void => {
    const type = schema.getType(name);
    if (!isObjectType(type) || found.has(name)) return;
    found.set(name, type);
    for (const field of Object.values(type.getFields())) if (wanted(field, type)) visit(getNamedType(field.type).name);
  };
  names.forEach(visit);
  return [...found.values()];
}

/** The names of the types of all objects in an answer. */
export function typesIn(answer: unknown, found = new Set<string>()): Set<string> {
  if (typeof answer !== 'object' || answer === null) return found;
  if ('__typename' in answer) found.add(String(answer.__typename));
  for (const value of Object.values(answer)) typesIn(value, found);
  return found;
}
