import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// dist/bench → bench/peers
const folder = join(__dirname, '..', '..', 'bench', 'peers');
const project = join(folder, '..', '..');

/** A package that the benchmark alone needs, installed beside it on first use. */
export function peer<T>(name: string): T {
  if (!existsSync(join(folder, 'node_modules', name))) install();
  return createRequire(join(folder, 'package.json'))(name) as T;
}

/** A file of the peers; they are there once `buildPeers` has run. */
export function peerFile(path: string): string {
  return join(folder, path);
}

/** Installs the peers on first use, and compiles them with the project's compiler, which they have none beside. */
export function buildPeers(): void {
  if (!existsSync(join(folder, 'node_modules', 'postgraphile'))) install();
  if (isThere('pg-native'))
    throw new Error('pg-native can be found from the peers: TypeORM would switch to it silently');
  const compiler = join(project, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', join(folder, 'tsconfig.json')], { cwd: project, stdio: 'inherit' });
}

function install(): void {
  execFileSync('npm', ['ci', '--silent'], { cwd: folder, stdio: 'inherit' });
}

function isThere(name: string): boolean {
  try {
    createRequire(join(folder, 'package.json')).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Which version of a package the peers have. */
export function peerVersion(name: string): string {
  return (
    createRequire(join(folder, 'package.json'))(join(folder, 'node_modules', name, 'package.json')) as {
      version: string;
    }
  ).version;
}
