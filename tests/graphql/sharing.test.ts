import { type DocumentNode, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import { makeSchema } from '../../src/graphql/schema';
import { SharedNames } from '../../src/graphql/sharing';

const schema = makeSchema();
const names = new SharedNames(schema);

function nameOf(text: string, variables: Record<string, unknown> = {}, operationName?: string): string | null {
  const document: DocumentNode = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document, operationName)!;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return names.of({ document, operation, coerced: coerced! });
}

const systems = `subscription ($i: ID!, $p: Int, $h: String, $f: SystemFilter, $deep: Boolean = false, $c: String, $n: Int = 5) {
  systemChanged(incident: $i, after: $p, afterHash: $h, filter: $f) {
    position system { key @include(if: $deep) dependents(after: $c, first: $n) { totalCount } } } }`;
const plain = { i: 'x', p: 1 };

describe('subscriptions have one name', () => {
  it.each([
    ['wherever they begin', { i: 'x', p: 7, h: 'abc' }],
    ['whether a default is given or left out', { i: 'x', deep: false, n: 5 }],
  ])('%s', (_why, variables) => {
    expect(nameOf(systems, plain)).not.toBeNull();
    expect(nameOf(systems, variables)).toBe(nameOf(systems, plain));
  });

  it('where fragments stand between', () => {
    const text = `subscription ($i: ID!, $p: Int) { ...f } fragment f on Subscription { incidentEvents(incident: $i, after: $p) { position } }`;
    expect(nameOf(text, { i: 'x', p: 1 })).toBe(nameOf(text, { i: 'x' }));
  });
});

describe('subscriptions have names of their own', () => {
  it.each([
    ['for another incident', { i: 'y', p: 1 }],
    ['for another filter', { i: 'x', f: { plant: 'P1' } }],
    ['for other fields', { i: 'x', deep: true }],
    ['for another page below', { i: 'x', c: 'cursor' }],
    ['for another length of a page below', { i: 'x', n: 6 }],
  ])('%s', (_why, variables) => expect(nameOf(systems, variables)).not.toBe(nameOf(systems, plain)));

  it('where one variable says where to begin and something else', () => {
    const text = `subscription ($i: ID!, $n: Int) { systemChanged(incident: $i, after: $n) { system { dependents(first: $n) { totalCount } } } }`;
    expect(nameOf(text, { i: 'x', n: 1 })).not.toBe(nameOf(text, { i: 'x', n: 2 }));
  });

  it('for other words, and for another operation of one document', () => {
    expect(nameOf(`${systems} `, plain)).not.toBe(nameOf(systems, plain));
    const two = `subscription a { incidentProgress(incident: "x") { total } } subscription b { incidentProgress(incident: "x") { online } }`;
    expect(nameOf(two, {}, 'a')).not.toBe(nameOf(two, {}, 'b'));
  });

  it('and none where the answers hang on who asks', () => {
    expect(nameOf('subscription { systemChanged(incident: "x") { system { allowedActions } } }')).toBeNull();
    expect(nameOf('subscription { incidentEvents(incident: "x") { incident { notes { totalCount } } } }')).toBeNull();
  });
});
