import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const rootDir = resolve(import.meta.dirname, '../..');
const postgres = join(rootDir, 'tests/support/server.ts');

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

/** The test files whose imports lead to the Postgres of the run, or do not, as paths that Jest matches. */
export function testFiles({ withPostgres }) {
  const known = new Map();
  const files = readdirSync(join(rootDir, 'tests'), { recursive: true })
    .map((name) => join(rootDir, 'tests', name))
    .filter((file) => file.endsWith('.test.ts'));
  return files
    .filter((file) => leadsToPostgres(file, known) === withPostgres)
    .map((file) => `<rootDir>/${relative(rootDir, file)}`);
}

function leadsToPostgres(file, known) {
  if (file === postgres) return true;
  if (known.has(file)) return known.get(file);
  known.set(file, false); // a cycle leads nowhere that its other files do not
  const leads = importsOf(file).some((imported) => leadsToPostgres(imported, known));
  known.set(file, leads);
  return leads;
}

/** The files of the tests that one of them imports; nothing in src leads to the Postgres of the run. */
function importsOf(file) {
  const paths = readFileSync(file, 'utf8').matchAll(/(?:from|import|import\() ?'(\.[^']*)'/g);
  return [...paths]
    .map(([, path]) => resolve(dirname(file), `${path}.ts`))
    .filter((path) => path.startsWith(join(rootDir, 'tests')) && existsSync(path));
}
