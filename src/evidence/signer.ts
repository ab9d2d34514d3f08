import type { Uuid } from '../domain/rows';
import type { LogHead } from './entry';
import type { Checkpoint } from './checkpoint';

/** The head of an incident's log. */
export interface IncidentHead extends LogHead {
  incident: Uuid;
}

interface Parts {
  /** Where the logs end now; fails while the database is away. */
  heads(): Promise<IncidentHead[]>;
  /** The hash of one event as it is now, null where there is none. */
  hashAt(incident: Uuid, position: number): Promise<string | null>;
  /** Keeps signed checkpoints; fails where the disk is full or away. */
  append(places: Omit<Checkpoint, 'key' | 'number'>[]): Promise<void>;
  /** The time, in milliseconds. */
  now(): number;
  /** Hears of a log that is not the one that was signed, once for each. */
  onOtherLog(incident: Uuid, position: number): void;
}

const longestUnsigned = 60_000;
const mostUnsigned = 100;

type Signed = IncidentHead & { at: number };

/** Decides which logs want a checkpoint: those that grew by 100 events, or whose last event has waited for a minute. */
export class Signer {
  private readonly signed = new Map<Uuid, Signed>();

  constructor(private readonly parts: Parts) {}

  /** Signs what is due; with `all`, everything that is not signed yet. */
  async look(all = false): Promise<void> {
    const now = this.parts.now();
    const due = (await this.parts.heads()).filter((head) => this.isDue(head, all ? Infinity : now));
    if (due.length === 0) return;
    for (const { incident } of due) await this.compare(incident);
    const time = new Date(now).toISOString();
    await this.parts.append(
      due.map(({ incident, position, logHead }) => ({ incident, position, hash: logHead, time })),
    );
    for (const head of due) this.signed.set(head.incident, { ...head, at: now });
  }

  private isDue({ incident, position, logHead }: IncidentHead, now: number): boolean {
    const last = this.signed.get(incident);
    if (!last) return position > 0;
    if (last.position === position && last.logHead === logHead) return false;
    const isElsewhere = position <= last.position;
    return isElsewhere || position - last.position >= mostUnsigned || now - last.at >= longestUnsigned;
  }

  // What was signed stays on the disk whatever comes now; the checkpoint of another log beside it is evidence too.
  private async compare(incident: Uuid): Promise<void> {
    const last = this.signed.get(incident);
    if (!last || (await this.parts.hashAt(incident, last.position)) === last.logHead) return;
    this.signed.delete(incident);
    this.parts.onOtherLog(incident, last.position);
  }
}
