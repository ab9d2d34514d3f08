import { hash as hashOnce } from 'node:crypto';
import { genesisHash } from '../domain/event';
import type { Uuid } from '../domain/rows';
import type { EventEntry, LogEntry, LogHead, RowsEntry, Tell } from './entry';
import { type SaidEvent, readEventText } from './event-text';
import { RowsBeside } from './rows-beside';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const copied = ['position', 'type', 'at', 'actor', 'system', 'plant', 'line', 'milestone'] as const;

/**
 * The check of one log as it streams by, in constant memory. After a fault it goes on from what is there, so that one edit is
 * told once or twice and not at every event that follows.
 */
export class Chain {
  /** Of the last event. */
  position = 0;
  hash = genesisHash;
  events = 0;
  private at = '';
  private mode: unknown = null;
  private beside: RowsBeside | null = null;

  constructor(
    private readonly incident: Uuid,
    private readonly tell: Tell,
  ) {}

  add(entry: LogEntry): void {
    if ('unreadable' in entry) this.tell(entry.unreadable);
    else if ('rows' in entry) this.addRows(entry);
    else this.addEvent(entry);
  }

  /** Compares the end of the log with where it is said to be. */
  end(heads: readonly LogHead[]): void {
    this.beside?.end(this.tell);
    if (heads.length !== 1) this.tell(`The log has ${heads.length} heads.`);
    for (const { position, logHead } of heads) {
      if (position !== this.position) {
        this.tell(`The head stands at position ${position}, and the log ends at ${this.position}.`);
      } else if (logHead !== this.hash) {
        this.tell(`The head at position ${position} has another hash than event ${this.position}.`);
      }
    }
  }

  private addEvent(event: EventEntry): void {
    const { position, text, previousHash, hash } = event;
    this.beside?.end(this.tell);
    this.events++;
    this.checkPlace(position);
    if (previousHash !== this.hash) this.tell(`Event ${position} does not name the hash of the event before it.`);
    if (hashOnce('sha256', previousHash + text) !== hash || !text.isWellFormed()) {
      this.tell(`The hash of event ${position} is not that of its text.`);
    }
    const said = readEventText(text);
    if (said) this.checkText(event, said);
    else this.tell(`The text of event ${position} is not the canonical text of an event.`);
    const rowsSha256 = said?.data.rowsSha256;
    this.beside = typeof rowsSha256 === 'string' ? new RowsBeside(position, rowsSha256) : null;
    this.position = Math.max(this.position, position);
    this.hash = hash;
  }

  private checkPlace(position: number): void {
    const next = this.position + 1;
    if (position < next) this.tell(`Event ${position} stands behind event ${this.position}.`);
    else if (position === next + 1) this.tell(`Event ${next} is missing.`);
    else if (position > next) this.tell(`The events ${next} to ${position - 1} are missing.`);
  }

  private checkText(event: EventEntry, said: SaidEvent): void {
    const { position } = event;
    const other = copied.filter((part) => said[part] !== event[part]);
    if (other.length > 0) this.tell(`Beside event ${position} stands another ${other.join(', ')} than in its text.`);
    if (said.incident !== this.incident) this.tell(`The text of event ${position} is of another incident.`);
    this.mode ??= said.mode;
    if (said.mode !== this.mode) this.tell(`Event ${position} has another mode than the events before it.`);
    const at = typeof said.at === 'string' && instant.test(said.at) ? said.at : null;
    if (at === null) this.tell(`The time of event ${position} is none.`);
    else if (at < this.at) this.tell(`Event ${position} is dated before the event before it.`);
    this.at = at ?? this.at;
  }

  private addRows(entry: RowsEntry): void {
    if (this.beside?.position !== entry.position) {
      this.beside?.end(this.tell);
      this.beside = new RowsBeside(entry.position, null);
    }
    this.beside.add(entry);
  }
}
