import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  valueFromASTUntyped,
} from 'graphql';
import type { RequestContext } from '../view/context';
import { type Sizes, sizesFor } from '../view/sizes';
import { type Cost, costOf } from './cost';
import { Basis, type KeptCosts } from './kept-costs';
import type { Coerced, KeptVariables } from './kept-variables';
import { limitExceeded } from './limits';
import { type Given, selectedIn } from './selected';

/** One request, as any transport brings it. */
export interface Asked {
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
  /** Whether these will be asked with again: the same object, which nobody changes. */
  isLasting?: boolean;
}

/** A request that may be executed: its operation, its variables as graphql-js reads them, and what it is going to cost. */
export interface Admitted {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown> | null | undefined;
  coerced: Coerced;
  cost: number;
}

/** What is wrong with a request, and its cost where that is what is wrong. */
export interface Refused {
  errors: readonly GraphQLError[];
  cost?: number;
}

export interface AdmissionRules {
  schema: GraphQLSchema;
  /** The most that an operation may cost. */
  cost: number;
  /** What operations have been found to cost. */
  costs: KeptCosts;
  variables: KeptVariables;
}

/** Looks at the operation that a valid document is asked for, its variables and its cost, before anything is executed. */
export async function admit(
  asked: Asked,
  operations: readonly OperationTypeNode[],
  context: RequestContext,
  rules: AdmissionRules,
): Promise<Admitted | Refused> {
  const operation = getOperationAST(asked.document, asked.operationName);
  if (!operation) return { errors: [noSuchOperation(asked)] };
  if (!operations.includes(operation.operation)) return { errors: [elsewhere(operation)] };
  const { coerced, errors } = coercedFor(operation, asked, rules);
  if (errors) return { errors };
  const cost = await costFor(operation, { fragments: fragmentsOf(asked.document), variables: coerced }, context, rules);
  if (cost.total > rules.cost)
    return { errors: [tooDear(cost, rules.cost, operation)], cost: Math.min(cost.total, Number.MAX_SAFE_INTEGER) };
  const { document, variables } = asked;
  return { document, operation, variables, coerced, cost: cost.total };
}

type Read = { coerced: Coerced; errors?: never } | { coerced?: never; errors: readonly GraphQLError[] };

function coercedFor(operation: OperationDefinitionNode, { variables, isLasting }: Asked, rules: AdmissionRules): Read {
  const kept = isLasting && variables ? rules.variables.find(variables, operation) : undefined;
  if (kept) return { coerced: kept };
  const definitions = operation.variableDefinitions ?? [];
  const read = getVariableValues(rules.schema, definitions, variables ?? {}, { maxErrors: 50 });
  if (isLasting && variables && read.coerced) rules.variables.keep(variables, operation, read.coerced);
  return read;
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((node) => [node.name.value, node]));
}

/** Boards that the cost depends on are read beforehand: the request is going to need them anyway. */
async function costFor(
  operation: OperationDefinitionNode,
  given: Given,
  context: RequestContext,
  { schema, costs }: AdmissionRules,
): Promise<Cost> {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation}`);
  const kept = costs.find(operation, given.variables);
  const fields = kept?.fields ?? selectedIn([operation.selectionSet], given, root.name);
  const sizes: Sizes[] = [];
  for (const { nodes } of fields) sizes.push(await sizesFor(context, incidentIn(nodes[0]!, given.variables)));
  if (kept?.bases.every((basis, place) => basis.holds(sizes[place]!))) return kept.cost;
  const bases = fields.map(() => new Basis());
  const sizesOf = (node: FieldNode) => {
    const place = fields.findIndex(({ nodes }) => nodes[0] === node);
    return bases[place]!.noting(sizes[place]!);
  };
  const cost = costOf(root, fields, { ...given, schema, sizesOf });
  costs.keep(operation, given.variables, { cost, fields, bases });
  return cost;
}

/** The incident that a root field names, by its argument `incident`, that of its input, or `incident(id:)` itself. */
function incidentIn(node: FieldNode, variables: Given['variables']): string | null {
  const args = Object.fromEntries(
    (node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)]),
  );
  const input = args.input as { incident?: unknown } | null | undefined;
  const named = args.incident ?? input?.incident ?? (node.name.value === 'incident' ? args.id : null);
  return typeof named === 'string' ? named : null;
}

function noSuchOperation({ operationName }: Asked): GraphQLError {
  const message = operationName
    ? 'The document has no operation of that name.'
    : 'The document has several operations, or none: name the one to execute.';
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function elsewhere({ operation }: OperationDefinitionNode): GraphQLError {
  const message =
    operation === OperationTypeNode.SUBSCRIPTION
      ? 'A subscription goes over WebSocket or server-sent events.'
      : `A ${operation} goes over HTTP: this connection carries subscriptions only.`;
  return new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}

function tooDear({ total, dearest }: Cost, most: number, operation: OperationDefinitionNode): GraphQLError {
  const shown = Number.isFinite(total) ? String(total) : 'more than can be counted';
  const message = `Cost of the operation: ${shown}, and the limit is ${most}. Most of it comes from ${dearest}: ask for fewer there, or page.`;
  const extensions = { limit: 'cost', most, field: dearest, ...(Number.isFinite(total) && { cost: total }) };
  return limitExceeded(message, extensions, operation);
}
