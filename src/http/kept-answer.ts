import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Instant, Uuid } from '../domain/rows';
import type { Rests } from '../graphql/text/rests';

/** One incident as an answer saw it: while all of this is the same, so is the answer. */
export interface Seen {
  id: Uuid;
  logHead: string;
  /** Until when the clock changes nothing: it names the moment, also for a board that was loaded anew. */
  validUntil: Instant | null;
  moment: number;
  planningAt: Instant;
}

// Short text leaves in one write with the headers; a long one would have to be encoded each time.
const longestText = 16 * 1024;

/** A finished answer as it leaves, and what it holds for. */
export class KeptAnswer {
  hits = 0;
  #etag: string | undefined;
  #packed: Promise<Buffer> | undefined;
  #packedBytes = 0;

  /** Text where it is short, bytes where it is long. */
  readonly body: string | Buffer;
  /** Bytes of the body. */
  readonly length: number;

  constructor(
    text: string,
    readonly contentType: string,
    public seen: readonly Seen[],
    readonly directoryVersion: number,
    /** What it hangs on beside the clock and the directory, where that is known of all of it. */
    readonly rests: Rests | null = null,
  ) {
    this.body = text.length > longestText ? Buffer.from(text) : text;
    this.length = Buffer.byteLength(this.body);
  }

  /** How its text is written: what is ASCII is so without a look at each letter. */
  get encoding(): 'latin1' | 'utf8' {
    return this.length === this.body.length ? 'latin1' : 'utf8';
  }

  /** Weak, since it names the packed form too. */
  get etag(): string {
    return (this.#etag ??= `W/"${createHash('sha256').update(this.body).digest('base64url').slice(0, 22)}"`);
  }

  /** Bytes of it, with its packed form where that is there. */
  get bytes(): number {
    const { body } = this;
    return (typeof body === 'string' ? 2 * body.length : body.length) + this.#packedBytes;
  }

  /** The body as gzip, packed once. */
  packed(): Promise<Buffer> {
    return (this.#packed ??= this.#pack());
  }

  async #pack(): Promise<Buffer> {
    const packed = await promisify(gzip)(this.body);
    this.#packedBytes = packed.length;
    return packed;
  }
}
