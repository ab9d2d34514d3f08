import {
  type FieldNode,
  getArgumentValues,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';
import type { Sizes } from '../view/sizes';
import { askedFor, itemsIn, longestList, weightOf } from './cost.rules';
import { type Given, type Selected, selectedIn } from './selected';

/** What an operation is going to take, in fields of its answer, and where most of it comes from. */
export interface Cost {
  total: number;
  dearest: string;
}

export interface CostQuestion extends Given {
  schema: GraphQLSchema;
  /** The sizes of where a root field looks. */
  sizesOf(root: FieldNode): Sizes;
}

/** Fields that are looked at for the cost of one operation, its fragments spread; beyond, it is refused as endless. */
const mostLooks = 5000;

/** A set of objects of one type that some fields are asked of. */
interface Place {
  type: GraphQLNamedType;
  count: number;
  path: string;
  sizes: Sizes | null;
  /** How many items a page under it has, or a payload's lists, all objects together. */
  items?: number;
}

/**
 * The cost of an operation, worked out before anything of it is executed: each field counts once for each object that it is
 * asked of. Lists count as long as they are on the board, and never longer than `first` lets them. Infinity: no end in sight.
 */
export function costOf(root: GraphQLNamedType, fields: readonly Selected[], question: CostQuestion): Cost {
  const shares = new Map<string, number>();
  let looks = 0;

  function visit(selected: readonly Selected[], place: Place): void {
    for (const { type, nodes } of selected) {
      const owner = type === null ? place.type : (question.schema.getType(type) ?? place.type);
      const field = fieldOf(owner, nodes[0] as FieldNode);
      if (++looks > mostLooks) return;
      if (field) take(field, nodes, { ...place, type: owner });
      else add(place.path, place.count * metaWeight(nodes[0] as FieldNode));
    }
  }

  function take(field: GraphQLField<unknown, unknown>, nodes: FieldNode[], place: Place): void {
    const node = nodes[0] as FieldNode;
    const args = getArgumentValues(field, node, question.variables);
    const sizes = place.sizes ?? question.sizesOf(node);
    const coordinate = `${place.type.name}.${field.name}`;
    const asked = { coordinate, count: place.count, sizes, args, field };
    add(place.path, place.count * weightOf(asked));
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return;
    const below = belowOf(place, asked, type, node);
    add(below.path, 0);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    visit(selectedIn(sets, question, type.name), below);
  }

  function add(path: string, share: number): void {
    shares.set(path, (shares.get(path) ?? 0) + share);
  }

  visit(fields, { type: root, count: 1, path: '', sizes: null });
  const all = [...shares];
  const total = looks > mostLooks ? Infinity : Math.ceil(all.reduce((sum, [, share]) => sum + share, 0));
  const [dearest] = all.reduce((one, other) => (other[1] > one[1] ? other : one), ['', 0]);
  return { total, dearest };
}

type Asked = Parameters<typeof weightOf>[0];

function belowOf(place: Place, asked: Asked, type: GraphQLNamedType, node: FieldNode): Place {
  const { field, sizes, args } = asked;
  const path = place.path === '' ? field.name : `${place.path}.${node.name.value}`;
  if (isListType(getNullableType(field.type))) {
    return { type, path, sizes, count: itemsIn(asked, place.items) };
  }
  const page = askedFor(asked) !== undefined ? itemsIn(asked) : longestList(args, place.count);
  return { type, path, sizes, count: place.count, ...(page !== undefined && { items: page }) };
}

function fieldOf(type: GraphQLNamedType, node: FieldNode): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
}

/** Introspection answers what is always the same: the whole of it is charged, whatever is asked of it. */
function metaWeight({ name }: FieldNode): number {
  if (name.value === '__schema') return 20_000;
  return name.value === '__type' ? 1000 : 1;
}
