import { genesisHash } from '../domain/event';
import { linkHash } from './link';

/** What hangs in a chain, whichever log it is of. */
export interface Link {
  position: number;
  text: string;
  previousHash: string;
  hash: string;
}

/** Where a log is said to end. */
export interface ChainEnd {
  position: number;
  logHead: string;
}

/**
 * The check of a hash chain as it streams by, for the log of an incident and for the access log alike. After a fault it goes on from
 * what is there, so that one edit is told once or twice and not at every link that follows.
 */
export class Links {
  /** Of the last link. */
  position = 0;
  hash = genesisHash;
  private at = '';

  /** `noun`: what a link is called in the sentences, in lower case. */
  constructor(
    private readonly noun: 'event' | 'entry',
    private readonly tell: (fault: string) => void,
  ) {}

  add({ position, text, previousHash, hash }: Link): void {
    const { noun } = this;
    this.checkPlace(position);
    if (previousHash !== this.hash)
      this.tell(`${this.name(position)} does not name the hash of the ${noun} before it.`);
    if (linkHash(previousHash, text) !== hash || !text.isWellFormed()) {
      this.tell(`The hash of ${noun} ${position} is not that of its text.`);
    }
    this.position = Math.max(this.position, position);
    this.hash = hash;
  }

  /** The times of the links, as ISO strings: none is before that of the one before it. */
  date(position: number, at: string): void {
    if (at < this.at) this.tell(`${this.name(position)} is dated before the ${this.noun} before it.`);
    this.at = at;
  }

  /** Compares the end of the log with where it is said to be. */
  end(heads: readonly ChainEnd[]): void {
    if (heads.length !== 1) this.tell(`The log has ${heads.length} heads.`);
    for (const { position, logHead } of heads) {
      if (position !== this.position) {
        this.tell(`The head stands at position ${position}, and the log ends at ${this.position}.`);
      } else if (logHead !== this.hash) {
        this.tell(`The head at position ${position} has another hash than ${this.noun} ${this.position}.`);
      }
    }
  }

  private checkPlace(position: number): void {
    const next = this.position + 1;
    const nouns = this.noun === 'event' ? 'events' : 'entries';
    if (position < next) this.tell(`${this.name(position)} stands behind ${this.noun} ${this.position}.`);
    else if (position === next + 1) this.tell(`${this.name(next)} is missing.`);
    else if (position > next) this.tell(`The ${nouns} ${next} to ${position - 1} are missing.`);
  }

  private name(position: number): string {
    return `${this.noun === 'event' ? 'Event' : 'Entry'} ${position}`;
  }
}
