import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { makeSchema, schemaText } from '../../src/graphql/schema';
import { complaints } from './comparison';
import { coordinatesOf } from './coordinates';
import { hadToLand } from './landed';

const read = (...path: string[]): string => readFileSync(join(__dirname, ...path), 'utf8');

const schema = makeSchema();
const emitted = coordinatesOf(schema);
const contract = coordinatesOf(buildSchema(read('contract.graphql')));
const listed = read('not-landed.txt')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

describe('the schema', () => {
  it('is committed as the code emits it (npm run schema writes it anew)', () => {
    expect(read('..', '..', 'src', 'graphql', 'schema.graphql')).toBe(schemaText(schema));
  });

  it('is the contract, but for what is listed as not landed', () => {
    expect(complaints(contract, emitted, listed, hadToLand)).toEqual([]);
  });

  it("carries the contract's descriptions word for word", () => {
    const others = [...contract]
      .filter(([name, { description }]) => emitted.has(name) && description)
      .filter(([name, { description }]) => emitted.get(name)!.description !== description)
      .map(([name]) => name);
    expect(others).toEqual([]);
  });

  it('has what had to land', () => {
    expect(contract.size).toBeGreaterThan(800);
    expect([...contract.keys()].filter((name) => hadToLand(name) && !emitted.has(name))).toEqual([]);
  });
});

describe('the comparison with the contract bites', () => {
  const told =
    'type Query { "q" a(x: Int = 1): Int! b: E } enum E { ONE TWO } input I { f: Int } interface N { n: Int } type T implements N { n: Int }';
  const of = (text: string) => coordinatesOf(buildSchema(text));
  const compare = (text: string, gaps: string[] = [], must: string[] = []) =>
    complaints(of(told), of(text), gaps, (name) => must.includes(name));

  it('says nothing of the contract itself, nor of what harms nobody', () => {
    expect(compare(told)).toEqual([]);
    expect(compare(`${told} type New { f: Int! } extend type Query { c(y: Int!): Int }`)).toEqual([]);
  });

  it.each([
    ['an unlisted gap', told.replace('TWO', ''), [], 'E.TWO is in the contract, not in the schema'],
    ['a listed one that exists', told, ['E.TWO'], 'E.TWO is listed as not landed, and is there'],
    ['a listed one that the contract does not have', told, ['E.TEN'], 'E.TEN is listed, and not in the contract'],
    ['a listed one that had to land', told.replace('TWO', ''), ['E.TWO'], 'E.TWO had to land'],
    ['one listed twice', told.replace('TWO', ''), ['E.TWO', 'E.TWO'], 'E.TWO is listed twice'],
    ['a nullable field that was not', told.replace('Int! b', 'Int b'), [], 'Query.a is Int; the contract says Int!'],
    ['another default', told.replace('= 1', '= 2'), [], 'Query.a(x:) is Int = 2; the contract says Int = 1'],
    ['a lost argument', told.replace('(x: Int = 1)', ''), [], 'Query.a(x:) is in the contract'],
    ['a lost interface', told.replace('type T implements N', 'type T'), [], 'T is ObjectType; the contract says'],
    ['an argument that must be given', told.replace('b: E', 'b(y: Int!): E'), [], 'Query.b(y:): Int! is added'],
    ['an input field that must be given', told.replace('f: Int', 'f: Int g: Int!'), [], 'I.g: Int! is added'],
    ['a field that can end an answer', told.replace('b: E', 'b: E c: Int!'), [], 'Query.c: Int! is added'],
  ])('%s', (_, text, gaps, complaint) => {
    expect(compare(text, gaps, ['E.TWO']).join('\n')).toContain(complaint);
  });
});
