import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

export interface DocumentLimits {
  tokens: number;
  depth: number;
  aliases: number;
  directives: number;
  repeats: number;
}

/** What a selection comes to with its fragments spread; `introspection` is the depth below __schema and __type. */
interface Extent {
  depth: number;
  introspection: number;
  aliases: number;
  directives: number;
}

/** graphql-js' own introspection query is 15 deep, and some tools unwrap types further. */
const introspectionDepth = 20;
const nothing: Extent = { depth: 0, introspection: 0, aliases: 0, directives: 0 };

/**
 * What is over a limit in a document, none where all is well. It is asked before the document is validated: to validate
 * 500 fields of one name compares every two of them, and takes a tenth of a second.
 */
export function overLimits(document: DocumentNode, limits: DocumentLimits): GraphQLError[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  let repeats = 0;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
    if ('selectionSet' in definition) repeats += repeatsIn(definition.selectionSet);
  }
  const measure = measurer(fragments);
  const errors = operations.flatMap((operation) =>
    operationOverLimits(operation, measure(operation.selectionSet), limits),
  );
  if (repeats > limits.repeats)
    errors.push(overLimit('repeats', 'Fields named again beside themselves', repeats, limits.repeats));
  return errors;
}

/** An error of the code LIMIT_EXCEEDED; its sentence names the limit and what was found. */
export function limitExceeded(
  message: string,
  extensions: Record<string, unknown> = {},
  nodes?: ASTNode,
): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { ...extensions, code: 'LIMIT_EXCEEDED' } });
}

function overLimit(limit: string, what: string, count: number, most: number, node?: ASTNode): GraphQLError {
  return limitExceeded(`${what}: ${count}, and the limit is ${most}.`, { limit }, node);
}

function operationOverLimits(
  operation: OperationDefinitionNode,
  found: Extent,
  limits: DocumentLimits,
): GraphQLError[] {
  const directives = found.directives + (operation.directives?.length ?? 0);
  const counts: [limit: string, what: string, count: number, most: number][] = [
    ['depth', 'Depth of the operation', found.depth, limits.depth],
    ['introspection', 'Depth of the introspection', found.introspection, introspectionDepth],
    ['aliases', 'Aliases', found.aliases, limits.aliases],
    ['directives', 'Directives', directives, limits.directives],
  ];
  return counts
    .filter(([, , count, most]) => count > most)
    .map(([limit, what, count, most]) => overLimit(limit, what, count, most, operation));
}

/** Fields that stand again in the same braces under the same name. */
function repeatsIn({ selections }: SelectionSetNode): number {
  const names = new Set<string>();
  let fields = 0;
  let below = 0;
  for (const node of selections) {
    if (node.kind === Kind.FIELD) {
      names.add(node.alias?.value ?? node.name.value);
      fields++;
    }
    if (node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet) below += repeatsIn(node.selectionSet);
  }
  return fields - names.size + below;
}

/** Measures each fragment once: fragments that spread each other would otherwise take exponential time. */
function measurer(fragments: ReadonlyMap<string, FragmentDefinitionNode>): (selections: SelectionSetNode) => Extent {
  const known = new Map<string, Extent>();

  function ofFragment(name: string): Extent {
    const before = known.get(name);
    if (before) return before;
    known.set(name, nothing); // a cycle of fragments adds nothing; validation refuses it
    const fragment = fragments.get(name);
    const extent = fragment ? ofSelections(fragment.selectionSet) : nothing;
    known.set(name, extent);
    return extent;
  }

  function ofSelection(node: SelectionSetNode['selections'][number]): Extent {
    const own = { ...nothing, directives: node.directives?.length ?? 0 };
    if (node.kind === Kind.FRAGMENT_SPREAD) return sum(own, ofFragment(node.name.value));
    const below = node.selectionSet ? ofSelections(node.selectionSet) : nothing;
    if (node.kind === Kind.INLINE_FRAGMENT) return sum(own, below);
    const all = sum({ ...own, aliases: node.alias ? 1 : 0 }, below);
    const meta = node.name.value === '__schema' || node.name.value === '__type';
    if (meta) return { ...all, depth: 1, introspection: below.depth + 1 };
    return { ...all, depth: below.depth + 1 };
  }

  function ofSelections(set: SelectionSetNode): Extent {
    return set.selections.map(ofSelection).reduce(sum, nothing);
  }

  return ofSelections;
}

function sum(a: Extent, b: Extent): Extent {
  return {
    depth: Math.max(a.depth, b.depth),
    introspection: Math.max(a.introspection, b.introspection),
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
  };
}
