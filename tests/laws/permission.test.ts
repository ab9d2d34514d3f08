import { type CommandName, fieldAccess, whoMay } from '../../src/domain/permission.table';
import { type AccessTable, guardRoots } from '../../src/graphql/guarded';
import { makeSchema } from '../../src/graphql/schema';

const without = (root: keyof AccessTable, name: string): AccessTable => {
  const { [name]: _gone, ...rest } = fieldAccess[root] as AccessTable[typeof root];
  return { ...fieldAccess, [root]: rest };
};
const withOne = (root: keyof AccessTable, name: string, access: AccessTable['Query'][string]): AccessTable => ({
  ...fieldAccess,
  [root]: { ...fieldAccess[root], [name]: access },
});

test('every field at the root is in the table of who may', () => {
  expect(() => makeSchema()).not.toThrow();
});

test.each([
  ['Query', 'viewer'],
  ['Mutation', 'startRestores'],
  ['Subscription', 'systemChanged'],
] as const)('a schema whose %s.%s nobody has decided on is not built', (root, name) => {
  const message = `${root}.${name} has no entry in the table of who may.`;
  expect(() => guardRoots(makeSchema(), without(root, name))).toThrow(message);
});

test.each(['Query', 'Mutation', 'Subscription'] as const)('nor one that lacks a %s of the table', (root) => {
  const message = `${root}.gone is in the table of who may, and not in the schema.`;
  expect(() => guardRoots(makeSchema(), withOne(root, 'gone', 'EVERYBODY'))).toThrow(message);
});

test('nor one whose query is kept from some and cannot be null for them', () => {
  const table = withOne('Query', 'viewer', fieldAccess.Query.accessLog);
  expect(() => guardRoots(makeSchema(), table)).toThrow('Query.viewer is not for everybody, and cannot be null.');
});

test('every command of the table is what some field needs', () => {
  const fields = Object.values({ ...fieldAccess.Query, ...fieldAccess.Mutation, ...fieldAccess.Subscription });
  const needed = new Set(
    fields.flatMap((access): readonly CommandName[] => (typeof access === 'string' ? [] : access.commands)),
  );
  expect([...needed].sort()).toEqual(Object.keys(whoMay).sort());
});
