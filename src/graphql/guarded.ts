import { type GraphQLField, type GraphQLSchema, isNonNullType } from 'graphql';
import { mayUse } from '../domain/permission';
import { type FieldAccess, fieldAccess } from '../domain/permission.table';
import type { RequestContext } from '../view/context';

export type AccessTable = Record<'Query' | 'Mutation' | 'Subscription', Record<string, FieldAccess>>;

/**
 * Puts the table of who may before the fields at the root: a query that is not for the viewer is null. Throws where a field
 * has no entry in the table, or an entry no field: nothing is served that nobody has decided on.
 */
export function guardRoots(schema: GraphQLSchema, table: AccessTable = fieldAccess): void {
  for (const [root, entries] of Object.entries(table)) {
    const fields = fieldsOf(schema, root);
    for (const name of Object.keys(fields)) {
      if (!Object.hasOwn(entries, name)) throw new Error(`${root}.${name} has no entry in the table of who may.`);
    }
    for (const [name, access] of Object.entries(entries)) {
      const field = fields[name];
      if (!field) throw new Error(`${root}.${name} is in the table of who may, and not in the schema.`);
      if (root === 'Query') guard(field, access);
    }
  }
}

function fieldsOf(schema: GraphQLSchema, root: string): Record<string, GraphQLField<unknown, RequestContext>> {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types.find((type) => type?.name === root)?.getFields() ?? {};
}

// What a command's payload says of who may not give it hangs on its object: commands ask the table themselves.
function guard(field: GraphQLField<unknown, RequestContext>, access: FieldAccess): void {
  const { resolve } = field;
  if (typeof access === 'string' || !resolve) return;
  if (isNonNullType(field.type)) throw new Error(`Query.${field.name} is not for everybody, and cannot be null.`);
  field.resolve = (source, args, context, info) =>
    mayUse(context.viewer, access) ? resolve(source, args, context, info) : null;
}
