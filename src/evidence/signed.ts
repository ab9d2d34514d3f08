import type { FoundCheckpoint } from './checkpoint-folder';
import type { Tell } from './entry';

/** The checkpoints of one log, compared with it as it streams by. */
export class Signed {
  private readonly open = new Map<number, FoundCheckpoint[]>();
  /** The highest position that was signed and is there. */
  upTo = 0;

  constructor(
    checkpoints: readonly FoundCheckpoint[],
    private readonly tell: Tell,
  ) {
    for (const checkpoint of checkpoints) {
      const same = this.open.get(checkpoint.position) ?? [];
      this.open.set(checkpoint.position, [...same, checkpoint]);
    }
  }

  /** An event of the log. */
  meet(position: number, hash: string): void {
    const checkpoints = this.open.get(position);
    if (!checkpoints) return;
    this.open.delete(position);
    for (const { hash: signed, time, place } of checkpoints) {
      if (signed === hash) this.upTo = Math.max(this.upTo, position);
      else this.tell(`Event ${position} has another hash than the one signed at ${time} (${place}).`);
    }
  }

  /** The log is over. */
  end(): void {
    for (const { position, time, place } of [...this.open.values()].flat()) {
      this.tell(`Event ${position}, signed at ${time} (${place}), is not there.`);
    }
  }
}
