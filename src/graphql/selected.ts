import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { isLeftOut } from './left-out';

/** What an operation is executed with. */
export interface Given {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Readonly<Record<string, unknown>>;
}

/** Fields that are answered as one: the same name in the answer, of the same type. */
export interface Selected {
  /** The type that a fragment names; null: the type of what they are asked of. */
  type: string | null;
  nodes: FieldNode[];
}

/** The fields of `owner` in some selection sets as the executor will gather them: each fragment once, nothing that is skipped. */
export function selectedIn(sets: readonly SelectionSetNode[], given: Given, owner: string): Selected[] {
  const found = new Map<string, Selected>();
  const visited = new Set<string>();
  const take = (node: SelectionNode, type: string | null) => {
    if (isLeftOut(node, given.variables)) return;
    if (node.kind === Kind.FIELD) return keep(found, node, type);
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : unvisited(node.name.value);
    const named = fragment?.typeCondition?.name.value;
    const below = named === owner ? null : (named ?? type);
    for (const selection of fragment?.selectionSet.selections ?? []) take(selection, below);
  };
  const unvisited = (name: string) => {
    if (visited.has(name)) return undefined;
    visited.add(name);
    return given.fragments.get(name);
  };
  for (const set of sets) for (const node of set.selections) take(node, null);
  return [...found.values()];
}

function keep(found: Map<string, Selected>, node: FieldNode, type: string | null): void {
  const name = `${type ?? ''}.${node.alias?.value ?? node.name.value}`;
  const same = found.get(name);
  if (same) same.nodes.push(node);
  else found.set(name, { type, nodes: [node] });
}
