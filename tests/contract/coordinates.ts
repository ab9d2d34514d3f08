import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';

/** One place of a schema that a client can rely on. */
export interface Coordinate {
  /** What it promises: a kind, a type with its nullability, a default. */
  promise: string;
  description: string | null;
  /** Whether a client that does not know it is unharmed by it. */
  optional: boolean;
}

export type Coordinates = Map<string, Coordinate>;

/** Every coordinate of a schema, by its name: Type, Type.field, Type.field(arg:), Enum.VALUE, Input.field. */
export function coordinatesOf(schema: GraphQLSchema): Coordinates {
  const found: Coordinates = new Map();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue;
    found.set(type.name, { promise: kindOf(type), description: type.description ?? null, optional: true });
    addMembers(found, type);
  }
  return found;
}

function kindOf(type: GraphQLNamedType): string {
  const kind = type.constructor.name.replace('GraphQL', '');
  const interfaces = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().map(String).sort() : [];
  return [kind, ...interfaces].join(' implements ');
}

function addMembers(found: Coordinates, type: GraphQLNamedType): void {
  if (isEnumType(type)) {
    for (const { name, description } of type.getValues()) {
      found.set(`${type.name}.${name}`, { promise: 'value', description: description ?? null, optional: true });
    }
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) found.set(`${type.name}.${field.name}`, inputOf(field));
  } else if (isObjectType(type) || isInterfaceType(type)) addFields(found, type);
}

type Fielded = Extract<GraphQLNamedType, { getInterfaces(): unknown }>;

function addFields(found: Coordinates, type: Fielded): void {
  for (const field of Object.values(type.getFields())) {
    const promise = String(field.type);
    const optional = !promise.endsWith('!');
    found.set(`${type.name}.${field.name}`, { promise, description: field.description ?? null, optional });
    for (const arg of field.args) found.set(`${type.name}.${field.name}(${arg.name}:)`, inputOf(arg));
  }
}

interface Input {
  type: unknown;
  defaultValue?: unknown;
  description?: string | null;
}

function inputOf({ type, defaultValue, description }: Input): Coordinate {
  const fallback = defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`;
  const optional = !String(type).endsWith('!') || fallback !== '';
  return { promise: `${String(type)}${fallback}`, description: description ?? null, optional };
}
