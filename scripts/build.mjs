// Compiles to dist/, copies what the compiler leaves behind (SQL, manifests), and drops output whose source is gone.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function dropOrphans() {
  for (const file of filesUnder(dist).filter((name) => /\.js(\.map)?$/.test(name))) {
    const source = join(root, relative(dist, file)).replace(/\.js(\.map)?$/, '.ts');
    if (!existsSync(source)) rmSync(file, { force: true });
  }
}

function copyAssets() {
  for (const folder of ['src', 'migrations']) {
    for (const file of filesUnder(join(root, folder)).filter((name) => !/\.ts$|tsconfig\.json$/.test(name))) {
      cpSync(file, join(dist, relative(root, file)));
    }
  }
}

const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'scripts/tsconfig.build.json')], {
  cwd: root,
  stdio: 'inherit',
});
dropOrphans();
copyAssets();
process.exit(compiled.status ?? 1);
