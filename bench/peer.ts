import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// dist/bench → bench/peers
const folder = join(__dirname, '..', '..', 'bench', 'peers');

/** A package that the benchmark alone needs, installed beside it on first use. */
export function peer<T>(name: string): T {
  if (!existsSync(join(folder, 'node_modules', name))) {
    execFileSync('npm', ['ci', '--silent'], { cwd: folder, stdio: 'inherit' });
  }
  return createRequire(join(folder, 'package.json'))(name) as T;
}
