import ts from 'typescript';
import { type Sources, placeOf, sourcesOf, treeOf } from './sources';

/** The exported functions without a sentence of promise: declarations, and functions that a constant holds. */
function undocumented(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([file, text]) =>
    treeOf(file, text)
      .statements.filter((statement) => isExported(statement) && isFunction(statement) && !hasSentence(statement))
      .map((statement) => `${placeOf(statement)} ${nameOf(statement)}`),
  );
}

const isExported = (node: ts.Statement): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false);

function isFunction(node: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(node)) return true;
  if (!ts.isVariableStatement(node)) return false;
  return node.declarationList.declarations.some(
    ({ initializer }) => initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)),
  );
}

/** The last doc comment right before the statement, with words in it. Of overloads, each one needs its own. */
function hasSentence(node: ts.Statement): boolean {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1);
  return /\w+ \w+/.test(ts.getTextOfJSDocComment(doc?.comment) ?? '');
}

function nameOf(node: ts.Statement): string {
  return /(?:function\*?|const)\s+(\w+)/.exec(node.getText())?.[1] ?? '';
}

function documented(): Sources {
  const all = sourcesOf('src');
  const kept = Object.entries(all).filter(([file]) => /^src\/(domain|board|log|evidence)\/|\.commands\.ts$/.test(file));
  return Object.fromEntries(kept);
}

describe('each exported function of domain, board, log, evidence and the commands has a sentence of promise', () => {
  it('none is missing', () => {
    expect(undocumented(documented())).toEqual([]);
  });

  it.each([
    ['a function', 'export function startRestore() {}'],
    ['an asynchronous one', 'export async function startRestore() {}'],
    ['a generator', 'export function* follow() {}'],
    ['one in a constant', 'export const startRestore = () => 1;'],
    ['one with a comment of another kind', '// Starts the restore.\nexport function startRestore() {}'],
    ['one with an empty comment', '/** */\nexport function startRestore() {}'],
    ['one with tags alone', '/** @returns it */\nexport function startRestore() {}'],
    ['the second of two', '/** Starts the restore. */\nexport function a() {}\nexport function b() {}'],
  ])('bites: %s', (_, text) => {
    expect(undocumented({ 'src/systems/restore.commands.ts': text })).toHaveLength(1);
  });

  it('what is not exported, or no function, needs none', () => {
    const text = 'function own() {} export const list = [1]; export interface A { b(): void } export class C {}';
    expect(undocumented({ 'src/domain/x.ts': text })).toEqual([]);
    expect(undocumented({ 'src/domain/x.ts': '/** Starts the restore of it. */\nexport function a() {}' })).toEqual([]);
  });
});
