import {
  type ASTNode,
  type ASTVisitor,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

export interface DocumentLimits {
  tokens: number;
  depth: number;
  aliases: number;
  directives: number;
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

/** The rules that keep a document small before it is executed: the same on every transport. */
export function limitRules(limits: DocumentLimits): ValidationRule[] {
  return [(context) => limitVisitor(context, limits)];
}

/** An error of the code LIMIT_EXCEEDED; its sentence names the limit and what was found. */
export function limitExceeded(message: string, nodes?: ASTNode): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: 'LIMIT_EXCEEDED' } });
}

function limitVisitor(context: ValidationContext, limits: DocumentLimits): ASTVisitor {
  const measure = measurer(context);
  return {
    OperationDefinition(operation) {
      const found = measure(operation.selectionSet);
      const directives = found.directives + (operation.directives?.length ?? 0);
      const report = (what: string, count: number, limit: number) => {
        if (count <= limit) return;
        context.reportError(limitExceeded(`${what}: ${count}, and the limit is ${limit}.`, operation));
      };
      report('Depth of the operation', found.depth, limits.depth);
      report('Depth of the introspection', found.introspection, introspectionDepth);
      report('Aliases', found.aliases, limits.aliases);
      report('Directives', directives, limits.directives);
      return false;
    },
    FragmentDefinition: () => false,
  };
}

/** Measures each fragment once: fragments that spread each other would otherwise take exponential time. */
function measurer(context: ValidationContext): (selections: SelectionSetNode) => Extent {
  const known = new Map<string, Extent>();

  function ofFragment(name: string): Extent {
    const before = known.get(name);
    if (before) return before;
    known.set(name, nothing); // a cycle of fragments adds nothing; another rule refuses it
    const fragment = context.getFragment(name);
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
