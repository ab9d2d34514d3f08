import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** Fields, spreads followed, above which a document is not compiled: its code would grow as its answer does not. */
const mostFields = 500;

/** What graphql-jit writes into its code for dates and the like, and turns into code again wherever it finds it. */
const codeMarker = '__MAGIC_';

/** How an operation can be compiled. */
export interface Compilable {
  /** The variables that @skip and @include hang on: each combination of them is a document of its own. */
  switches: readonly string[];
}

/**
 * Whether an operation of a valid document may be compiled; null where only graphql-js executes it: changes, which must not
 * run twice, introspection, names that mean something to JavaScript, text that would become code, and what is too large.
 */
export function compilableOf(document: DocumentNode, operation: OperationDefinitionNode): Compilable | null {
  if (operation.operation === OperationTypeNode.MUTATION) return null;
  if (fieldsOf(document, operation) > mostFields || hasTraps(document)) return null;
  return { switches: switchesOf(document) };
}

/** Counts fields as often as they are spread, and stops counting once there are too many. */
function fieldsOf({ definitions }: DocumentNode, { selectionSet }: OperationDefinitionNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  let fields = 0;
  const count = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (++fields > mostFields) return;
      const set = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)?.selectionSet : node.selectionSet;
      if (set) count(set);
    }
  };
  count(selectionSet);
  return fields;
}

function hasTraps(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Name: ({ value }) => void (found ||= value.startsWith('__') && value !== '__typename'),
    StringValue: ({ value }) => void (found ||= value.includes(codeMarker)),
  });
  return found;
}

function switchesOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
