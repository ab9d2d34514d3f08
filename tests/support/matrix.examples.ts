import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

export const roots = { Query: 'query', Mutation: 'mutation', Subscription: 'subscription' } as const;
export type Root = keyof typeof roots;

/** The names that a request gives, by what they name; `nodes`: the ids of one object of each kind. */
export interface Names {
  incident: string;
  system: string;
  dependsOn: string;
  plant: string;
  milestone: string;
  line: string;
  hold: string;
  override: string;
  principal: string;
  token: string;
  cursor: string;
  nodes: Record<string, string>;
}

export interface Request {
  query: string;
  variables: Record<string, unknown>;
}

/** A request that is refused after everything that is said of who may: its text has a character that no rule takes. */
const poison = { idempotencyKey: '\0' };

// What is given for arguments and input fields that must be there, by name.
const given: Record<string, (names: Names, isPoisoned: boolean) => unknown> = {
  ...named('incident', 'system', 'dependsOn', 'plant', 'milestone', 'line', 'hold', 'override', 'principal', 'token'),
  systems: ({ system }) => [system],
  reason: () => 'because',
  text: () => 'noted',
  content: () => 'format: blackstart/v1',
  passed: () => true,
  expectedVersion: () => 1,
  optimistic: () => 1,
  likely: () => 2,
  pessimistic: () => 3,
  grants: () => [],
  handle: (_names, isPoisoned) => (isPoisoned ? '' : 'newcomer'),
  name: () => 'Newcomer',
  key: () => 'new-incident',
  label: (_names, isPoisoned) => (isPoisoned ? '' : 'laptop'),
  issuer: (_names, isPoisoned) => (isPoisoned ? '' : 'https://issuer.example'),
  subject: () => 'subject',
};
// What is given although it need not be, by field.
const added: Record<string, (names: Names, isPoisoned: boolean) => object> = {
  addNote: ({ system }) => ({ system }),
  placeHold: ({ system }) => ({ system }),
  requestOverride: ({ dependsOn }) => ({ dependencies: [dependsOn] }),
  updateSystem: () => ({ description: 'changed' }),
  updatePrincipal: (_names, isPoisoned) => ({ name: isPoisoned ? '' : 'Changed' }),
  createBreakGlassAccount: (_names, isPoisoned) => (isPoisoned ? { password: '' } : {}),
};
// Fields without an input: their arguments, a request for each.
const asked: Record<string, (names: Names) => object[]> = {
  viewer: () => [{}],
  principals: () => [{}],
  accessLog: () => [{}],
  breakGlass: () => [{}],
  node: ({ nodes }) => Object.values(nodes).map((id) => ({ id })),
  incidents: ({ cursor }) => [{ after: cursor }, { after: cursor, status: 'OPEN' }],
  incident: ({ incident }) => [{ id: incident }, { id: incident, atLeast: 1 }],
  system: ({ incident, system }) => [{ incident, id: system }],
  plant: ({ incident, plant }) => [{ incident, id: plant }],
  milestone: ({ incident, milestone }) => [{ incident, id: milestone }],
  incidentEvents: ({ incident, system }) => [
    { incident, after: 0 },
    { incident, after: 0, filter: { types: ['INCIDENT_DECLARED'] } },
    { incident, after: 0, filter: { system, types: ['HOLD_PLACED'] } },
  ],
  incidentProgress: ({ incident }) => [{ incident }],
  systemChanged: ({ incident }) => [{ incident, after: 0 }],
};

function named(...kinds: (keyof Names)[]): Record<string, (names: Names) => unknown> {
  return Object.fromEntries(kinds.map((kind) => [kind, (names: Names) => names[kind]]));
}

/** All fields at the root, as the schema has them. */
export function fieldsOf(schema: GraphQLSchema): { root: Root; field: GraphQLField<unknown, unknown> }[] {
  return (Object.keys(roots) as Root[]).flatMap((root) => {
    const type = schema.getType(root);
    return isObjectType(type) ? Object.values(type.getFields()).map((field) => ({ root, field })) : [];
  });
}

/** The requests for one field with these names; throws where nobody has said what to ask. `isPoisoned`: refused in the end. */
export function requestsFor(
  root: Root,
  field: GraphQLField<unknown, unknown>,
  names: Names,
  isPoisoned: boolean,
): Request[] {
  const query = queryOf(root, field);
  return argsOf(field, names, isPoisoned).map((variables) => ({ query, variables }));
}

const queries = new Map<string, string>();

function queryOf(root: Root, field: GraphQLField<unknown, unknown>): string {
  const known = queries.get(`${root} ${field.name}`);
  if (known !== undefined) return known;
  const heads = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const args = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const call = args === '' ? field.name : `${field.name}(${args})`;
  const query = `${roots[root]} ${heads === '' ? '' : `(${heads})`} { ${call} ${selectionOf(field.type)} }`;
  queries.set(`${root} ${field.name}`, query);
  return query;
}

function argsOf(field: GraphQLField<unknown, unknown>, names: Names, isPoisoned: boolean): Record<string, unknown>[] {
  const ask = asked[field.name];
  if (ask) return ask(names) as Record<string, unknown>[];
  const input = field.args.find(({ name }) => name === 'input');
  if (!input || field.args.length > 1) throw new Error(`${field.name} has no example`);
  const example = exampleOf(input.type, field.name, names, isPoisoned) as object;
  const type = getNamedType(input.type);
  const hasKey = isInputObjectType(type) && 'idempotencyKey' in type.getFields();
  const more = added[field.name]?.(names, isPoisoned);
  return [{ input: { ...example, ...more, ...(isPoisoned && hasKey && poison) } }];
}

function exampleOf(type: GraphQLInputType, name: string, names: Names, isPoisoned: boolean): unknown {
  const bare = isNonNullType(type) ? type.ofType : type;
  const give = given[name];
  if (give) return give(names, isPoisoned);
  if (isListType(bare)) return [exampleOf(bare.ofType, name, names, isPoisoned)];
  if (isEnumType(bare)) return bare.getValues()[0]?.name;
  if (!isInputObjectType(bare)) throw new Error(`an input ${name}: ${String(type)} has no example`);
  const fields = Object.values(bare.getFields()).filter((field) => isNonNullType(field.type));
  return Object.fromEntries(fields.map((field) => [field.name, exampleOf(field.type, field.name, names, isPoisoned)]));
}

/** What is told of an answer: its plain fields, and those of what it holds, two steps down. */
function selectionOf(output: GraphQLOutputType, steps = 2): string {
  const type = getNamedType(output);
  if (!isObjectType(type) && !isInterfaceType(type)) return isLeafType(type) ? '' : '{ __typename }';
  const fields = Object.values(type.getFields()).filter(({ args }) => args.length === 0);
  const plain = fields.filter((field) => isLeafType(getNamedType(field.type))).map(({ name }) => name);
  const below = fields.filter(({ name }) =>
    ['userErrors', 'results', 'nodes', 'edges', 'pageInfo', 'event'].includes(name),
  );
  const deeper = steps === 0 ? [] : below.map((field) => `${field.name} ${selectionOf(field.type, steps - 1)}`);
  return `{ ${['__typename', ...plain, ...deeper].join(' ')} }`;
}
