import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { NOBODY, findBinaries, isReachable, isRoot } from './binaries';
import { runProgram } from './programs';
import { scramVerifier } from './scram';
import type { Config } from '../config';

export const OWNER = 'blackstart_owner';

/** One database cluster on disk and the programs that run it. */
export interface Cluster {
  binaries: string;
  files: string;
  log: string;
  password: string;
}

/** Opens the cluster of the data folder, and makes it first where there is none. */
export async function openCluster(config: Config): Promise<Cluster> {
  const home = homeOf(config.dataDir);
  const binaries = findBinaries(config.postgresBinaries, home);
  const folder = join(home, 'postgres');
  if (!existsSync(folder)) await createCluster(binaries, folder);
  const password = readFileSync(join(folder, 'password'), 'utf8');
  return { binaries, files: join(folder, 'files'), log: join(folder, 'server.log'), password };
}

/**
 * Where the cluster lives: the data folder. Only root, whose Postgres runs as another account, must move to /var/lib
 * when that account cannot walk down to the data folder, as under /root.
 */
function homeOf(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!isRoot()) {
    chmodSync(dataDir, 0o700);
    return dataDir;
  }
  if (isReachable(dirname(dataDir))) return passable(dataDir);
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const home = join('/var/lib/blackstart', name);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  return passable(home);
}

/** Root keeps the folder; the account of Postgres may pass through it, nobody else may, and neither may list it. */
function passable(folder: string): string {
  chownSync(folder, 0, NOBODY);
  chmodSync(folder, 0o710);
  return folder;
}

/** Made beside and renamed into place, so that neither a crash nor a second process leaves half a cluster. */
async function createCluster(binaries: string, folder: string): Promise<void> {
  const draft = mkdtempSync(`${folder}.`);
  const [passwordFile, verifierFile] = [join(draft, 'password'), join(draft, 'verifier')];
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  writeFileSync(verifierFile, scramVerifier(password), { mode: 0o600 }); // initdb puts what it reads into a statement
  if (isRoot()) for (const path of [draft, passwordFile, verifierFile]) chownSync(path, NOBODY, NOBODY);
  const options = ['-U', OWNER, '--auth=scram-sha-256', `--pwfile=${verifierFile}`, '-E', 'UTF8', '--locale=C'];
  const made = await runProgram(join(binaries, 'initdb'), ['-D', join(draft, 'files'), ...options]);
  if (made.code !== 0) throw new Error(`initdb failed: ${made.errors.trim()}`);
  rmSync(verifierFile);
  settle(draft, folder);
}

function settle(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
}
