import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { isShareable } from './shareable';

/** Where a follower begins is its own matter: what it hears from there on is not. */
const beginnings = ['after', 'afterHash'];

/** A subscription with valid variables, as graphql-js reads them. */
interface Asked {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  coerced: Readonly<Record<string, unknown>>;
}

/** What was found out about an operation that is shared. */
interface Known {
  /** The variables that say more than where to begin. */
  telling: ReadonlySet<string>;
  /** Names that were given, by what these variables said. */
  names: LRUCache<string, string>;
}

const mostNames = 20;
const longestKept = 1000;

/** Names of subscriptions; what hangs on the operation alone is found out once for each. */
export class SharedNames {
  readonly #known = new WeakMap<OperationDefinitionNode, Known | null>();

  constructor(private readonly schema: GraphQLSchema) {}

  /**
   * A name for what a subscription answers: whoever follows the same under one name is answered alike. Null where its answers
   * hang on who asks.
   */
  of({ document, operation, coerced }: Asked): string | null {
    const known = this.#find(document, operation);
    if (!known) return null;
    const said = JSON.stringify(Object.entries(coerced).filter(([name]) => known.telling.has(name)));
    const before = known.names.get(said);
    if (before !== undefined) return before;
    const whole = JSON.stringify([document.loc?.source.body, operation.name?.value, said]);
    const name = createHash('sha256').update(whole).digest('base64');
    if (said.length <= longestKept) known.names.set(said, name);
    return name;
  }

  #find(document: DocumentNode, operation: OperationDefinitionNode): Known | null {
    const before = this.#known.get(operation);
    if (before !== undefined) return before;
    const known = isShareable(this.schema, document, operation)
      ? { telling: variablesThatTell(this.schema, document), names: new LRUCache<string, string>({ max: mostNames }) }
      : null;
    this.#known.set(operation, known);
    return known;
  }
}

function variablesThatTell(schema: GraphQLSchema, document: DocumentNode): Set<string> {
  const found = new Set<string>();
  const types = new TypeInfo(schema);
  const isAtRoot = () => types.getParentType() === schema.getSubscriptionType();
  const visitor = visitWithTypeInfo(types, {
    VariableDefinition: () => false,
    Argument: ({ name }) => (isAtRoot() && beginnings.includes(name.value) ? false : undefined),
    Variable: ({ name }) => void found.add(name.value),
  });
  visit(document, visitor);
  return found;
}
