import { quoted, type Path } from './position';

const deepest = 64;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literal = /true|false|null/y;

/** Paths that are looked for, as a tree; `wanted` are their numbers. */
interface Branch {
  next: Map<string | number, Branch>;
  wanted: number[];
}

/** What one walk through a JSON text finds: where it breaks, fields that come twice, and where paths lead. */
interface JsonWalk {
  fault: { offset: number; message: string } | null;
  doubles: { offset: number; name: string }[];
  offsets: (number | null)[];
}

/** Walks a JSON text strictly, because JSON.parse says neither where it broke nor that a field came twice. */
export function walkJson(text: string, paths: readonly Path[] = []): JsonWalk {
  const walker = new Walker(text, branchesOf(paths));
  walker.walk();
  const offsets = paths.map((_, at) => walker.offsets.get(at) ?? null);
  return { fault: walker.fault, doubles: walker.doubles, offsets };
}

function branchesOf(paths: readonly Path[]): Branch {
  const root: Branch = { next: new Map(), wanted: [] };
  for (const [at, path] of paths.entries()) {
    let branch = root;
    branch.wanted.push(at);
    for (const step of path) {
      const next: Branch = branch.next.get(step) ?? { next: new Map(), wanted: [] };
      branch.next.set(step, next);
      next.wanted.push(at);
      branch = next;
    }
  }
  return root;
}

class Walker {
  fault: JsonWalk['fault'] = null;
  readonly doubles: JsonWalk['doubles'] = [];
  readonly offsets = new Map<number, number>();
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly root: Branch,
  ) {}

  walk(): void {
    if (!this.value(this.root, 0)) return;
    this.blank();
    if (this.at < this.text.length) this.fail('nothing may come after the document');
  }

  private fail(what: string): false {
    const there =
      this.at < this.text.length ? quoted(String.fromCodePoint(this.text.codePointAt(this.at)!)) : 'the end';
    this.fault ??= { offset: this.at, message: `${what}, and there is ${there}` };
    return false;
  }

  private blank(): void {
    for (let code = this.text.charCodeAt(this.at); code === 32 || code === 10 || code === 13 || code === 9;) {
      code = this.text.charCodeAt(++this.at);
    }
  }

  private is(character: string): boolean {
    this.blank();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private value(branch: Branch | undefined, depth: number): boolean {
    this.blank();
    // The deepest place on the way to a path wins, so each step overwrites the one above.
    for (const wanted of branch?.wanted ?? []) this.offsets.set(wanted, this.at);
    if (depth > deepest) return this.fail(`nothing may be nested deeper than ${deepest}`);
    if (this.is('{')) return this.fields(branch, depth + 1);
    if (this.is('[')) return this.items(branch, depth + 1);
    if (this.text[this.at] === '"') return this.string() !== null;
    return this.matches(number) || this.matches(literal) || this.fail('a value should stand here');
  }

  private matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  private items(branch: Branch | undefined, depth: number): boolean {
    if (this.is(']')) return true;
    for (let item = 0; ; item++) {
      if (!this.value(branch?.next.get(item), depth)) return false;
      if (this.is(']')) return true;
      if (!this.is(',')) return this.fail('a comma or ] should stand here');
    }
  }

  private fields(branch: Branch | undefined, depth: number): boolean {
    if (this.is('}')) return true;
    const names = new Set<string>();
    for (;;) {
      this.blank();
      const offset = this.at;
      if (this.text[offset] !== '"') return this.fail('a name in quotes should stand here');
      const name = this.string();
      if (name === null) return false;
      if (names.has(name)) this.doubles.push({ offset, name });
      names.add(name);
      if (!this.is(':')) return this.fail('a colon should stand here');
      if (!this.value(branch?.next.get(name), depth)) return false;
      if (this.is('}')) return true;
      if (!this.is(',')) return this.fail('a comma or } should stand here');
    }
  }

  private string(): string | null {
    const from = this.at++;
    let isPlain = true;
    for (let code = this.text.charCodeAt(this.at); code !== 34; code = this.text.charCodeAt(++this.at)) {
      if (Number.isNaN(code)) return this.fail('the quotes are never closed') || null;
      if (code < 32) return this.fail('a line or a control character breaks a text in quotes') || null;
      if (code !== 92) continue;
      isPlain = false;
      if (!this.matches(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y))
        return this.fail('\\ begins no escape that JSON has') || null;
      this.at--;
    }
    this.at++;
    return isPlain ? this.text.slice(from + 1, this.at - 1) : (JSON.parse(this.text.slice(from, this.at)) as string);
  }
}
