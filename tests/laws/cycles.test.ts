import { type Sources, allImports, sourcesOf } from './sources';

/** The cycles of imports that are there at run time, each as its files, first repeated last; type-only imports are free. */
function cycles(sources: Sources): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to, isType } of allImports(sources)) {
    if (!isType && to in sources) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of Object.keys(sources)) visit(file, []);
  return found;
}

describe('no file imports itself at run time, on any way round', () => {
  it('there is no cycle', () => {
    expect(cycles(sourcesOf('src', 'migrations', 'bench', 'ormconfig.ts'))).toEqual([]);
  });

  const two = { 'src/a.ts': "import { b } from './b'; export const a = b;", 'src/b.ts': "import { a } from './a';" };

  it('bites', () => {
    expect(cycles(two)).toEqual([['src/a.ts', 'src/b.ts', 'src/a.ts']]);
    expect(cycles({ 'src/a.ts': "export * from './a';" })).toEqual([['src/a.ts', 'src/a.ts']]);
    const three = { ...two, 'src/b.ts': "import './c';", 'src/c.ts': "import { type T, a } from './a';" };
    expect(cycles(three)).toEqual([['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/a.ts']]);
  });

  it.each(["import type { a } from './a';", "import { type a } from './a';", "export type { a } from './a';"])(
    'a type is free: %s',
    (text) => {
      expect(cycles({ ...two, 'src/b.ts': text })).toEqual([]);
    },
  );
});
