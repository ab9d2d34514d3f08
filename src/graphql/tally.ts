import type { Way } from './executor';

/** How a request comes. */
export type Transport = 'http' | 'socket' | 'stream';

/** What a process counts of its requests; who asked is not among it. */
export interface Tally {
  /** An operation has got past everything that could refuse it, and is executed now. */
  entered(transport: Transport): void;
  /** How the executor went about it. */
  ran(way: Way): void;
  /** A request was answered: OK, or the code of its first error; `milliseconds` where it ends with its answer. */
  answered(transport: Transport, outcome: string, milliseconds?: number): void;
  /** A socket or stream has begun; the function that is answered tells that it has ended. */
  opened(transport: Transport): () => void;
}
