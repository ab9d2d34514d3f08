import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { type Sources, sourcesOf, treeOf } from './sources';

const surgery = ['replace', 'replaceAll', 'slice', 'substring', 'indexOf', 'split', 'concat'];

/** The places where a migration cuts, joins or replaces text: a replacement that finds nothing changes nothing, silently. */
function cuts(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([file, text]) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
        const { text: name } = node.expression.name;
        if (surgery.includes(name)) found.push(`${file}: ${name}`);
      }
      if (ts.isTemplateExpression(node) && /CREATE|ALTER|DROP/.test(node.head.text)) found.push(`${file}: template`);
      ts.forEachChild(node, visit);
    };
    visit(treeOf(file, text));
    return found;
  });
}

describe('a migration holds the whole text of each function', () => {
  it('and makes none out of another', () => {
    expect(cuts(sourcesOf('migrations'))).toEqual([]);
  });

  it('bites', () => {
    const seeded = {
      'migrations/a.ts': `const next = before.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');`,
      'migrations/b.ts': 'const text = `CREATE FUNCTION f() ${body}`;',
    };
    expect(cuts(seeded)).toEqual(['migrations/a.ts: replace', 'migrations/b.ts: template']);
  });
});

const folder = join(__dirname, '..', '..', 'migrations', 'sql');
const created =
  /^CREATE (?:CONSTRAINT )?(FUNCTION|TRIGGER|TABLE|TYPE|DOMAIN) (?:blackstart\.)?(\w+)(?:[^;]*? ON blackstart\.(\w+))?/gm;

/** What SQL files create, each by its kind and name; a trigger by its table too. */
function namesIn(texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    [...text.matchAll(created)].map(([, kind, name, table]) =>
      kind === 'TRIGGER' ? `${kind} ${name} ON ${table}` : `${kind} ${name}`,
    ),
  );
}

describe('the SQL of the first migration', () => {
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));

  it('defines everything once, in one file', () => {
    const names = namesIn(texts);
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('bites', () => {
    const twice = ['CREATE FUNCTION blackstart.f() ...', 'CREATE FUNCTION blackstart.f(x int) ...'];
    expect(namesIn(twice)).toEqual(['FUNCTION f', 'FUNCTION f']);
  });

  it('is what the first migration runs, every file of it', () => {
    const list = readFileSync(join(folder, '..', '1796000000001-first.ts'), 'utf8');
    const files = readdirSync(folder).map((file) => file.replace(/\.sql$/, ''));
    expect(files.filter((file) => !list.includes(`'${file}'`))).toEqual([]);
  });
});
