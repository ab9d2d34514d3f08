import { isDeepStrictEqual } from 'node:util';
import {
  type ArgumentNode,
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
  Kind,
  typeFromAST,
  visit,
} from 'graphql';
import type { Board } from '../../src/board/board';
import { operationOf } from './both-ways';

/** A document that names what is on a board: incidents by their key, and the first of each kind where it names none that is there. */
export function fitted(document: DocumentNode, board: Board): DocumentNode {
  const rows = { system: board.systems, plant: board.plants, line: board.lines, milestone: board.milestones };
  const named = (argument: ArgumentNode, value: string): ArgumentNode => ({
    ...argument,
    value: { kind: Kind.STRING, value },
  });
  return visit(document, {
    Field: (node) => ({
      ...node,
      arguments: node.arguments?.map((argument) => {
        if (argument.value.kind !== Kind.STRING) return argument;
        if (argument.name.value === 'incident') return named(argument, board.incident.key);
        if (argument.name.value !== 'id') return argument;
        if (node.name.value === 'incident') return named(argument, board.incident.key);
        const kind = rows[node.name.value as keyof typeof rows];
        return kind && kind.find(argument.value.value) === undefined ? named(argument, kind.at(0).key) : argument;
      }),
    }),
  });
}

/** Values for the variables of a document, some different combinations; none where it asks for what cannot be guessed. */
export function variablesFor(schema: GraphQLSchema, document: DocumentNode, board: Board): Record<string, unknown>[] {
  const needed = (operationOf(document).variableDefinitions ?? []).map((node) => ({
    name: node.variable.name.value,
    type: typeFromAST(schema, node.type as never) as GraphQLInputType,
  }));
  const combinations = [true, false].map((flag) =>
    needed.map(({ name, type }) => [name, valueFor(name, type, board, flag)] as const),
  );
  const known = combinations
    .filter((values) => values.every(([, value]) => value !== undefined))
    .map((values): Record<string, unknown> => Object.fromEntries(values));
  return known.filter((values, n) => n === 0 || !isDeepStrictEqual(values, known[0]));
}

function valueFor(name: string, type: GraphQLInputType, board: Board, flag: boolean): unknown {
  const inner = getNamedType(type);
  if (isListType(isNonNullType(type) ? type.ofType : type)) return [];
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  if (!isScalarType(inner)) return isNonNullType(type) ? undefined : null;
  if (inner.name === 'Boolean') return flag;
  if (inner.name === 'Int') return isNonNullType(type) || flag ? 2 : null;
  if (inner.name !== 'ID' && inner.name !== 'String') return isNonNullType(type) ? undefined : null;
  if (/after|before|cursor/i.test(name)) return null;
  return /incident/i.test(name) ? board.incident.key : board.systems.at(0).key;
}
