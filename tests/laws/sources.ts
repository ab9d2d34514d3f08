import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** Source texts by their paths from the project's folder. */
export type Sources = Record<string, string>;

const project = join(__dirname, '..', '..');

/** All TypeScript files under some folders of the project, and single files. */
export function sourcesOf(...paths: string[]): Sources {
  const found: Sources = {};
  for (const path of paths) {
    if (path.endsWith('.ts')) found[path] = readFileSync(join(project, path), 'utf8');
    else if (existsSync(join(project, path))) {
      for (const file of readdirSync(join(project, path), { recursive: true, encoding: 'utf8' })) {
        const name = posix.join(path, file.split('\\').join('/'));
        if (/\.tsx?$/.test(name) && !name.includes('node_modules/'))
          found[name] = readFileSync(join(project, name), 'utf8');
      }
    }
  }
  return found;
}

const parsed = new Map<string, ts.SourceFile>();

/** The syntax tree of a file, with parents. */
export function treeOf(file: string, text: string): ts.SourceFile {
  const name = `${file}\n${text}`;
  const tree = parsed.get(name) ?? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  parsed.set(name, tree);
  return tree;
}

/** A node and every node below it. */
export function nodesOf(root: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return nodes;
}

/** Where a node stands, for a complaint: file and line. */
export function placeOf(node: ts.Node): string {
  const tree = node.getSourceFile();
  return `${tree.fileName}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

export interface Import {
  from: string;
  /** A path from the project's folder, or the name of a package. */
  to: string;
  /** Gone at run time. */
  isType: boolean;
  names: string[];
}

/** What a file imports or passes on, by `import`, `export … from`, `import()` and `require`. */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  for (const node of nodesOf(treeOf(file, text))) {
    const to = specifierOf(node);
    if (to !== null) found.push({ from: file, to: resolved(file, to), isType: isTypeOnly(node), names: namesIn(node) });
  }
  return found;
}

/** The imports of all sources. */
export function allImports(sources: Sources): Import[] {
  return Object.entries(sources).flatMap(([file, text]) => importsOf(file, text));
}

function specifierOf(node: ts.Node): string | null {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
    return (node.moduleSpecifier as ts.StringLiteral).text;
  }
  if (ts.isImportTypeNode(node)) return ((node.argument as ts.LiteralTypeNode).literal as ts.StringLiteral).text;
  if (!ts.isCallExpression(node)) return null;
  const [first] = node.arguments;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require';
  return isImport && first && ts.isStringLiteral(first) ? first.text : null;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  if (!ts.isImportDeclaration(node) || !node.importClause) return false;
  const { importClause } = node;
  if (importClause.isTypeOnly) return true;
  const bindings = importClause.namedBindings;
  if (importClause.name || !bindings || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.every((element) => element.isTypeOnly);
}

function namesIn(node: ts.Node): string[] {
  if (!ts.isImportDeclaration(node)) return [];
  const bindings = node.importClause?.namedBindings;
  return bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
}

function resolved(file: string, to: string): string {
  if (!to.startsWith('.')) return to;
  const path = posix.join(posix.dirname(file), to.replace(/\.js$/, '.ts'));
  return /\.(ts|json|mjs)$/.test(path) ? path : `${path}.ts`;
}
