import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

/** One member of an answered object: its name there, and the fields that are answered as one. */
export interface Member {
  name: string;
  nodes: [FieldNode, ...FieldNode[]];
}

/** Gathers the fields of objects whose type is known, in the order of the answer; a document without @skip and @include. */
export class Gatherer {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(
    private readonly schema: GraphQLSchema,
    { definitions }: DocumentNode,
  ) {
    const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((node) => [node.name.value, node]));
  }

  /** The members that some selection sets ask of an object of a type. */
  members(owner: GraphQLObjectType, sets: readonly SelectionSetNode[]): Member[] {
    const found = new Map<string, Member>();
    const visited = new Set<string>();
    const take = (node: SelectionNode): void => {
      if (node.kind === Kind.FIELD) return put(found, node);
      if (node.kind === Kind.FRAGMENT_SPREAD && visited.has(node.name.value)) return;
      if (node.kind === Kind.FRAGMENT_SPREAD) visited.add(node.name.value);
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value);
      if (fragment && this.#concerns(fragment.typeCondition, owner)) fragment.selectionSet.selections.forEach(take);
    };
    for (const { selections } of sets) selections.forEach(take);
    return [...found.values()];
  }

  #concerns(condition: TypeNode | undefined, owner: GraphQLObjectType): boolean {
    if (condition?.kind !== Kind.NAMED_TYPE) return true;
    const type = this.schema.getType(condition.name.value);
    return type === owner || (isAbstractType(type) && this.schema.isSubType(type, owner));
  }
}

function put(found: Map<string, Member>, node: FieldNode): void {
  const name = node.alias?.value ?? node.name.value;
  const same = found.get(name);
  if (same) same.nodes.push(node);
  else found.set(name, { name, nodes: [node] });
}
