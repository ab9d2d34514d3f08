import ts from 'typescript';
import { type Sources, allImports, nodesOf, placeOf, sourcesOf, treeOf } from './sources';

const gateFile = 'src/domain/gate.ts';
const onlineFile = 'src/domain/online.ts';
/** Follows the gate's answers down, below systems that are ONLINE and of which the gate says nothing any more. */
const rootsFile = 'src/domain/roots.ts';
/** Who may ask the gate: the board for its answers, the command, the request to pass some of it, the descent below it. */
const mayAsk = ['src/board/answers.ts', onlineFile, 'src/domain/overrides.ts', rootsFile];
/** Kinds of blocker that only the gate makes; the others are made for milestones too. */
const gateKinds = ['INCIDENT', 'CONTAINMENT', 'DEPENDENCY_UNTRUSTED'];

const sources = sourcesOf('src');

const nodesIn = (all: Sources): ts.Node[] => Object.entries(all).flatMap(([file, text]) => nodesOf(treeOf(file, text)));

const isText = (node: ts.Node | undefined, texts: readonly string[]): boolean =>
  node !== undefined && ts.isStringLiteralLike(node) && texts.includes(node.text);

/** Through `as const`, `satisfies` and brackets. */
function bare(node: ts.Expression): ts.Expression {
  const isWrapped = ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node);
  return isWrapped ? bare(node.expression) : node;
}

function makesBlocker(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) return node.expression.getText() === 'blocker' && isText(node.arguments[0], gateKinds);
  return ts.isPropertyAssignment(node) && node.name.getText() === 'kind' && isText(bare(node.initializer), gateKinds);
}

/** The function on the top level of its file in which a node stands. */
function functionAround(node: ts.Node): ts.FunctionDeclaration | null {
  for (let around = node.parent; around; around = around.parent) {
    if (ts.isFunctionDeclaration(around) && ts.isSourceFile(around.parent)) return around;
  }
  return null;
}

/** Whether a name stands for a value here: it neither declares it nor names a property. */
function isUsed(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isFunctionDeclaration(parent) || ts.isImportSpecifier(parent) || ts.isParameter(parent)) return false;
  if (ts.isPropertyAssignment(parent) || ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  return !ts.isPropertySignature(parent);
}

const isExported = (node: ts.FunctionDeclaration): boolean =>
  node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

/** The exported functions of a file that come, over any calls inside it, to one that makes blockers of the gate. */
function waysOut(all: Sources, file: string): string[] {
  const tree = treeOf(file, all[file] ?? '');
  const makers = nodesOf(tree)
    .filter(makesBlocker)
    .map((node) => functionAround(node)?.name?.text ?? 'outside');
  const reached = new Set(makers);
  for (const name of reached) {
    for (const node of nodesOf(tree)) {
      if (ts.isIdentifier(node) && node.text === name && isUsed(node)) {
        reached.add(functionAround(node)?.name?.text ?? 'outside');
      }
    }
  }
  const declared = tree.statements.filter(
    (one) => ts.isFunctionDeclaration(one) && isExported(one),
  ) as ts.FunctionDeclaration[];
  return [...reached].filter((name) => name === 'outside' || declared.some((one) => one.name?.text === name)).sort();
}

/** What speaks against there being one gate. */
function otherGates(all: Sources): string[] {
  const makers = nodesIn(all)
    .filter(makesBlocker)
    .map((node) => node.getSourceFile().fileName);
  const elsewhere = makers
    .filter((file) => file !== gateFile && file !== rootsFile)
    .map((file) => `${file} makes blockers of the gate`);
  const ways = waysOut(all, gateFile)
    .filter((name) => name !== 'blockers')
    .map((name) => `${name} hands them out`);
  const askers = allImports(all).filter(({ to, names }) => to === gateFile && names.includes('blockers'));
  const wrong = askers.filter(({ from }) => !mayAsk.includes(from)).map(({ from }) => `${from} asks the gate`);
  return [...new Set([...elsewhere, ...ways, ...wrong])];
}

/** Places that could bring a system ONLINE: a row that says so, SQL that does, or the step itself. */
function bringers(all: Sources): string[] {
  return nodesIn(all)
    .filter((node) => writesOnline(node) || takesTheStep(node))
    .map(placeOf);
}

function writesOnline(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node)) {
    if (!/^['"]?state['"]?$/.test(node.name.getText())) return false;
    return nodesOf(node.initializer).some((one) => isText(one, ['ONLINE']) && !isCompared(one));
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return /\.state$/.test(node.left.getText()) && nodesOf(node.right).some((one) => isText(one, ['ONLINE']));
  }
  const isSql = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
  return isSql && /\bSET\b[^]*\bstate\s*=\s*'ONLINE'/i.test(node.getText());
}

const isCompared = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken;

function takesTheStep(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) &&
    node.expression.getText() === 'stateAfter' &&
    isText(node.arguments[0], ['bringSystemOnline'])
  );
}

function bodyOf(all: Sources, file: string, name: string): string {
  const found = [...nodesOf(treeOf(file, all[file] ?? ''))].find(
    (node) => (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.name?.getText() === name,
  );
  return found?.getText() ?? '';
}

describe('there is one gate', () => {
  it('`blockers` alone makes its blockers, and only the board’s answers and decideOnline ask it', () => {
    expect(otherGates(sources)).toEqual([]);
    expect(waysOut(sources, gateFile)).toEqual(['blockers']);
  });

  it('the query and the decision are that function', () => {
    expect(bodyOf(sources, onlineFile, 'decideOnline')).toContain('blockers(world, system, moment.now)');
    expect(bodyOf(sources, 'src/board/answers.ts', 'answerOf')).toContain('blockers(world, system, now)');
    expect(bodyOf(sources, 'src/board/board.ts', 'blockersOf')).toContain('this.answerOf(system).blockers');
  });

  it('only decideOnline brings a system ONLINE', () => {
    const places = bringers(sources);
    expect(places).toHaveLength(1);
    expect(places[0]).toMatch(/^src\/domain\/online\.ts:/);
    expect(bodyOf(sources, onlineFile, 'decideOnline')).toContain("state: 'ONLINE'");
  });
});

describe('the law of the gate bites', () => {
  it.each([
    ['a second maker', { 'src/domain/risks.ts': "const a = blocker('CONTAINMENT', 'x');" }],
    [
      'a blocker made by hand',
      { 'src/systems/system.type.ts': "const a = { kind: 'DEPENDENCY_UNTRUSTED' as const, message: 'x' };" },
    ],
    [
      'a way round',
      {
        [gateFile]:
          "export function blockers() { return one(); } export function other() { return one(); } function one() { return blocker('INCIDENT', 'x'); }",
      },
    ],
    ['a maker on the top level', { [gateFile]: "export const closed = blocker('INCIDENT', 'x');" }],
    ['somebody else who asks', { 'src/systems/system.resolver.ts': "import { blockers } from '../domain/gate';" }],
  ])('%s', (_, seeded) => {
    expect(otherGates(seeded as unknown as Sources)).toHaveLength(1);
  });

  it.each([
    "const rows = [systemChange(row, { state: 'ONLINE', stateSince: now })];",
    "const change = { table: 'system', op: 'update', row: { id, state: 'ONLINE' as const } };",
    "const row = { state: force ? 'ONLINE' : before.state };",
    "row.state = 'ONLINE';",
    "await client.query(`UPDATE blackstart.system SET version = 2, state = 'ONLINE' WHERE id = $1`);",
    "const to = stateAfter('bringSystemOnline', row.state);",
  ])('another way to ONLINE: %s', (text) => {
    expect(bringers({ 'src/systems/system.commands.ts': text })).toHaveLength(1);
  });

  it.each([
    "const found = rows.filter(({ state }) => state === 'ONLINE');",
    "const isOnline = { state: row.state === 'ONLINE' };",
    "const text = `SELECT FROM blackstart.system WHERE state = 'ONLINE'`;",
    "const counts = { kind: 'STATE', online: 'ONLINE' };",
  ])('to ask is free: %s', (text) => {
    expect(bringers({ 'src/x.ts': text })).toEqual([]);
    expect(otherGates({ 'src/x.ts': text })).toEqual([]);
  });
});
