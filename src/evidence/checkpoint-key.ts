import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key that one data folder signs checkpoints with (Ed25519). */
export interface CheckpointKey {
  id: string;
  privateKey: KeyObject;
  /** PEM. */
  publicKey: string;
}

/** The key of a data folder, made where there is none yet; the first of two processes wins. */
export function openCheckpointKey(dataDir: string): CheckpointKey {
  const file = join(dataDir, 'checkpoint-key.pem');
  if (!existsSync(file)) keepNewKey(dataDir, file);
  const privateKey = createPrivateKey(readFileSync(file));
  const publicKey = createPublicKey(privateKey);
  return { id: keyIdOf(publicKey), privateKey, publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string };
}

// Written whole under another name first: a crash or a full disk must not leave half a key.
function keepNewKey(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(draft, pem, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** How checkpoints name a public key: by the beginning of its SHA-256. */
export function keyIdOf(publicKey: KeyObject): string {
  const bytes = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

const block = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

/** The public keys in some PEM files, by their ids; throws one sentence where a file has none for checkpoints. */
export function readPublicKeys(files: readonly string[]): Map<string, KeyObject> {
  const keys = files.flatMap((file) => {
    const found = (readFileSync(file, 'utf8').match(block) ?? []).map((pem) => createPublicKey(pem));
    if (found.length > 0 && found.every((key) => key.asymmetricKeyType === 'ed25519')) return found;
    throw new Error(`${file} is no public key (PEM, Ed25519).`);
  });
  return new Map(keys.map((key) => [keyIdOf(key), key]));
}
