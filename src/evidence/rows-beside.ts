import { createHash } from 'node:crypto';
import type { RowsEntry, Tell } from './entry';

/** The texts beside one event, as they stream by; they are never together in memory. */
export class RowsBeside {
  private readonly hash = createHash('sha256');
  private texts = 0;
  private isWhole = true;

  /** `expected` is the hash that the event's text gives, null where it gives none. */
  constructor(
    readonly position: number,
    private readonly expected: string | null,
  ) {}

  add({ seq, rows }: RowsEntry): void {
    this.isWhole &&= seq === this.texts && isList(rows);
    this.texts++;
    this.hash.update(rows, 'utf8');
  }

  end(tell: Tell): void {
    if (this.expected === null) {
      if (this.texts > 0) tell(`There are rows beside event ${this.position}, of which its text says nothing.`);
    } else if (!this.isWhole || this.hash.digest('hex') !== this.expected) {
      tell(`The rows beside event ${this.position} are not those of its hash.`);
    }
  }
}

// The hash covers the texts one after the other: where one ends is told by each being a list by itself. A lone surrogate
// would be hashed like the character that stands for what can't be written.
function isList(rows: string): boolean {
  try {
    return rows.isWellFormed() && Array.isArray(JSON.parse(rows));
  } catch {
    return false;
  }
}
