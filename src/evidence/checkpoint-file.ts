import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Checkpoint, sealCheckpoint } from './checkpoint';
import type { CheckpointKey } from './checkpoint-key';

interface OpenFile {
  path: string;
  handle: FileHandle;
  /** Lines and bytes that are in it. */
  lines: number;
  bytes: number;
}

interface Parts {
  folder: string;
  /** Whether the folder may be made; one that somebody named may be a disk that is not mounted. */
  mayMake: boolean;
  key: CheckpointKey;
  /** Hears that somebody else was at work on a file. */
  warn: (message: string) => void;
}

/**
 * The checkpoints that this process adds to a folder, in files of its own, so that no other can spoil them. What fails leaves
 * its file as it is, maybe with half a line at the end, and the next checkpoint begins another file.
 */
export class CheckpointFile {
  private file: OpenFile | null = null;

  constructor(private readonly parts: Parts) {}

  /** Signs some places of logs, and resolves once they are on the disk. */
  async append(places: readonly Omit<Checkpoint, 'key' | 'number'>[]): Promise<void> {
    const { id: key, privateKey } = this.parts.key;
    const file = (await this.untouched()) ?? (await this.begin());
    this.file = null;
    const lines = places.map((place, n) => sealCheckpoint({ ...place, key, number: file.lines + n + 1 }, privateKey));
    try {
      const bytes = Buffer.from(lines.join(''));
      await file.handle.appendFile(bytes);
      await file.handle.datasync();
      this.file = { ...file, lines: file.lines + lines.length, bytes: file.bytes + bytes.length };
    } finally {
      if (!this.file) await file.handle.close().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    await this.file?.handle.close();
    this.file = null;
  }

  // Of a file that was removed or cut, the handle would take lines that nobody ever sees.
  private async untouched(): Promise<OpenFile | null> {
    const { file } = this;
    if (!file) return null;
    const size = await stat(file.path).then(
      (found) => found.size,
      () => -1,
    );
    if (size === file.bytes) return file;
    this.parts.warn(`${basename(file.path)} was removed or changed by somebody else: another file is begun.`);
    await this.close();
    return null;
  }

  private async begin(): Promise<OpenFile> {
    const { folder, mayMake } = this.parts;
    if (mayMake) await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.placePublicKey();
    const time = new Date().toISOString().replace(/[-:.]/g, '');
    const path = join(folder, `checkpoints-${time}-${randomBytes(6).toString('hex')}.jsonl`);
    const handle = await open(path, 'ax');
    await syncFolder(folder);
    return { path, handle, lines: 0, bytes: 0 };
  }

  private async placePublicKey(): Promise<void> {
    const { folder, key } = this.parts;
    const path = join(folder, `key-${key.id}.pem`);
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    await writeFile(draft, key.publicKey, { flag: 'wx', flush: true });
    await rename(draft, path);
  }
}

// So that the file itself survives a crash; some file systems can't do that for a folder.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
