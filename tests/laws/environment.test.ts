import ts from 'typescript';
import { type Sources, nodesOf, placeOf, sourcesOf, treeOf } from './sources';

const offences = (sources: Sources, isOffence: (node: ts.Node) => boolean): string[] =>
  Object.entries(sources).flatMap(([file, text]) => nodesOf(treeOf(file, text)).filter(isOffence).map(placeOf));

/** The environment, however it is reached: process.env, process['env'], { env } = process. */
function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'env' && isProcess(node.expression);
  if (ts.isElementAccessExpression(node)) return isProcess(node.expression);
  if (ts.isVariableDeclaration(node))
    return node.initializer !== undefined && isProcess(node.initializer) && !ts.isIdentifier(node.name);
  return ts.isImportDeclaration(node) && /^(node:)?process$/.test((node.moduleSpecifier as ts.StringLiteral).text);
}

const isProcess = (node: ts.Node): boolean => /^(globalThis\.)?process$/.test(node.getText());

const environmentReaders = (sources: Sources): string[] =>
  offences(sources, readsEnvironment).filter((place) => !place.startsWith('src/config.ts:'));

const impure = ['Math.random', 'Date.now', 'performance', 'crypto', 'console', 'process', 'globalThis', 'Promise'];
const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'require', 'structuredClone'];

/** What the quiet room may not do: wait, throw, look at a clock, roll dice, talk. */
function isLoud(node: ts.Node): boolean {
  if (ts.isThrowStatement(node) || ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword) return true;
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') return (node.arguments?.length ?? 0) === 0;
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return true;
  if (ts.isPropertyAccessExpression(node)) return impure.includes(node.getText()) || isGlobal(node.expression);
  return ts.isCallExpression(node) && timers.includes(node.expression.getText());
}

const isGlobal = (node: ts.Node): boolean => ts.isIdentifier(node) && impure.includes(node.text);

const loudOnes = (sources: Sources): string[] => offences(sources, isLoud);

describe('the environment', () => {
  it('is read in src/config.ts only', () => {
    expect(environmentReaders(sourcesOf('src', 'migrations', 'bench', 'ormconfig.ts'))).toEqual([]);
    expect(offences(sourcesOf('src/config.ts'), readsEnvironment)).not.toEqual([]);
  });

  it.each([
    'const url = process.env.DATABASE_URL;',
    "const url = process['env'].DATABASE_URL;",
    'const { env } = process;',
    "import { env } from 'node:process';",
    'const all = globalThis.process.env;',
  ])('bites: %s', (text) => {
    expect(environmentReaders({ 'src/log/lane.ts': text })).toHaveLength(1);
    expect(environmentReaders({ 'src/config.ts': text })).toEqual([]);
  });

  it('other things of the process are free', () => {
    expect(environmentReaders({ 'src/main.ts': 'process.exitCode = 1; const a = row.env;' })).toEqual([]);
  });
});

describe('the quiet room', () => {
  it('neither waits nor throws, and looks at no clock and no dice', () => {
    expect(loudOnes(sourcesOf('src/domain'))).toEqual([]);
  });

  it.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const now = new Date;',
    'const now = Date();',
    'const id = Math.random();',
    'const id = crypto.randomUUID();',
    'const at = performance.now();',
    'async function later() {}',
    'const later = async () => 1;',
    "throw new Error('no');",
    'setTimeout(go, 1);',
    "console.log('here');",
    'const soon = Promise.resolve(1);',
  ])('bites: %s', (text) => {
    expect(loudOnes({ 'src/domain/gate.ts': text })).toHaveLength(1);
  });

  it('a date that is given is free', () => {
    expect(loudOnes({ 'src/domain/time.ts': 'const at = new Date(Date.parse(instant) + 1); Math.max(1, 2);' })).toEqual(
      [],
    );
  });
});
