import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DocumentNode, type GraphQLSchema, Kind, OperationTypeNode, parse, validate } from 'graphql';
import ts from 'typescript';

const tests = resolve(__dirname, '..');

/** Every query that a test of this project sends, as far as its text stands in the source; placeholders are filled in. */
export function queriesOfTests(schema: GraphQLSchema): DocumentNode[] {
  const sources = filesIn(tests).map((path) => ({ path, content: readFileSync(path, 'utf8') }));
  const texts = new Set(sources.filter(({ content }) => begins.test(content)).flatMap(textsIn));
  return [...texts].flatMap((text) => queryIn(text, schema) ?? []);
}

/** How a string begins that may be a document: with an operation, a fragment, a comment or a placeholder. */
const begins = /['"`][\s,]*(?:\{|query\b|mutation\b|subscription\b|fragment\b|#|\$\{|\\n)/;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** The strings of a file in which braces stand; a placeholder is the text of the constant that it names, or a word. */
function textsIn({ path, content }: { path: string; content: string }): string[] {
  const source = ts.createSourceFile(path, content, ts.ScriptTarget.ES2022);
  const constants = constantsOf(source);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node, constants);
    if (text?.includes('{')) found.push(text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function constantsOf(source: ts.SourceFile): Map<string, string> {
  const constants = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
      const text = textOf(node.initializer, constants);
      if (text !== undefined) constants.set(node.name.text, text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return constants;
}

function textOf(node: ts.Node, constants: ReadonlyMap<string, string>): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  const filled = node.templateSpans.map(({ expression, literal }) => {
    const named = ts.isIdentifier(expression) ? constants.get(expression.text) : undefined;
    return `${named ?? 'key'}${literal.text}`;
  });
  return [node.head.text, ...filled].join('');
}

function queryIn(text: string, schema: GraphQLSchema): DocumentNode | null {
  try {
    const document = parse(text, { maxTokens: 2000 });
    const isQuery = document.definitions.some(
      (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.QUERY,
    );
    return isQuery && validate(schema, document).length === 0 ? document : null;
  } catch {
    return null;
  }
}
