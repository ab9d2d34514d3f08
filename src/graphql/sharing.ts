import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  getVariableValues,
  type GraphQLSchema,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { isShareable } from './shareable';

/** Where a follower begins is its own matter: what it hears from there on is not. */
const beginnings = ['after', 'afterHash'];

/**
 * A name for what a subscription with valid variables answers: whoever follows the same under one name is answered alike. Null
 * where its answers hang on who asks.
 */
export function sharedNameOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string | null {
  if (!isShareable(schema, document, operation)) return null;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  const telling = variablesThatTell(schema, document);
  const given = Object.entries(coerced ?? {}).filter(([name]) => telling.has(name));
  const said = JSON.stringify([document.loc?.source.body, operation.name?.value, given]);
  return createHash('sha256').update(said).digest('base64');
}

/** The variables that say more than where to begin. */
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
