import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const rootDir = resolve(import.meta.dirname, '../..');
const server = join(rootDir, 'tests/support/server.ts');

/** What both projects have in common. */
export const base = {
  rootDir,
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(canonicalize|jose)/)'],
  setupFiles: ['reflect-metadata'],
};

/** The test files that need the Postgres of the run, or do not, as paths that Jest matches. */
export function testFiles({ withPostgres }) {
  const needing = new Set(testFilesOf(server));
  return testFilesOf()
    .filter((file) => needing.has(file) === withPostgres)
    .map((file) => `<rootDir>/${relative(rootDir, file)}`);
}

/** The test files whose imports lead to a file of the tests; all of them where none is named. */
export function testFilesOf(target) {
  const known = new Map([[target, true]]);
  return readdirSync(join(rootDir, 'tests'), { recursive: true })
    .map((name) => join(rootDir, 'tests', name))
    .filter((file) => file.endsWith('.test.ts') && (target === undefined || leads(file, known)));
}

function leads(file, known) {
  if (!known.has(file)) {
    known.set(file, false); // a cycle leads nowhere that its other files do not
    known.set(
      file,
      importsOf(file).some((imported) => leads(imported, known)),
    );
  }
  return known.get(file);
}

/** The files of the tests that one of them imports; nothing in src leads to the Postgres of the run. */
function importsOf(file) {
  const paths = readFileSync(file, 'utf8').matchAll(/(?:from|import|import\() ?'(\.[^']*)'/g);
  return [...paths]
    .map(([, path]) => resolve(dirname(file), `${path}.ts`))
    .filter((path) => path.startsWith(join(rootDir, 'tests')) && existsSync(path));
}
