import type { Config } from '../config';
import { CheckpointFile } from './checkpoint-file';
import { openCheckpointKey } from './checkpoint-key';
import { type IncidentHead, Signer } from './signer';
import type { Reader } from './log-table';

interface Parts {
  reader: Reader;
  checkpoints: NonNullable<Config['checkpoints']>;
  dataDir: string;
  journal: { info(message: string): void; warn(message: string): void; error(message: string): void };
}

const lookMilliseconds = 1000;

const heads = `
SELECT incident_id AS incident, position, log_head AS "logHead" FROM blackstart.incident_head WHERE position > 0`;
const hashAt = 'SELECT hash FROM blackstart.event WHERE incident_id = $1 AND position = $2';

/**
 * Signs checkpoints while a process serves. Whatever goes wrong with the key, the folder or the database is told in the
 * journal, once, and tried again at the next look: the recovery goes on without checkpoints.
 */
export class Signing {
  private file: CheckpointFile | null = null;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private trouble = '';
  private readonly signer: Signer;

  constructor(private readonly parts: Parts) {
    const { reader, journal } = parts;
    this.signer = new Signer({
      heads: async () => (await reader.query<IncidentHead>(heads)).rows,
      hashAt: async (...place) => (await reader.query<{ hash: string }>(hashAt, place)).rows[0]?.hash ?? null,
      append: (places) => (this.file ??= this.open()).append(places),
      now: () => Date.now(),
      onOtherLog: (incident, position) =>
        journal.error(`The log of incident ${incident} is not the one that was signed at position ${position}.`),
    });
  }

  start(): void {
    this.looking = this.look().finally(() => {
      this.timer = setTimeout(() => this.start(), lookMilliseconds);
    });
  }

  /** Signs what is not signed yet, then ends. */
  async close(): Promise<void> {
    if (!this.looking) return;
    await this.looking;
    clearTimeout(this.timer);
    await this.look(true);
    await this.file?.close().catch((error: unknown) => {
      this.parts.journal.warn(`A checkpoint file could not be closed: ${reasonOf(error)}`);
    });
  }

  private async look(all = false): Promise<void> {
    const { journal } = this.parts;
    try {
      await this.signer.look(all);
      if (this.trouble) journal.info('Checkpoints are written again.');
      this.trouble = '';
    } catch (error) {
      const trouble = reasonOf(error);
      if (trouble !== this.trouble)
        journal.warn(`No checkpoint can be written (see BLACKSTART_CHECKPOINT_DIR): ${trouble}`);
      this.trouble = trouble;
    }
  }

  private open(): CheckpointFile {
    const { checkpoints, dataDir, journal } = this.parts;
    const key = openCheckpointKey(dataDir);
    journal.info(`Checkpoints are signed with the key ${key.id}.`);
    return new CheckpointFile({ ...checkpoints, key, warn: (message) => journal.warn(message) });
  }
}

// The code alone where there is one: the rest may name another file each time.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
