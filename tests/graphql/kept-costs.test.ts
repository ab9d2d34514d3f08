import { OperationTypeNode, parse, print } from 'graphql';
import type { Viewer } from '../../src/access/directory';
import { admit } from '../../src/graphql/admission';
import { KeptCosts } from '../../src/graphql/kept-costs';
import { KeptVariables } from '../../src/graphql/kept-variables';
import { makeSchema } from '../../src/graphql/schema';
import { depth } from '../support/depth';
import { queriesOfTests } from '../support/documents';
import { fitted, variablesFor } from '../support/documents.fitted';
import { openHistory, seedsOf } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';

const schema = makeSchema();
let house: TestHouse;

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house?.close());

it('are what would be worked out anew, whatever happens in between', async () => {
  const viewer = house.directory.byHandle('owner') as unknown as Viewer;
  const { board, live } = await openHistory(house, 6, 14);
  const asked = queriesOfTests(schema).flatMap((query) => {
    const document = fitted(query, board);
    return variablesFor(schema, document, board).map((variables) => ({ document, variables }));
  });
  const totals = new Map<string, Set<number>>();
  const kept = new KeptCosts();
  const costOf = async (one: (typeof asked)[number], costs: KeptCosts) => {
    const admitted = await admit(one, [OperationTypeNode.QUERY], house.context(viewer), {
      schema,
      cost: 1e9,
      costs,
      variables: new KeptVariables(),
    });
    return admitted.cost!;
  };
  for await (const { number } of live(seedsOf(6, depth(24, 120)))) {
    if (number % 12 !== 0) continue;
    for (const one of asked) {
      const name = print(one.document) + JSON.stringify(one.variables);
      const [before, anew] = [await costOf(one, kept), await costOf(one, new KeptCosts())];
      expect([number, name, before]).toEqual([number, name, anew]);
      totals.set(name, (totals.get(name) ?? new Set()).add(anew));
    }
  }
  expect([...totals.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(depth(1, 5));
});

it('are told apart by numbers, switches and the lengths of lists, not by words', async () => {
  const viewer = house.directory.byHandle('owner') as unknown as Viewer;
  const { board } = await openHistory(house, 7, 14);
  const source = `query ($id: ID!, $n: Int, $no: Boolean = false) {
    incident(id: $id) { systems(first: $n) { nodes { key name @skip(if: $no) } } } }`;
  const document = parse(source);
  const costs = new KeptCosts();
  const costOf = async (variables: Record<string, unknown>) => {
    const rules = { schema, cost: 1e9, costs, variables: new KeptVariables() };
    return (await admit({ document, variables }, [OperationTypeNode.QUERY], house.context(viewer), rules)).cost;
  };
  const id = board.id;
  const found = [
    { id, n: 3 },
    { id, n: 9 },
    { id, n: 9, no: true },
    { id: 'nowhere', n: 9 },
    { id: board.incident.key, n: 9 },
  ];
  const told = [];
  for (const variables of [...found, ...found]) told.push(await costOf(variables));
  expect(told.slice(5)).toEqual(told.slice(0, 5));
  expect(new Set(told.slice(0, 4)).size).toBe(4);
  expect(told[4]).toBe(told[1]);
});
