import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, Kind, parse } from 'graphql';
import ts from 'typescript';
import { type Sources, sourcesOf, treeOf } from './sources';

const mostLines = 300;

const linesOf = (text: string): number => text.replace(/\n$/, '').split('\n').length;

/** The files that are longer than anybody should have to read at once. */
function tooLong(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([file, text]) =>
    linesOf(text) > mostLines ? [`${file}: ${linesOf(text)}`] : [],
  );
}

describe(`no file of the source is longer than ${mostLines} lines`, () => {
  it('in src, web and migrations', () => {
    expect(tooLong(sourcesOf('src', 'web', 'migrations'))).toEqual([]);
  });

  it('bites', () => {
    expect(tooLong({ 'src/a.ts': 'x;\n'.repeat(300) })).toEqual([]);
    expect(tooLong({ 'src/a.ts': 'x;\n'.repeat(301) })).toEqual(['src/a.ts: 301']);
  });
});

/** The mutations of a schema that no file of commands exports a function for. */
function withoutCommand(schema: DocumentNode, sources: Sources): string[] {
  const commands = new Set(Object.entries(sources).flatMap(([file, text]) => exportedFunctions(file, text)));
  const roots = schema.definitions.filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION,
  );
  const mutations = roots.filter(({ name }) => name.value === 'Mutation').flatMap(({ fields = [] }) => fields);
  return mutations.map(({ name }) => name.value).filter((name) => !commands.has(name));
}

function exportedFunctions(file: string, text: string): string[] {
  if (!file.endsWith('.commands.ts')) return [];
  return treeOf(file, text).statements.flatMap((statement) => {
    if (!ts.isFunctionDeclaration(statement) || !statement.name) return [];
    const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return isExported ? [statement.name.text] : [];
  });
}

describe('a mutation has one name at every station', () => {
  const path = join(__dirname, '..', '..', 'src', 'graphql', 'schema.graphql');

  it('each one of the schema is an exported command', () => {
    expect(existsSync(path)).toBe(true);
    expect(withoutCommand(parse(readFileSync(path, 'utf8')), sourcesOf('src'))).toEqual([]);
  });

  it('bites', () => {
    const schema = parse(
      'type Query { a: Int } type Mutation { startRestore: Int } extend type Mutation { placeHold: Int }',
    );
    const commands = { 'src/systems/restore.commands.ts': 'export async function startRestore() {}' };
    expect(withoutCommand(schema, commands)).toEqual(['placeHold']);
    expect(
      withoutCommand(schema, { 'src/systems/restore.resolver.ts': 'export function startRestore() {}' }),
    ).toHaveLength(2);
    expect(withoutCommand(schema, { 'src/systems/restore.commands.ts': 'function startRestore() {}' })).toHaveLength(2);
  });
});
