import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * The fields at the root that look at the one incident that they name, and answer all alike who may read it. Whether somebody
 * may is asked before. A root field that is not among them is not shared.
 */
const rootsOfOneIncident = new Set([
  ...['Query.incident', 'Query.system', 'Query.plant', 'Query.milestone'],
  ...['Subscription.incidentEvents', 'Subscription.systemChanged', 'Subscription.incidentProgress'],
]);

/**
 * Whether one answer to an operation serves everybody who may read the incidents that it names: none of its fields hangs on who
 * asks, and none is read from elsewhere than the board. What @skip and @include leave out counts as asked for.
 */
export function isShareable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  const root = schema.getRootType(operation.operation);
  const visited = new Set<string>();

  function areAlike({ selections }: SelectionSetNode, type: GraphQLNamedType): boolean {
    return selections.every((node) => {
      if (node.kind === Kind.FIELD) return isAlike(node, type);
      if (node.kind === Kind.FRAGMENT_SPREAD) return isSpreadAlike(node.name.value);
      const named = node.typeCondition ? schema.getType(node.typeCondition.name.value) : type;
      return named !== undefined && areAlike(node.selectionSet, named);
    });
  }

  function isSpreadAlike(name: string): boolean {
    if (visited.has(name)) return true;
    visited.add(name);
    const fragment = document.definitions.find(
      (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name,
    );
    if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return false;
    const type = schema.getType(fragment.typeCondition.name.value);
    return type !== undefined && areAlike(fragment.selectionSet, type);
  }

  function isAlike(node: FieldNode, owner: GraphQLNamedType): boolean {
    const name = node.name.value;
    if (name.startsWith('__')) return true; // the schema is the same for everybody
    if (owner === root && !rootsOfOneIncident.has(`${owner.name}.${name}`)) return false;
    const fields = fieldsOf(schema, owner, name);
    const [field] = fields;
    if (!field || fields.some(hangsOnMore)) return false;
    const type = getNamedType(field.type);
    return !isCompositeType(type) || (node.selectionSet !== undefined && areAlike(node.selectionSet, type));
  }

  return root != null && areAlike(operation.selectionSet, root);
}

type Field = GraphQLField<unknown, unknown>;

/** The field of that name; where the type stands for others, theirs too. */
function fieldsOf(schema: GraphQLSchema, owner: GraphQLNamedType, name: string): Field[] {
  if (isUnionType(owner) || !isCompositeType(owner)) return [];
  const others = isInterfaceType(owner) ? schema.getPossibleTypes(owner) : [];
  return [owner, ...others].flatMap((type) => type.getFields()[name] ?? []);
}

/** What `@PerViewer` and `@Awaited` mark: the viewer, or Postgres. */
function hangsOnMore({ extensions }: Field): boolean {
  return extensions.perViewer === true || extensions.awaited === true;
}
