import type { Run } from './executor';

/** How a request comes. */
export type Transport = 'http' | 'socket' | 'stream';

/** How an answer of a subscription is made: for one alone, or once for all who are answered alike. */
export type Way = 'alone' | 'together';

/** What a process counts of its requests; who asked is not among it. */
export interface Tally {
  /** An operation has got past everything that could refuse it, and is executed now. */
  entered(transport: Transport): void;
  /** How the executor went about it. */
  ran(run: Run): void;
  /** A compiled or written answer failed by a fault of this program, and the operation was executed another way. */
  failed(run: Run): void;
  /** A request was answered: OK, or the code of its first error; `milliseconds` where it ends with its answer. */
  answered(transport: Transport, outcome: string, milliseconds?: number): void;
  /** It was answered with what was kept, before the framework was entered or after. */
  servedKept(road: 'short' | 'long'): void;
  /** An answer of a subscription was made. */
  executed(way: Way): void;
  /** So many answers went to one subscription. */
  delivered(way: Way, answers: number): void;
  /** A socket or stream has begun. */
  opened(transport: Transport): void;
  /** One that had begun has ended. */
  closed(transport: Transport): void;
}
