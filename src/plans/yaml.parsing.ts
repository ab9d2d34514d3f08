import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type ParsedNode,
  Parser,
} from 'yaml';
import type { Path, Position } from './position';

// Anchors are for brevity; a document that multiplies them beyond this is an attack ("billion laughs").
const maxAliasCount = 20_000;
const mostFaults = 50;
// What makes values of the text is recursive: near the end of the stack V8 may end the process, and no worker is a wall for that.
const mostNested = 200;

/** What was wrong with a YAML text, and where. */
export interface YamlFault {
  message: string;
  position: Position | null;
}

/** A parsed YAML text: the values of its documents, and a way to the places of what is in them. */
interface YamlText {
  values: unknown[];
  faults: YamlFault[];
  locate: (paths: readonly Path[]) => (Position | null)[];
}

/** Parses YAML 1.2, core schema; `many` allows more than one document. A text that breaks the parser is a fault too. */
export function parseYaml(text: string, many: boolean): YamlText {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const fault = (message: string, offset: number | null): YamlText => {
    return {
      values: [],
      faults: [{ message, position: offset === null ? null : at(offset) }],
      locate: (paths) => paths.map(() => null),
    };
  };
  try {
    const options = {
      lineCounter: lines,
      prettyErrors: false,
      schema: 'core',
      stringKeys: true,
      logLevel: 'silent',
    } as const;
    const documents: Document.Parsed[] = [...new Composer(options).compose(tokensOf(text, lines))];
    const errors = documents.flatMap((document) => document.errors);
    if (errors.length > 0) {
      const faults = errors.slice(0, mostFaults).map(({ message, pos }) => ({ message, position: at(pos[0]) }));
      return { ...fault('', null), faults };
    }
    if (documents.length > 1 && !many) return fault('there is more than one document', documents[1]!.range?.[0] ?? 0);
    const values = documents.map((document) => document.toJS({ maxAliasCount }) as unknown);
    return { values, faults: [], locate: (paths) => paths.map((path) => positionOf(documents, path, many, at)) };
  } catch (error) {
    if (error instanceof NestedTooDeeply) return fault(error.message, error.offset);
    const message = error instanceof Error ? error.message : String(error);
    return fault(message.startsWith('Excessive alias count') ? 'its aliases multiply beyond reason' : message, null);
  }
}

class NestedTooDeeply extends Error {
  constructor(readonly offset: number) {
    super(`it is nested more than ${mostNested} deep`);
  }
}

/** The tokens of a text, read without recursion; throws where they are nested too deeply. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > mostNested) throw new NestedTooDeeply(parser.offset);
  }
  yield* parser.end();
}

function positionOf(
  documents: readonly Document.Parsed[],
  path: Path,
  many: boolean,
  at: (offset: number) => Position,
): Position | null {
  const document = documents[many ? Number(path[0]) : 0];
  if (!document) return null;
  let offset = offsetOf(document.contents) ?? document.range[0];
  let node: unknown = document.contents;
  for (const step of many ? path.slice(1) : path) {
    const next = childOf(isAlias(node) ? node.resolve(document) : node, step);
    if (next === null) break;
    offset = offsetOf(next.place) ?? offset;
    node = next.value;
  }
  return at(offset);
}

function offsetOf(node: unknown): number | null {
  return isNode(node) ? ((node as ParsedNode).range?.[0] ?? null) : null;
}

/** What a step leads to, and the node to point at: the value of a field, or its name where the value is empty. */
function childOf(node: unknown, step: string | number): { value: unknown; place: Node | null } | null {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return isNode(item) ? { value: item, place: item } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (!pair) return null;
  return { value: pair.value, place: isNode(pair.value) ? pair.value : isNode(pair.key) ? pair.key : null };
}
