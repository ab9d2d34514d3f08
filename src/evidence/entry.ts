import type { Uuid } from '../domain/rows';

/** An event as it is kept: its text, the hashes, and the columns beside it, which only repeat what the text says. */
export interface EventEntry {
  position: number;
  type: string;
  at: string;
  actor: string;
  system: string | null;
  plant: string | null;
  line: string | null;
  milestone: string | null;
  text: string;
  previousHash: string;
  hash: string;
}

/** One text of rows that lie beside an event. */
export interface RowsEntry {
  position: number;
  seq: number;
  rows: string;
}

/** What stands where an entry should be; the sentence says where. */
export interface UnreadableEntry {
  unreadable: string;
}

export type LogEntry = EventEntry | RowsEntry | UnreadableEntry;

/** Where a log is said to end. */
export interface LogHead {
  position: number;
  logHead: string;
}

/** One log to be checked, as its keeper has it: entries in their order, those beside an event after it. */
export interface LogSource {
  incident: Uuid;
  /** One, unless somebody was at work. */
  heads: readonly LogHead[];
  entries: AsyncIterable<readonly LogEntry[]>;
}

/** Hears of a fault; one sentence. */
export type Tell = (fault: string) => void;
